import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { pictureOf } from './canvas-pictures.ts';
import type { OverlayPainter } from './overlay-painters.ts';
import { tissueOutline } from './tissue-outline.ts';
import { visibleBox } from './view-frame.ts';

const FILL: readonly [number, number, number, number] = [56, 189, 248, 38];
const BORDER: readonly [number, number, number, number] = [2, 132, 199, 230];
const LINE = `rgb(${BORDER[0]} ${BORDER[1]} ${BORDER[2]} / 0.9)`;
const LINE_CSS_PX = 1.5;
/** From this size of a mask pixel on the border is drawn as a line; below, the mask's own border pixels are as thin as one. */
const LINE_FROM_CSS_PX = 3;
/** Corners per piece of the outline, so that only what is in view is stroked. */
const PIECE_CORNERS = 32;

/** Tissue: a light tint and its border. A mask of millions of pixels costs a few ms a frame at any zoom. */
export function tissuePainter(mask: TissueMask): OverlayPainter {
  const { extent, width, height } = mask;
  const plain = pictureOf(tint(mask, FILL), width, height);
  const bordered = pictureOf(tint(mask, BORDER), width, height);
  let pieces: readonly Piece[] | null = null;
  const scaleX = extent.width / width;
  const scaleY = extent.height / height;
  return (context, frame) => {
    const asLine = scaleX / frame.level0PxPerCssPx >= LINE_FROM_CSS_PX;
    const picture = asLine ? plain : bordered;
    // Sharp cells when they can be seen; shrunk without flicker when they cannot.
    context.imageSmoothingEnabled = !asLine;
    context.imageSmoothingQuality = 'medium';
    if (picture) context.drawImage(picture, extent.x, extent.y, extent.width, extent.height);
    if (!asLine) return;
    pieces ??= piecesOf(mask);
    const seen = visibleBox(frame);
    context.beginPath();
    for (const { points, left, top, right, bottom } of pieces) {
      const outside =
        extent.x + left * scaleX > seen.right ||
        extent.x + right * scaleX < seen.left ||
        extent.y + top * scaleY > seen.bottom ||
        extent.y + bottom * scaleY < seen.top;
      if (outside) continue;
      for (let i = 0; i < points.length; i += 2) {
        const x = extent.x + (points[i] ?? 0) * scaleX;
        const y = extent.y + (points[i + 1] ?? 0) * scaleY;
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
    }
    context.lineWidth = LINE_CSS_PX * frame.level0PxPerCssPx;
    context.strokeStyle = LINE;
    context.stroke();
  };
}

/** RGBA `[height, width, 4]`: tissue in the fill colour, its outermost pixels in `border`. */
function tint(
  { width, height, data }: TissueMask,
  border: readonly [number, number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (!data[i]) continue;
      const inner =
        x > 0 &&
        y > 0 &&
        x + 1 < width &&
        y + 1 < height &&
        data[i - 1] &&
        data[i + 1] &&
        data[i - width] &&
        data[i + width];
      rgba.set(inner ? FILL : border, i * 4);
    }
  }
  return rgba;
}

interface Piece {
  readonly points: Int32Array<ArrayBuffer>;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The outline cut into short open lines, each with its box, in mask pixels. */
function piecesOf(mask: TissueMask): Piece[] {
  return tissueOutline(mask).flatMap(({ points }) => {
    const corners = points.length / 2;
    const pieces: Piece[] = [];
    for (let start = 0; start < corners; start += PIECE_CORNERS) {
      // One more corner, which joins it to the next piece; the last one ends where the first began.
      const count = Math.min(PIECE_CORNERS, corners - start) + 1;
      const piece = new Int32Array(count * 2);
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < count; i++) {
        const from = ((start + i) % corners) * 2;
        const x = points[from] ?? 0;
        const y = points[from + 1] ?? 0;
        piece[i * 2] = x;
        piece[i * 2 + 1] = y;
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x);
        bottom = Math.max(bottom, y);
      }
      pieces.push({ points: piece, left, top, right, bottom });
    }
    return pieces;
  });
}
