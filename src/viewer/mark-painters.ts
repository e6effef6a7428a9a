import { textColourOn } from '#core/heatmap/class-colours.ts';
import type { OverlayPainter } from './overlay-painters.ts';
import { badgeOf, type Badge } from './patch-marks.ts';
import { toCss, transformOfFrame, type ViewFrame } from './view-frame.ts';
import type { PatchMark, RegionOutline } from './viewer-types.ts';

const DARK = 'rgb(15 23 42 / 0.9)';
const LIGHT = 'rgb(255 255 255)';
const FAMILY = '"Atkinson Hyperlegible Next Variable", system-ui, sans-serif';
/** Size of a text as a share of the height of what it is written on. */
const TEXT_SHARE = 0.62;
const REGION_LABEL = { insetCssPx: 4, heightCssPx: 18, paddingCssPx: 6 } as const;

/** Line widths, CSS px, bottom first; what is not light or dark has the mark's own colour. */
interface Stroke {
  readonly widthCssPx: number;
  readonly colour: string;
  readonly dash?: readonly number[];
}

const REGION_STROKES: Readonly<Record<RegionOutline['look'], readonly Stroke[]>> = {
  draft: [
    { widthCssPx: 3, colour: DARK },
    { widthCssPx: 1.5, colour: LIGHT, dash: [6, 4] },
  ],
  chosen: [
    { widthCssPx: 4, colour: DARK },
    { widthCssPx: 2, colour: LIGHT },
  ],
  quiet: [
    { widthCssPx: 2.5, colour: 'rgb(15 23 42 / 0.55)' },
    { widthCssPx: 1, colour: 'rgb(255 255 255 / 0.85)' },
  ],
};

/** Outlined regions, each with its label inside its own top left corner. */
export function regionPainter(regions: readonly RegionOutline[]): OverlayPainter {
  return (context, frame) => {
    for (const { rect, look } of regions) strokeRect(context, frame, rect, REGION_STROKES[look]);
    toCssPx(context, frame);
    const transform = transformOfFrame(frame);
    for (const { rect, label } of regions) {
      if (label === undefined) continue;
      const { insetCssPx, heightCssPx, paddingCssPx } = REGION_LABEL;
      const inset = insetCssPx * frame.level0PxPerCssPx;
      const corner = toCss(transform, rect.x + inset, rect.y + inset);
      setFont(context, heightCssPx);
      const width = context.measureText(label).width + 2 * paddingCssPx;
      // A region smaller than its label would be covered by it.
      if (rect.width / frame.level0PxPerCssPx < width + 2 * insetCssPx) continue;
      const height = heightCssPx;
      // Upright text whose box starts at the region's corner, on the side of it that is inside at this rotation.
      const inside = toCss(transform, rect.x + rect.width / 2, rect.y + rect.height / 2);
      const badge = {
        x: corner.x + (Math.sign(inside.x - corner.x) * width) / 2,
        y: corner.y + (Math.sign(inside.y - corner.y) * height) / 2,
        width,
        height,
      };
      pill(context, badge, DARK, 3);
      write(context, label, badge, LIGHT);
    }
  };
}

/**
 * Patches as outlined squares of their real size with a number at the corner, which keeps its size when the patch gets too small to be
 * seen. The first lies on top, the highlighted one above all.
 */
export function marksPainter(marks: readonly PatchMark[], highlighted: number | null): OverlayPainter {
  const order = marks.map((mark, i) => ({ mark, isHighlighted: i === highlighted }));
  order.reverse().sort((a, b) => Number(a.isHighlighted) - Number(b.isHighlighted));
  return (context, frame) => {
    for (const { mark, isHighlighted } of order) {
      const width = mark.lineWidthCssPx + (isHighlighted ? 1 : 0);
      const around: readonly Stroke[] = isHighlighted
        ? [
            { widthCssPx: width + 6, colour: DARK },
            { widthCssPx: width + 4, colour: LIGHT },
          ]
        : [{ widthCssPx: width + 2, colour: 'rgb(255 255 255 / 0.9)' }];
      strokeRect(context, frame, mark.rect, [...around, { widthCssPx: width, colour: mark.colour }]);
    }
    toCssPx(context, frame);
    const transform = transformOfFrame(frame);
    for (const { mark, isHighlighted } of order) {
      const badge = badgeOf(mark, transform);
      if (isHighlighted) pill(context, grown(badge, 4), DARK);
      pill(context, grown(badge, isHighlighted ? 3 : 1), LIGHT);
      pill(context, badge, mark.colour);
      write(context, mark.label, badge, textColourOn(mark.colour));
    }
  };
}

function strokeRect(
  context: CanvasRenderingContext2D,
  frame: ViewFrame,
  rect: PatchMark['rect'],
  strokes: readonly Stroke[],
): void {
  for (const { widthCssPx, colour, dash = [] } of strokes) {
    context.lineWidth = widthCssPx * frame.level0PxPerCssPx;
    context.setLineDash(dash.map((length) => length * frame.level0PxPerCssPx));
    context.strokeStyle = colour;
    context.strokeRect(rect.x, rect.y, rect.width, rect.height);
  }
}

/** From here on one unit is one CSS pixel of the viewer: numbers stay upright and of one size. */
function toCssPx(context: CanvasRenderingContext2D, frame: ViewFrame): void {
  const ratio = context.canvas.width / frame.widthCssPx;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

function grown({ x, y, width, height }: Badge, by: number): Badge {
  return { x, y, width: width + 2 * by, height: height + 2 * by };
}

function pill(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Badge,
  colour: string,
  radius = height / 2,
): void {
  context.beginPath();
  context.roundRect(x - width / 2, y - height / 2, width, height, radius);
  context.fillStyle = colour;
  context.fill();
}

function setFont(context: CanvasRenderingContext2D, heightCssPx: number): void {
  context.font = `600 ${heightCssPx * TEXT_SHARE}px ${FAMILY}`;
}

function write(context: CanvasRenderingContext2D, text: string, { x, y, height }: Badge, colour: string): void {
  setFont(context, height);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = colour;
  context.fillText(text, x, y + 0.5);
}
