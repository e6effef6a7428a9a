import type { Level0Rect } from '#core/geometry/frames.ts';

/** Level-0 px of a patch. */
const PATCH_PX = 224;
/** Of the cells of the slide, those with tissue. */
const TISSUE_SHARE = 0.6;

/** A map as large as asked for: patches on a grid, in blobs as tissue lies, a third of the values 0. */
export interface MadeMap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly patches: readonly Level0Rect[];
  readonly values: Float32Array<ArrayBuffer>;
}

export function makeMap(patchCount: number): MadeMap {
  const columns = Math.ceil(Math.sqrt((patchCount / TISSUE_SHARE) * 1.5));
  const patches: Level0Rect[] = [];
  let row = 0;
  for (; patches.length < patchCount; row++) {
    for (let column = 0; column < columns && patches.length < patchCount; column++) {
      const tissue = Math.sin((column / columns) * 17) + Math.cos((row / columns) * 13) + Math.sin(row * column * 1e-3);
      if (tissue > -0.35) patches.push({ x: column * PATCH_PX, y: row * PATCH_PX, width: PATCH_PX, height: PATCH_PX });
    }
  }
  const values = Float32Array.from(patches, ({ x, y }, i) => {
    const value = 0.5 + 0.4 * Math.sin(x / 9000) * Math.cos(y / 7000) + 0.1 * Math.sin(i * 12.9898);
    return value < 0.4 ? 0 : value;
  });
  return { widthPx: columns * PATCH_PX, heightPx: row * PATCH_PX, patches, values };
}
