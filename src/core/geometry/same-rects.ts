import type { Level0Rect } from './frames.ts';

export function isSameRect(a: Level0Rect, b: Level0Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** Whether two lists name the same rectangles in the same order. */
export function isSameList(a: readonly Level0Rect[], b: readonly Level0Rect[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((rect, i) => {
      const other = b[i];
      return other !== undefined && isSameRect(rect, other);
    })
  );
}
