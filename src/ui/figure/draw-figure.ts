import type { Snapshot } from '#viewer/slide-viewer.ts';
import { barBlock, legendBlock, wordsBlock, type Block } from './figure-blocks.ts';
import type { FigureFacts } from './figure-facts.ts';
import { INK, LINE_HEIGHT, SOFT, rule, widthOf, write, type Pen } from './figure-pen.ts';

const PAPER = '#ffffff';
const MARGIN = 20;
const GAP = 28;
const LEGEND_WIDTH = 260;
/** Below this width, CSS px, what stands side by side goes one below the other. */
const NARROW = 760;
/** The first baseline below the picture, and from a last line to the first of what is below it. */
const FIRST = 32;
const NEXT = 28;

/** A block at its place, CSS px from the picture's lower left corner. */
interface Placed {
  readonly block: Block;
  readonly left: number;
  readonly top: number;
}

/**
 * The picture of a view with its legend below: what it is of, the map's colours with their range (with a divider those of both sides, each
 * below its own), the scale bar, that it is for research. Black on white, for paper; in the picture's own device pixels.
 *
 * @param font CSS font family
 * @returns a canvas of its own
 * @throws Error where the browser gives no canvas
 */
export function drawFigure(
  { picture, pxPerCssPx }: Pick<Snapshot, 'picture' | 'pxPerCssPx'>,
  facts: FigureFacts,
  font: string,
): HTMLCanvasElement {
  const width = picture.width / pxPerCssPx;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser gives no canvas to draw on');
  const pen: Pen = { context, font };
  const placed = facts.sides.length === 2 ? layOutSides(pen, facts, width) : layOut(pen, facts, width);
  const end = Math.max(...placed.map(({ block, top }) => top + block.height));
  const right = width - MARGIN;
  const room = right - MARGIN;
  const notice = { weight: 650, size: 12, room } as const;
  const isOneLine = widthOf(pen, facts.notice, notice) + widthOf(pen, facts.made, { size: 12 }) + GAP <= room;
  const lastTop = end + 34;
  canvas.width = picture.width;
  canvas.height = picture.height + Math.ceil((lastTop + (isOneLine ? 0 : LINE_HEIGHT) + 16) * pxPerCssPx);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  if (facts.divider !== null) drawDivider(context, facts.divider, picture, pxPerCssPx);
  context.setTransform(pxPerCssPx, 0, 0, pxPerCssPx, 0, picture.height);
  rule(pen, 0.5, 0, width);
  for (const { block, left, top } of placed) block.draw(left, top);
  rule(pen, lastTop - 17, MARGIN, right);
  write(pen, facts.notice, MARGIN, lastTop, notice);
  const made = { size: 12, colour: SOFT, room } as const;
  if (isOneLine) write(pen, facts.made, right, lastTop, { ...made, align: 'right' });
  else write(pen, facts.made, MARGIN, lastTop + LINE_HEIGHT, made);
  return canvas;
}

/** One map or none: words, legend, scale bar from left to right, or below each other. */
function layOut(pen: Pen, { slide, lines, sides, scaleBar }: FigureFacts, width: number): readonly Placed[] {
  const right = width - MARGIN;
  const [side] = sides;
  const facts = [...(side?.lines ?? []), ...lines];
  const bar = scaleBar && barBlock(pen, scaleBar);
  if (width < NARROW) {
    const room = right - MARGIN;
    return stacked([wordsBlock(pen, slide, facts, room), side && legendBlock(pen, side, [], room, room), bar]);
  }
  const barLeft = right - (scaleBar?.lengthCssPx ?? -GAP);
  const legendLeft = side ? barLeft - GAP - LEGEND_WIDTH : barLeft;
  const words = wordsBlock(pen, slide, facts, legendLeft - GAP - MARGIN);
  return [
    { block: words, left: MARGIN, top: FIRST },
    ...(side ? [{ block: legendBlock(pen, side, [], LEGEND_WIDTH, LEGEND_WIDTH), left: legendLeft, top: FIRST }] : []),
    ...(bar ? [{ block: bar, left: barLeft, top: FIRST }] : []),
  ];
}

/** What is left of the divider on the left, what is right of it on the right; below them what is of both. */
function layOutSides(pen: Pen, { slide, lines, sides, scaleBar }: FigureFacts, width: number): readonly Placed[] {
  const right = width - MARGIN;
  const room = (right - MARGIN - GAP) / 2;
  const legends = sides.map((side, i): Placed => {
    const block = legendBlock(pen, side, side.lines, Math.min(LEGEND_WIDTH, room), room);
    return { block, left: i === 0 ? MARGIN : MARGIN + room + GAP, top: FIRST };
  });
  const top = FIRST + Math.max(...legends.map(({ block }) => block.height)) + NEXT;
  const bar = scaleBar && barBlock(pen, scaleBar);
  if (width < NARROW) return [...legends, ...stacked([wordsBlock(pen, slide, lines, right - MARGIN), bar], top)];
  const barLeft = right - (scaleBar?.lengthCssPx ?? -GAP);
  return [
    ...legends,
    { block: wordsBlock(pen, slide, lines, barLeft - GAP - MARGIN), left: MARGIN, top },
    ...(bar ? [{ block: bar, left: barLeft, top }] : []),
  ];
}

function stacked(blocks: readonly (Block | null | undefined)[], first = FIRST): readonly Placed[] {
  let top = first;
  return blocks.flatMap((block) => {
    if (!block) return [];
    const placed = { block, left: MARGIN, top };
    top += block.height + NEXT;
    return [placed];
  });
}

/** Where the two maps meet: a light line between dark ones, to be seen on anything. */
function drawDivider(
  context: CanvasRenderingContext2D,
  at: number,
  { width, height }: HTMLCanvasElement,
  pxPerCssPx: number,
): void {
  const x = Math.round(at * width);
  for (const [colour, lineWidth] of [
    [INK, 4],
    [PAPER, 2],
  ] as const) {
    context.fillStyle = colour;
    context.fillRect(x - (lineWidth * pxPerCssPx) / 2, 0, lineWidth * pxPerCssPx, height);
  }
}
