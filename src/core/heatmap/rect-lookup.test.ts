import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastRectAt, rectLookup } from './rect-lookup.ts';

/** What the lookup stands for: a look at every one. */
function byLookingAtAll(rects: Float64Array, x: number, y: number): number | null {
  for (let i = rects.length / 4 - 1; i >= 0; i--) {
    const [left, top, width, height] = [rects[i * 4]!, rects[i * 4 + 1]!, rects[i * 4 + 2]!, rects[i * 4 + 3]!];
    if (x >= left && y >= top && x < left + width && y < top + height) return i;
  }
  return null;
}

const size = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.double({ min: 0.01, max: 5, noNaN: true }),
  fc.constantFrom(1, 2, 256, 2 ** 16, 2 ** 31, 2 ** 40, Infinity, 0, -3, NaN),
);
const place = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.constantFrom(-256, 0, 256, 2 ** 31 - 1, -(2 ** 31), 2 ** 53, 1e300, -Infinity, NaN),
);
const lists = fc.array(fc.tuple(place, place, size, size), { maxLength: 60 });

describe('the rectangle under a point', () => {
  it('is the one that a look at every one finds, however they lie over each other', () => {
    fc.assert(
      fc.property(lists, fc.array(fc.tuple(place, place), { maxLength: 40 }), (list, points) => {
        const rects = Float64Array.from(list.flat());
        const lookup = rectLookup(rects);
        const corners = list.flatMap(([x, y, width, height]) => [
          [x, y] as const,
          [x + width, y + height] as const,
          [x + width / 2, y + height / 2] as const,
          [x + width * (1 - 1e-9), y] as const,
        ]);
        for (const [x, y] of [...points, ...corners])
          expect(lastRectAt(lookup, x, y)).toBe(byLookingAtAll(rects, x, y));
      }),
      { numRuns: 300 },
    );
  });

  it('holds where rounding makes one that is as long as a cell end in a third', () => {
    // 255.99… + 256 rounds to 512, and 512 − 255.99… to 256.
    const edge = 255.99999999999997;
    expect([edge + 256, edge + 256 - edge]).toEqual([512, 256]);
    const rects = Float64Array.of(...[edge, edge, 256, 256], ...[300, 300, 256, 256], ...[10, 10, 256, 256]);
    const lookup = rectLookup(rects);
    for (const at of [0, 11, edge, 256, 299, 300, 511.9, 512, 555])
      expect(lastRectAt(lookup, at, at)).toBe(byLookingAtAll(rects, at, at));
  });

  it('takes room that goes with their number, not with what they cover', () => {
    const n = 10_000;
    const rects = new Float64Array(n * 4);
    for (let i = 0; i < n; i++) rects.set([-i, i, i % 2 === 0 ? 2 ** 30 : 0.001, i % 3 === 0 ? 2 ** 30 : 1], i * 4);
    const { heads, next } = rectLookup(rects);
    expect(heads.length + next.length).toBeLessThanOrEqual(6 * n);
  });

  it('is found among very many without looking at all of them', () => {
    const n = 50_000;
    const rects = new Float64Array(n * 4);
    // Places at random, a few large ones among them.
    for (let i = 0; i < n; i++)
      rects.set([(i * 7919) % 100_003, (i * 104_729) % 75_001, i % 5000 === 0 ? 9000 : 224, 224], i * 4);
    let reads = 0;
    const counted = new Proxy(rects, {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key, target) as unknown;
      },
    });
    const { levels, heads, next } = rectLookup(rects);
    for (let i = 0; i < 100; i++) {
      const [x, y] = [(i * 1009) % 100_000, (i * 757) % 75_000];
      expect(lastRectAt({ rects: counted, levels, heads, next }, x, y)).toBe(byLookingAtAll(rects, x, y));
    }
    expect(reads / 100).toBeLessThan(400);
  });
});
