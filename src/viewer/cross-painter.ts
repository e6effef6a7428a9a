import type { Level0Point } from '#core/geometry/frames.ts';
import type { OverlayPainter } from './overlay-painters.ts';

const ARM_CSS_PX = 11;
const GAP_CSS_PX = 3;

/** An upright cross around a point, open in the middle so that what it points at is seen; dark around light, as marks are. */
export function crossPainter(point: Level0Point): OverlayPainter {
  return (context) => {
    const { a, b, c, d, e, f } = context.getTransform();
    const ratio = window.devicePixelRatio;
    const x = a * point.x + c * point.y + e;
    const y = b * point.x + d * point.y + f;
    context.resetTransform();
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + dx * GAP_CSS_PX * ratio, y + dy * GAP_CSS_PX * ratio);
      context.lineTo(x + dx * ARM_CSS_PX * ratio, y + dy * ARM_CSS_PX * ratio);
    }
    for (const [widthCssPx, colour] of [
      [4, 'rgb(15 23 42 / 0.9)'],
      [2, 'rgb(255 255 255)'],
    ] as const) {
      context.lineWidth = widthCssPx * ratio;
      context.strokeStyle = colour;
      context.stroke();
    }
  };
}
