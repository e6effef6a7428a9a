import { lastingContext } from './lasting-canvas.ts';

const STRIPE_PX = 12;

/**
 * Picture of a tile that could not be read: grey hatching that no stain looks like, quiet enough to read around.
 * `width` and `height` in px; the caller owns the bitmap.
 */
export function holeBitmap(width: number, height: number): ImageBitmap {
  return hatched(width, height, '#c2c4c9', (context, canvas) => {
    context.fillStyle = '#d9dadd';
    context.fillRect(0, 0, canvas.width, canvas.height);
  });
}

/** Part of a coarser tile's picture, px of that picture. */
export interface CoarserPart {
  readonly bitmap: ImageBitmap;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Picture of a tile that could not be had: what a coarser one shows of the place, hatched. The caller owns the bitmap. */
export function unreadBitmap(width: number, height: number, below: CoarserPart): ImageBitmap {
  return hatched(width, height, 'rgb(95 98 106 / 0.55)', (context, canvas) => {
    context.drawImage(below.bitmap, below.x, below.y, below.width, below.height, 0, 0, canvas.width, canvas.height);
  });
}

function hatched(
  width: number,
  height: number,
  stripes: string,
  paintBelow: (context: OffscreenCanvasRenderingContext2D, canvas: OffscreenCanvas) => void,
): ImageBitmap {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  const context = lastingContext(canvas);
  if (context) {
    paintBelow(context, canvas);
    context.strokeStyle = stripes;
    context.lineWidth = 2;
    context.beginPath();
    for (let x = -canvas.height; x < canvas.width; x += STRIPE_PX) {
      context.moveTo(x, canvas.height);
      context.lineTo(x + canvas.height, 0);
    }
    context.stroke();
  }
  return canvas.transferToImageBitmap();
}
