/** Pixels whose brightest channel is below this (0..255) have no meaningful colour: voids, black borders, ink. */
const DARKEST_COLOURED = 30;

/**
 * HSV saturation of RGB pixels, 0..255: (max − min) / max. Near-black pixels count as 0, because there a difference of one or two
 * grey levels (JPEG noise) would read as a strong colour.
 *
 * @param rgb uint8 `[height, width, 3]`, borrowed
 * @returns uint8 `[height, width]`
 */
export function saturation(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const pixels = Math.floor(rgb.length / 3);
  const out = new Uint8Array(pixels);
  for (let i = 0, j = 0; i < pixels; i++, j += 3) {
    const r = rgb[j] ?? 0;
    const g = rgb[j + 1] ?? 0;
    const b = rgb[j + 2] ?? 0;
    const max = Math.max(r, g, b);
    if (max < DARKEST_COLOURED) continue;
    out[i] = Math.round(((max - Math.min(r, g, b)) * 255) / max);
  }
  return out;
}
