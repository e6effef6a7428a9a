/**
 * Flips connected groups of pixels of one value that are smaller than `minPixels`: dropped specks, closed holes.
 *
 * @param mask uint8 `[height, width]` of 0 and 1, changed in place
 * @param value which pixels are grouped: 1 = specks (8-connected), 0 = holes (4-connected, so that tissue is 8-connected throughout)
 * @param keepAtBorder groups that touch the picture's border stay: a bay of glass at the edge is no hole
 */
export function flipSmallComponents(
  mask: Uint8Array,
  width: number,
  height: number,
  value: 0 | 1,
  minPixels: number,
  keepAtBorder: boolean,
): void {
  const seen = new Uint8Array(mask.length);
  const queue = new Int32Array(mask.length);
  const diagonal = value === 1;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== value || seen[start] === 1) continue;
    let head = 0;
    let tail = 0;
    let atBorder = false;
    const visit = (x: number, y: number) => {
      if (x < 0 || y < 0 || x >= width || y >= height) return;
      const i = y * width + x;
      if (mask[i] !== value || seen[i] === 1) return;
      seen[i] = 1;
      queue[tail++] = i;
    };
    seen[start] = 1;
    queue[tail++] = start;
    while (head < tail) {
      const i = queue[head++] ?? 0;
      const x = i % width;
      const y = (i - x) / width;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) atBorder = true;
      visit(x - 1, y);
      visit(x + 1, y);
      visit(x, y - 1);
      visit(x, y + 1);
      if (!diagonal) continue;
      visit(x - 1, y - 1);
      visit(x + 1, y - 1);
      visit(x - 1, y + 1);
      visit(x + 1, y + 1);
    }
    if (tail >= minPixels || (keepAtBorder && atBorder)) continue;
    for (let k = 0; k < tail; k++) mask[queue[k] ?? 0] = 1 - value;
  }
}
