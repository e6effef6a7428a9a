const STRIPE_PX = 12;

/**
 * Picture of a tile that could not be read: grey hatching that no stain looks like, quiet enough to read around.
 * `width` and `height` in px; the caller owns the bitmap.
 */
export function holeBitmap(width: number, height: number): ImageBitmap {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  const context = canvas.getContext('2d');
  if (context) {
    context.fillStyle = '#d9dadd';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.strokeStyle = '#c2c4c9';
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
