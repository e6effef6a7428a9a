import type { Level0Rect } from '#core/geometry/frames.ts';
import type { ViewFrame } from './view-frame.ts';

/** Paints one overlay. The context arrives transformed so that one unit is one level-0 pixel; it is restored afterwards. */
export type OverlayPainter = (context: CanvasRenderingContext2D, frame: ViewFrame) => void;

/** Outline that stands out on any stain and any heatmap colour: dark around light. */
export function markPainter(rect: Level0Rect): OverlayPainter {
  return (context, frame) => {
    for (const [widthCssPx, colour] of [
      [4, 'rgb(15 23 42 / 0.9)'],
      [2, 'rgb(255 255 255)'],
    ] as const) {
      context.lineWidth = widthCssPx * frame.level0PxPerCssPx;
      context.strokeStyle = colour;
      context.strokeRect(rect.x, rect.y, rect.width, rect.height);
    }
  };
}
