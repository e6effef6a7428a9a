export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Keys that are written otherwise than browsers name them; `+` is where `=` is, with Shift, on many keyboards. */
const WRITTEN: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Insert: 'Ins',
  '=': '+',
  '-': '−',
};

/**
 * A key press as it is written on the sheet of shortcuts: `R`, `Shift R`, `←`. Shift counts with letters and arrows; signs that are typed with
 * it are themselves. Null for every combination that may be the browser's own.
 */
export function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string | null {
  if (metaKey) return null;
  // AltGr, which types [ and ] on many keyboards, shows as Ctrl + Alt; either alone is the browser's.
  if (ctrlKey !== altKey) return null;
  if (ctrlKey && key !== '[' && key !== ']') return null;
  const isLetter = /^[a-z]$/i.test(key);
  const countsShift = isLetter || key.startsWith('Arrow');
  const name = isLetter ? key.toUpperCase() : Object.hasOwn(WRITTEN, key) ? (WRITTEN[key] ?? key) : key;
  return shiftKey && countsShift ? `Shift ${name}` : name;
}
