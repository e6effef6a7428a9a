/** Where on the page a level-0 point of the slide is, out of what the window itself says under the pointer. */
import { expect } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The level-0 point that the window says is under the pointer. */
async function pointUnder(fovea: FoveaPage, at: Point): Promise<Point> {
  await fovea.page.mouse.move(at.x, at.y);
  await expect(fovea.readout).toContainText(/[\d,]+, [\d,]+ px/);
  const [x, y] = (/(-?[\d,]+), (-?[\d,]+) px/.exec(await fovea.readout.innerText()) ?? [])
    .slice(1)
    .map((text) => Number(text.replaceAll(',', '')));
  return { x: (x ?? NaN) + 0.5, y: (y ?? NaN) + 0.5 };
}

/** From level-0 px to page px, out of what the window says under three points far apart. */
export async function mapping(fovea: FoveaPage, box: { x: number; y: number; width: number; height: number }) {
  const at = (u: number, v: number): Point => ({ x: box.x + u * box.width, y: box.y + v * box.height });
  const [o, p, q] = [at(0.3, 0.3), at(0.7, 0.3), at(0.3, 0.7)];
  const [a, b, c] = [await pointUnder(fovea, o), await pointUnder(fovea, p), await pointUnder(fovea, q)];
  const [ux, uy, vx, vy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y];
  const determinant = ux * vy - uy * vx;
  const toPage = (x: number, y: number): Point => {
    const s = (vy * (x - a.x) - vx * (y - a.y)) / determinant;
    const t = (ux * (y - a.y) - uy * (x - a.x)) / determinant;
    return { x: o.x + s * (p.x - o.x), y: o.y + t * (q.y - o.y) };
  };
  return { toPage, level0PxPerCssPx: Math.hypot(ux, uy) / (p.x - o.x) };
}
