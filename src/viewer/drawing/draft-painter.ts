import type { Level0Point } from '#core/geometry/frames.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import type { DrawKind } from '#state/drawing-store.ts';
import type { OverlayPainter } from '../overlay-painters.ts';
import { toCss, transformOfFrame } from '../view-frame.ts';
import type { Draft } from './draft.ts';
import { placeLabels } from './shape-labels.ts';
import { addOutline, boxOf, cssBoxOf } from './shape-path.ts';
import { DARK, LIGHT, toCssPx } from './shape-painter.ts';

/** A drawing as far as it has come. */
export interface DraftView {
  readonly kind: DrawKind;
  /** `#rrggbb` */
  readonly colour: string;
  readonly draft: Draft;
  /** What the corners and the tip make; null where they make nothing yet. */
  readonly shape: Shape | null;
  readonly label?: string;
  readonly crosshair: Level0Point | null;
}

const CORNER_RADIUS_CSS_PX = 4;
/** The first corner of an outline, which closes it, is larger. */
const FIRST_RADIUS_CSS_PX = 6;
const CROSSHAIR = { from: 5, to: 16 } as const;

/** What is being drawn: its outline, its corners, its measure, and the crosshair of the keys. */
export function draftPainter({ kind, colour, draft, shape, label, crosshair }: DraftView): OverlayPainter {
  return (context, frame) => {
    const transform = transformOfFrame(frame);
    toCssPx(context, frame);
    context.lineJoin = context.lineCap = 'round';
    const outline = new Path2D();
    if (shape && shape.kind !== 'point') addOutline(outline, shape, transform);
    else if (draft.corners[0] && draft.tip)
      addOutline(outline, { kind: 'line', from: draft.corners[0], to: draft.tip }, transform);
    strokeTwice(context, outline, colour);
    if (kind !== 'freehand' || draft.corners.length < 3)
      for (const [i, corner] of draft.corners.entries()) {
        const { x, y } = toCss(transform, corner.x, corner.y);
        const closes = i === 0 && kind === 'polygon' && draft.corners.length >= 3;
        context.beginPath();
        context.arc(x, y, closes ? FIRST_RADIUS_CSS_PX : CORNER_RADIUS_CSS_PX, 0, 2 * Math.PI);
        context.fillStyle = closes ? colour : LIGHT;
        context.fill();
        context.lineWidth = 1.5;
        context.strokeStyle = DARK;
        context.stroke();
      }
    if (shape && label) {
      const drawn = { shape, colour, label, look: 'selected' } as const;
      const box = cssBoxOf(boxOf(shape), transform);
      for (const placed of placeLabels(context, [{ index: 0, shape: drawn, box }], frame, transform)) placed.paint();
    }
    if (crosshair) {
      const { x, y } = toCss(transform, crosshair.x, crosshair.y);
      const cross = new Path2D();
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        cross.moveTo(x + dx * CROSSHAIR.from, y + dy * CROSSHAIR.from);
        cross.lineTo(x + dx * CROSSHAIR.to, y + dy * CROSSHAIR.to);
      }
      strokeTwice(context, cross, LIGHT);
    }
  };
}

function strokeTwice(context: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  context.lineWidth = 5;
  context.strokeStyle = DARK;
  context.stroke(path);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke(path);
}
