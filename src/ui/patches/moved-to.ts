/**
 * Where a key goes from one of several elements that are laid out in rows: arrows to the neighbours, Home and End to the ends; null for other
 * keys, over the edge, and where none of them has the focus.
 */
export function movedTo(elements: readonly HTMLElement[], from: Element | null, key: string): HTMLElement | null {
  const at = elements.findIndex((element) => element === from);
  const first = elements[0];
  if (at < 0 || !first) return null;
  const nextRow = elements.findIndex((element) => element.offsetTop > first.offsetTop);
  const columns = nextRow < 0 ? elements.length : nextRow;
  switch (key) {
    case 'ArrowLeft':
      return elements[at - 1] ?? null;
    case 'ArrowRight':
      return elements[at + 1] ?? null;
    case 'ArrowUp':
      return elements[at - columns] ?? null;
    case 'ArrowDown':
      return elements[at + columns] ?? null;
    case 'Home':
      return first;
    case 'End':
      return elements.at(-1) ?? null;
    default:
      return null;
  }
}
