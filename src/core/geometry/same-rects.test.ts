import { describe, expect, it } from 'vitest';
import { level0Rect, type Level0Rect } from './frames.ts';
import { isSameList } from './same-rects.ts';

describe('two lists of rectangles', () => {
  const list = [level0Rect(0, 1, 2, 3), level0Rect(-4, 5, 6, 7)];

  it('are the same where they name the same rectangles in the same order', () => {
    expect(isSameList(list, list)).toBe(true);
    expect(isSameList(list, structuredClone(list))).toBe(true);
    expect(isSameList([], [])).toBe(true);
  });

  const others: [string, Level0Rect[]][] = [
    ['another order', list.toReversed()],
    ['one less', list.slice(1)],
    ['one more', [...list, ...list.slice(1)]],
    ...(['x', 'y', 'width', 'height'] as const).map((key): [string, Level0Rect[]] => [
      `another ${key}`,
      list.map((rect) => ({ ...rect, [key]: 9 })),
    ]),
  ];

  it.each(others)('differ by %s', (_, other) => {
    expect(isSameList(list, other)).toBe(false);
    expect(isSameList(other, list)).toBe(false);
  });
});
