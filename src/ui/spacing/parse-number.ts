/** A number as people type it: blanks around it, a decimal point or comma. Null for anything else. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d{0,9}(?:\.\d{0,9})?$/.test(trimmed) || !/\d/.test(trimmed)) return null;
  return Number(trimmed);
}
