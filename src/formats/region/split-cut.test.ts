import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunksOfCut } from './cut-patches.ts';
import { splitCut } from './split-cut.ts';

it('parts cover every output pixel of every box once, at the same scale, in few enough chunks', () => {
  const side = fc.integer({ min: 1, max: 12 });
  const rect = fc.record({
    x: fc.integer({ min: -50, max: 300 }),
    y: fc.integer({ min: -50, max: 300 }),
    width: fc.constant(0),
    height: fc.constant(0),
  });
  fc.assert(
    fc.property(
      fc.array(rect, { minLength: 1, maxLength: 4 }),
      side,
      side,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 4, max: 60 }),
      (corners, outWidth, outHeight, scale, maxChunks) => {
        const rects = corners.map(({ x, y }) => ({ x, y, width: outWidth * scale, height: outHeight * scale }));
        const geometry = { width: 300, height: 280, chunkWidth: 16, chunkHeight: 8, rects, outWidth, outHeight };
        const parts = splitCut(geometry, maxChunks);
        if (!parts) {
          // One output pixel of up to 40 px lies in up to 4 × 6 chunks.
          expect(maxChunks).toBeLessThan(24);
          return;
        }
        const covered = new Uint8Array(rects.length * outWidth * outHeight);
        for (const part of parts) {
          expect(chunksOfCut(part.geometry).length).toBeLessThanOrEqual(maxChunks);
          for (const [k, own] of part.geometry.rects.entries()) {
            const whole = rects[part.firstRect + k];
            expect(own.x).toBe((whole?.x ?? 0) + part.left * scale);
            expect(own.width).toBe(part.geometry.outWidth * scale);
            for (let y = 0; y < part.geometry.outHeight; y += 1)
              for (let x = 0; x < part.geometry.outWidth; x += 1) {
                const at = ((part.firstRect + k) * outHeight + part.top + y) * outWidth + part.left + x;
                covered[at] = (covered[at] ?? 0) + 1;
              }
          }
        }
        expect(covered.every((times) => times === 1)).toBe(true);
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});
