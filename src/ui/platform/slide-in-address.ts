/**
 * The slide that the page's own address names (`?slide=`), for `openLink`; null where it names none. A relative one is meant from
 * `base`. Anyone may have written it: what is no address stays as it is, and opening refuses it with a reason.
 */
export function slideInAddress(search: string, base: string): string | null {
  const text = new URLSearchParams(search).get('slide');
  if (text === null) return null;
  return URL.parse(text, base)?.href ?? text;
}
