import { COLOUR_TABLE_SIZE } from '#core/heatmap/colour-maps.ts';
import type { Snapshot } from '#viewer/slide-viewer.ts';
import type { FigureFacts, FigureMap } from './figure-facts.ts';

const INK = '#17171a';
const SOFT = '#55555a';
const LINE = '#c9c9cc';
const PAPER = '#ffffff';

const MARGIN = 20;
const GAP = 28;
const LINE_HEIGHT = 18;
const LEGEND_WIDTH = 260;
/** Below this width, CSS px, what stands side by side goes one below the other. */
const NARROW = 760;

/** Draws in CSS px on a canvas of device pixels. */
interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly font: string;
}

/**
 * The picture of a view with its legend below: what it is of, the map's colours with their range, the scale bar, that it is for research.
 * Black on white, for paper; in the picture's own device pixels.
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
  const isNarrow = width < NARROW;
  const rows = layOut(facts, isNarrow);
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height + Math.ceil(rows.height * pxPerCssPx);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser gives no canvas to draw on');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  context.setTransform(pxPerCssPx, 0, 0, pxPerCssPx, 0, picture.height);
  const pen: Pen = { context, font };
  rule(pen, 0.5, 0, width);
  const right = width - MARGIN;
  const barWidth = facts.scaleBar?.lengthCssPx ?? 0;
  if (isNarrow) {
    drawWords(pen, facts, MARGIN, rows.words, right - MARGIN);
    if (facts.map) drawLegend(pen, facts.map, MARGIN, rows.legend, right - MARGIN);
    drawScaleBar(pen, facts, MARGIN, rows.bar);
  } else {
    const barLeft = right - barWidth;
    const legendLeft = (barWidth > 0 ? barLeft - GAP : right) - LEGEND_WIDTH;
    drawScaleBar(pen, facts, barLeft, rows.bar);
    if (facts.map) drawLegend(pen, facts.map, legendLeft, rows.legend, LEGEND_WIDTH);
    const wordsRight = facts.map ? legendLeft : barWidth > 0 ? barLeft : right + GAP;
    drawWords(pen, facts, MARGIN, rows.words, wordsRight - GAP - MARGIN);
  }
  rule(pen, rows.notice - 17, MARGIN, right);
  write(pen, facts.notice, MARGIN, rows.notice, { weight: 650, size: 12, room: (right - MARGIN) * 0.6 });
  write(pen, facts.made, right, rows.notice, { size: 12, colour: SOFT, align: 'right', room: (right - MARGIN) * 0.4 });
  return canvas;
}

/** Baselines and tops from the picture's lower edge, CSS px. */
function layOut({ lines, map }: FigureFacts, isNarrow: boolean) {
  const words = 32;
  const wordsEnd = words + lines.length * LINE_HEIGHT;
  const legendHeight = map ? (map.note === null ? 50 : 50 + LINE_HEIGHT) : 0;
  const legend = isNarrow ? wordsEnd + 26 : words;
  const bar = isNarrow ? legend + (map ? legendHeight + 14 : 0) : words;
  const end = isNarrow ? bar + 18 : Math.max(wordsEnd, words + legendHeight, words + 18);
  const notice = end + 34;
  return { words, legend, bar, notice, height: notice + 16 };
}

function drawWords(pen: Pen, { slide, lines }: FigureFacts, left: number, top: number, room: number): void {
  write(pen, slide, left, top, { weight: 650, size: 15, room });
  for (const [i, line] of lines.entries())
    write(pen, line, left, top + (i + 1) * LINE_HEIGHT + 2, { size: 12, colour: SOFT, room });
}

function drawLegend(pen: Pen, map: FigureMap, left: number, top: number, width: number): void {
  const { context } = pen;
  write(pen, map.name, left, top, { weight: 650, size: 12, room: width });
  const [barTop, barHeight] = [top + 9, 12];
  const strip = new ImageData(new Uint8ClampedArray(Uint32Array.from(map.colours).buffer), COLOUR_TABLE_SIZE, 1);
  const colours = document.createElement('canvas');
  colours.width = COLOUR_TABLE_SIZE;
  colours.height = 1;
  colours.getContext('2d')?.putImageData(strip, 0, 0);
  context.drawImage(colours, left, barTop, width, barHeight);
  context.strokeStyle = SOFT;
  context.lineWidth = 0.5;
  context.strokeRect(left, barTop, width, barHeight);
  const ends = { size: 12, room: width * 0.25 } as const;
  const baseline = barTop + barHeight + 16;
  write(pen, map.low, left, baseline, ends);
  write(pen, map.high, left + width, baseline, { ...ends, align: 'right' });
  write(pen, map.unit, left + width / 2, baseline, { size: 12, colour: SOFT, align: 'center', room: width * 0.5 });
  if (map.note !== null) write(pen, map.note, left, baseline + LINE_HEIGHT, { size: 12, colour: SOFT, room: width });
}

function drawScaleBar(pen: Pen, { scaleBar }: FigureFacts, left: number, top: number): void {
  if (!scaleBar) return;
  const { context } = pen;
  const { lengthCssPx, label } = scaleBar;
  write(pen, label, left + lengthCssPx / 2, top, { weight: 650, size: 12, align: 'center', room: 200 });
  context.strokeStyle = INK;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(left + 1, top + 9);
  context.lineTo(left + 1, top + 16);
  context.lineTo(left + lengthCssPx - 1, top + 16);
  context.lineTo(left + lengthCssPx - 1, top + 9);
  context.stroke();
}

function rule({ context }: Pen, y: number, from: number, to: number): void {
  context.fillStyle = LINE;
  context.fillRect(from, y, to - from, 0.75);
}

interface Hand {
  readonly size: number;
  /** CSS px that the text may take; cut with an ellipsis beyond. */
  readonly room: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly align?: 'left' | 'right' | 'center';
}

function write({ context, font }: Pen, words: string, x: number, baseline: number, hand: Hand): void {
  context.font = `${hand.weight ?? 400} ${hand.size}px ${font}`;
  context.fillStyle = hand.colour ?? INK;
  context.textAlign = hand.align ?? 'left';
  context.fillText(fitting(context, words, hand.room), x, baseline);
}

function fitting(context: CanvasRenderingContext2D, words: string, room: number): string {
  if (context.measureText(words).width <= room) return words;
  const letters = Array.from(words);
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > room) letters.pop();
  return `${letters.join('')}…`;
}
