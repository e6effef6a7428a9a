/** Looks into a coarse patch of a two-scale result by a click on the slide. */
import type { ResultFile } from '#core/result/result-schema.ts';
import { expect } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';

interface ShownPart {
  /** As a multiple of the even share. */
  readonly weight: number;
  readonly rank: number;
}

/** Clicks on some patch and gives its index and its parts as the panel shows them, row by row. */
export async function insideParts(
  fovea: FoveaPage,
  result: ResultFile,
): Promise<{ patch: number; parts: readonly ShownPart[] }> {
  for (const [x, y] of [
    [0.2, 0.5],
    [0.25, 0.4],
    [0.7, 0.5],
    [0.8, 0.4],
  ] as const) {
    // prettier-ignore
    const patch = await patchUnder(fovea, result, x, y);
    if (patch < 0) continue;
    await fovea.page.mouse.down();
    await fovea.page.mouse.up();
    await expect(fovea.result.parts).toHaveCount(16);
    const texts = await fovea.result.parts.allInnerTexts();
    const parts = texts.map((text) => {
      const [, weight, rank] = /([\d.]+)×\s*#(\d+)/.exec(text) ?? [];
      return { weight: Number(weight), rank: Number(rank) };
    });
    return { patch, parts };
  }
  throw new Error('no patch was found on the slide');
}

/** Index of the coarse patch under a place of the stage (shares of its size), by what the readout says is there; −1 for none. */
async function patchUnder(fovea: FoveaPage, result: ResultFile, x: number, y: number): Promise<number> {
  await fovea.hover(x, y);
  await expect(fovea.readout).toContainText(/[\d,]+, [\d,]+ px/);
  const at = (/([\d,]+), ([\d,]+) px/.exec(await fovea.readout.innerText()) ?? [])
    .slice(1)
    .map((text) => Number(text.replaceAll(',', '')) + 0.5);
  const [px = NaN, py = NaN] = at;
  return result.patches.findIndex((p) => px >= p.x && px < p.x + p.width && py >= p.y && py < p.y + p.height);
}
