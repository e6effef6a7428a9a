import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { Cancellation } from './head-ports.ts';
import type { PatchReader } from './ports.ts';

/**
 * One large picture of a slide, read in strips of rows so that what is decoded at once stays small; the same pixels as in one piece.
 *
 * @param rect level-0 px, brought to `width × height`
 * @returns uint8 RGB `[height, width, 3]`, and names of the damaged tiles met
 */
export async function readInStrips(request: {
  readonly read: PatchReader;
  readonly rect: Level0Rect;
  readonly width: number;
  readonly height: number;
  readonly rowsAtOnce: number;
  readonly signal?: Cancellation;
  /** Rows that nobody needs may be left black. */
  readonly wants?: (fromRow: number, toRow: number) => boolean;
}): Promise<{ readonly rgb: Uint8Array<ArrayBuffer>; readonly holes: ReadonlySet<string> }> {
  const { read, rect, width, height, rowsAtOnce, signal, wants } = request;
  const rgb = new Uint8Array(width * height * 3);
  const pxPerRow = rect.height / height;
  const holes = new Set<string>();
  for (let from = 0; from < height; from += rowsAtOnce) {
    signal?.throwIfAborted();
    const rows = Math.min(rowsAtOnce, height - from);
    if (wants && !wants(from, from + rows)) continue;
    const strip = await read({
      rects: [level0Rect(rect.x, rect.y + from * pxPerRow, rect.width, rows * pxPerRow)],
      outWidthPx: width,
      outHeightPx: rows,
    });
    rgb.set(strip.pixels, from * width * 3);
    for (const hole of strip.holes) holes.add(hole);
  }
  return { rgb, holes };
}
