import type { OverlayPainter } from './overlay-painters.ts';

/**
 * One painter left of a divider, another right of it; null paints nothing on its side. `at`: the divider's place, 0..1 of the view's
 * width, whatever part of the slide is there. The two meet at a whole device pixel, so that no pixel is of both.
 */
export function swipePainter(left: OverlayPainter | null, right: OverlayPainter | null, at: number): OverlayPainter {
  return (context, frame) => {
    const { width, height } = context.canvas;
    const divider = Math.round(at * width);
    for (const [paint, from, to] of [
      [left, 0, divider],
      [right, divider, width],
    ] as const) {
      if (!paint || to <= from) continue;
      context.save();
      const transform = context.getTransform();
      context.resetTransform();
      context.beginPath();
      context.rect(from, 0, to - from, height);
      context.clip();
      context.setTransform(transform);
      paint(context, frame);
      context.restore();
    }
  };
}
