/** What is planted where in the phantom that ships: `public/phantom/phantom-01.truth.json`. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Level0Point, Level0Rect } from '#core/geometry/frames.ts';
import { fromRoot } from '../scripts/paths.ts';

const truthSchema = z.object({
  width: z.int(),
  height: z.int(),
  spacing_um_px: z.number(),
  tumour_fraction: z.number(),
  immune_infiltrate: z.number(),
  nests: z.array(z.array(z.tuple([z.number(), z.number()])).min(3)),
  tumour_mask: z.object({ spacing_um_px: z.number(), width: z.int(), height: z.int(), bits: z.base64() }),
});

/** Size of the phantom that ships, level-0 px. */
export function phantomSize(): { readonly width: number; readonly height: number } {
  const { width, height } = truthSchema.parse(JSON.parse(truthText()));
  return { width, height };
}

/**
 * Share of all phantoms whose simulated hazard is lower than the shipped one's. The log-hazard is 4 · tumour / 0.3 − 4 · immune with tumour
 * uniform in 0..0.3 and immune uniform in 0..1 (`fovea_models.dsca_phantom.survival`), so it is 4 times the difference d of two uniform
 * numbers, whose distribution is (1 + d)² / 2 below 0 and 1 − (1 − d)² / 2 above.
 */
export function phantomHazardPlace(): number {
  const truth = truthSchema.parse(JSON.parse(truthText()));
  const d = truth.tumour_fraction / 0.3 - truth.immune_infiltrate;
  return d < 0 ? (1 + d) ** 2 / 2 : 1 - (1 - d) ** 2 / 2;
}

/** The outlines of the tumour nests of the phantom that ships, level-0 px. */
export function phantomNests(): readonly (readonly Level0Point[])[] {
  const { nests } = truthSchema.parse(JSON.parse(truthText()));
  return nests.map((outline) => outline.map(([x, y]) => ({ x, y })));
}

function truthText(): string {
  return readFileSync(fromRoot('public/phantom/phantom-01.truth.json'), 'utf8');
}

/** Share of a level-0 rectangle that the phantom's tumour nests cover, 0..1. */
export type TumourShare = (rect: Level0Rect) => number;

/** Reads the truth. The mask is stored row by row, eight cells to a byte, the first cell in the highest bit, no padding between rows. */
export function phantomTumourShare(): TumourShare {
  const { spacing_um_px: slideUmPerPx, tumour_mask: mask } = truthSchema.parse(JSON.parse(truthText()));
  const bits = Buffer.from(mask.bits, 'base64');
  const cellPx = mask.spacing_um_px / slideUmPerPx;
  const isTumour = (column: number, row: number): boolean => {
    const cell = row * mask.width + column;
    return (((bits[cell >> 3] ?? 0) >> (7 - (cell & 7))) & 1) === 1;
  };
  return (rect) => {
    const [left, top] = [Math.floor(rect.x / cellPx), Math.floor(rect.y / cellPx)];
    const right = Math.min(mask.width, Math.ceil((rect.x + rect.width) / cellPx));
    const bottom = Math.min(mask.height, Math.ceil((rect.y + rect.height) / cellPx));
    let inside = 0;
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) if (isTumour(column, row)) inside++;
    return inside / ((right - left) * (bottom - top));
  };
}
