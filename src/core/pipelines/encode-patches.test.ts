import { expect, it } from 'vitest';
import { twoScalePlan } from '#core/patches/two-scale-plan.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { encodePatches } from './encode-patches.ts';
import type { Encoder, PatchReader } from './ports.ts';

const SIZE = 2;

/** Five by four coarse cells of 64 px. */
const plan: PatchPlan = {
  stepPx: 64,
  sizePx: 64,
  columns: 5,
  rows: 4,
  modelSizePx: SIZE,
  modelSpacingUmPerPx: 1,
  enlargement: 1,
  column: Int32Array.from({ length: 20 }, (_, i) => i % 5),
  row: Int32Array.from({ length: 20 }, (_, i) => Math.floor(i / 5)),
};

/** As strict as the slide worker: patches of one request are of one size. A patch has the colour of its corner and its width. */
const read: PatchReader = ({ rects, outWidthPx, outHeightPx }) => {
  if (new Set(rects.map(({ width }) => width)).size > 1) throw new Error('patches of one request must be of one size');
  const each = outWidthPx * outHeightPx * 3;
  const pixels = new Uint8Array(rects.length * each);
  for (const [k, { x, y, width }] of rects.entries())
    for (let i = 0; i < each; i++) pixels[k * each + i] = [x / 16, y / 16, width][i % 3] ?? 0;
  return Promise.resolve({ pixels, holes: [`${rects[0]?.width ?? 0}`] });
};

/** Gives the colour back. */
const encoder: Encoder = {
  featureDim: 3,
  encode: (pixels, count) =>
    Promise.resolve(
      Float32Array.from({ length: count * 3 }, (_, i) => pixels[Math.floor(i / 3) * SIZE * SIZE * 3 + (i % 3)] ?? NaN),
    ),
};

it('reads each grid of a two-scale plan in requests of its own, and puts all in their places', async () => {
  const { coarse, fine } = twoScalePlan(plan, 4);
  const plans = [{ plan: coarse }, { plan: fine }];
  const { features, holes, unitCount } = await encodePatches({ plans, read, encoder, batch: 7, ahead: 2 });
  const rows = (grid: number) =>
    Array.from({ length: (features[grid]?.length ?? 0) / 3 }, (_, i) => [
      ...(features[grid] ?? []).slice(i * 3, i * 3 + 3),
    ]);
  expect(rows(0)).toEqual(Array.from(coarse.column, (column, i) => [column * 4, (coarse.row[i] ?? 0) * 4, 64]));
  expect(rows(1)).toEqual(Array.from(fine.column, (column, i) => [column, fine.row[i] ?? 0, 16]));
  expect(unitCount).toBe(20);
  expect([...holes].sort()).toEqual(['16', '64']);
});

it('keeps what met no damaged tile for later runs, and tells the rest', async () => {
  const { coarse, fine } = twoScalePlan(plan, 4);
  const grids = [coarse, fine].map((grid) => {
    const kept = new Map<string, Float32Array>();
    return {
      kept,
      plan: grid,
      cache: {
        read: (column: number, row: number) => kept.get(`${column},${row}`) ?? null,
        write: (column: number, row: number, one: Float32Array) => void kept.set(`${column},${row}`, one.slice()),
      },
    };
  });
  // The tile that is damaged holds one fine patch; the coarse one around it meets it as well.
  const isAt = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
    x <= 80 && 80 < x + width && y <= 144 && 144 < y + height;
  const damaged: PatchReader = async (request) => {
    const holed = [...request.rects.keys()].filter((k) =>
      isAt(request.rects[k] ?? { x: 0, y: 0, width: 0, height: 0 }),
    );
    return { ...(await read(request)), holes: holed.length > 0 ? ['0/1,2'] : [], holed };
  };
  const request = { plans: grids, encoder, batch: 7, ahead: 2 };
  const { standIns, holes } = await encodePatches({ ...request, read: damaged });
  expect([...holes]).toEqual(['0/1,2']);
  const cells = standIns.map((own, grid) => own.map((k) => [grids[grid]?.plan.column[k], grids[grid]?.plan.row[k]]));
  expect(cells).toEqual([[[1, 2]], [[5, 9]]]);
  expect(grids.map(({ kept }) => kept.size)).toEqual([19, 319]);
  // The next run reads just these again.
  const again = await encodePatches({ ...request, read });
  expect(again).toMatchObject({ encodedNow: 2, reused: 338 });
});
