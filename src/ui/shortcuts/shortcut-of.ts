/** What a key does to the view. */
export type Shortcut =
  | { readonly kind: 'peek' }
  | { readonly kind: 'zoom'; readonly direction: 1 | -1 }
  | { readonly kind: 'pan'; readonly dx: -1 | 0 | 1; readonly dy: -1 | 0 | 1 }
  | { readonly kind: 'whole' }
  | { readonly kind: 'preset'; readonly index: number }
  | { readonly kind: 'rotate'; readonly direction: 1 | -1 }
  | { readonly kind: 'opacity'; readonly direction: 1 | -1 }
  | { readonly kind: 'region' }
  | { readonly kind: 'measure' }
  | { readonly kind: 'annotations' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'help' };

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const PLAIN: Readonly<Record<string, Shortcut>> = {
  '+': { kind: 'zoom', direction: 1 },
  '=': { kind: 'zoom', direction: 1 },
  '-': { kind: 'zoom', direction: -1 },
  '−': { kind: 'zoom', direction: -1 },
  ArrowLeft: { kind: 'pan', dx: -1, dy: 0 },
  ArrowRight: { kind: 'pan', dx: 1, dy: 0 },
  ArrowUp: { kind: 'pan', dx: 0, dy: -1 },
  ArrowDown: { kind: 'pan', dx: 0, dy: 1 },
  '0': { kind: 'whole' },
  '1': { kind: 'preset', index: 0 },
  '2': { kind: 'preset', index: 1 },
  '3': { kind: 'preset', index: 2 },
  '4': { kind: 'preset', index: 3 },
  '5': { kind: 'preset', index: 4 },
  '[': { kind: 'opacity', direction: -1 },
  ']': { kind: 'opacity', direction: 1 },
  '?': { kind: 'help' },
};

/** The shortcut of a key press; null for keys that are not ours, and for every combination that may be the browser's own. */
export function shortcutOf(press: KeyPress): Shortcut | null {
  if (press.metaKey) return null;
  // AltGr, which types [ ] and ? on many keyboards, shows as Ctrl + Alt; either alone is the browser's.
  if (press.ctrlKey !== press.altKey) return null;
  const isAltGr = press.ctrlKey && press.altKey;
  if (isAltGr && press.key !== '[' && press.key !== ']') return null;
  const letter = press.key.toLowerCase();
  if (letter === 'h' && !press.shiftKey) return { kind: 'peek' };
  if (letter === 'd' && !press.shiftKey) return { kind: 'region' };
  if (letter === 'm' && !press.shiftKey) return { kind: 'measure' };
  if (letter === 'a' && !press.shiftKey) return { kind: 'annotations' };
  if (letter === 'c' && !press.shiftKey) return { kind: 'compare' };
  if (letter === 'r') return { kind: 'rotate', direction: press.shiftKey ? -1 : 1 };
  return Object.hasOwn(PLAIN, press.key) ? (PLAIN[press.key] ?? null) : null;
}
