import type { ViewFrame, ViewTransform } from '../view-frame.ts';
import type { DrawnShape } from '../viewer-types.ts';
import { labelPlace, type CssBox } from './shape-path.ts';

/** A shape in view and the box around it on screen. */
export interface Labelled {
  readonly index: number;
  readonly shape: DrawnShape;
  readonly box: CssBox;
}

/** A label that has found room; `box` in CSS px. */
export interface PlacedLabel {
  readonly index: number;
  readonly box: CssBox;
  readonly paint: () => void;
}

const FONT = '600 12px "Atkinson Hyperlegible Next Variable", system-ui, sans-serif';
const HEIGHT_CSS_PX = 20;
const PADDING_CSS_PX = 7;
const GAP_CSS_PX = 2;
/** More would hide the slide, and each has to be held against all others. */
const MAX_LABELS = 120;
const MAX_CHARACTERS = 48;
/** Areas smaller than this on screen have no label but when selected. */
const LEAST_AREA_CSS_PX = 18;

/** Finds room for labels, the selected shape's first, then the larger shapes'; a label that would lie on another is left out. */
export function placeLabels(
  context: CanvasRenderingContext2D,
  labelled: readonly Labelled[],
  frame: ViewFrame,
  transform: ViewTransform,
): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const sizeOf = ({ box }: Labelled) => Math.max(box.right - box.left, box.bottom - box.top);
  const isSelected = ({ shape }: Labelled) => shape.look === 'selected';
  const candidates = labelled
    .filter((one) => isSelected(one) || one.shape.shape.kind === 'point' || sizeOf(one) >= LEAST_AREA_CSS_PX)
    .sort((a, b) => Number(isSelected(b)) - Number(isSelected(a)) || sizeOf(b) - sizeOf(a))
    .slice(0, 4 * MAX_LABELS);
  context.font = FONT;
  for (const one of candidates) {
    if (placed.length >= MAX_LABELS) break;
    const text = shortened(one.shape.label ?? '');
    const size = { width: context.measureText(text).width + 2 * PADDING_CSS_PX, height: HEIGHT_CSS_PX };
    const { x, y } = labelPlace(one.shape, one.box, frame, transform, size);
    const box = {
      left: x - size.width / 2,
      top: y - size.height / 2,
      right: x + size.width / 2,
      bottom: y + size.height / 2,
    };
    if (placed.some((other) => overlaps(other.box, box))) continue;
    placed.push({ index: one.index, box, paint: () => paintLabel(context, text, box, one.shape.colour) });
  }
  return placed;
}

/** White on dark, with a bar of the shape's colour: readable whatever the colour and the slide beneath. */
export function paintLabel(context: CanvasRenderingContext2D, text: string, box: CssBox, colour: string): void {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  context.beginPath();
  context.roundRect(box.left, box.top, width, height, 4);
  context.fillStyle = 'rgb(15 23 42 / 0.92)';
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = 'rgb(255 255 255 / 0.35)';
  context.stroke();
  context.fillStyle = colour;
  context.fillRect(box.left + 2, box.top + 3, 2.5, height - 6);
  context.font = FONT;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = 'rgb(255 255 255)';
  context.fillText(text, (box.left + box.right) / 2 + 1, (box.top + box.bottom) / 2 + 0.5);
}

function shortened(label: string): string {
  const characters = Array.from(label);
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…` : label;
}

function overlaps(a: CssBox, b: CssBox): boolean {
  return (
    a.left < b.right + GAP_CSS_PX &&
    b.left < a.right + GAP_CSS_PX &&
    a.top < b.bottom + GAP_CSS_PX &&
    b.top < a.bottom + GAP_CSS_PX
  );
}
