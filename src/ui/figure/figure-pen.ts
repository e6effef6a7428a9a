/** Text and rules of a figure, drawn on a canvas in CSS px. */
export const INK = '#17171a';
export const SOFT = '#55555a';
const LINE = '#c9c9cc';

/** Between two baselines of small text, CSS px. */
export const LINE_HEIGHT = 18;

/** Draws in CSS px on a canvas of device pixels. */
export interface Pen {
  readonly context: CanvasRenderingContext2D;
  /** CSS font family. */
  readonly font: string;
}

/** How a text is written. */
export interface Hand {
  readonly size: number;
  /** CSS px that the text may take; cut with an ellipsis beyond. */
  readonly room: number;
  readonly weight?: number;
  readonly colour?: string;
  readonly align?: 'left' | 'right' | 'center';
}

/** Words that stay together: of Latin text up to the next space, of Chinese each character with the punctuation that closes it. */
const UNBROKEN = /[\u2e80-\uffef][\u3001\u3002\uff09\uff0c\uff1a\uff1b\u201d]*|[^\s\u2e80-\uffef]+\s*|\s+/gu;

export function write(pen: Pen, words: string, x: number, baseline: number, hand: Hand): void {
  const { context } = pen;
  setFont(pen, hand);
  context.fillStyle = hand.colour ?? INK;
  context.textAlign = hand.align ?? 'left';
  context.fillText(fitting(context, words, hand.room), x, baseline);
}

export function widthOf(pen: Pen, words: string, hand: Pick<Hand, 'size' | 'weight'>): number {
  setFont(pen, hand);
  return pen.context.measureText(words).width;
}

/** A text in as many lines as it takes within `room` CSS px. */
export function linesIn(pen: Pen, words: string, size: number, room: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.match(UNBROKEN) ?? []) {
    if (line !== '' && widthOf(pen, (line + word).trimEnd(), { size }) > room) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

export function rule({ context }: Pen, y: number, from: number, to: number): void {
  context.fillStyle = LINE;
  context.fillRect(from, y, to - from, 0.75);
}

function setFont({ context, font }: Pen, { weight, size }: Pick<Hand, 'size' | 'weight'>): void {
  context.font = `${weight ?? 400} ${size}px ${font}`;
}

function fitting(context: CanvasRenderingContext2D, words: string, room: number): string {
  // Half a pixel is how finely a text of the same letters is measured twice.
  if (context.measureText(words).width <= room + 0.5) return words;
  const letters = Array.from(words);
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > room) letters.pop();
  return `${letters.join('')}…`;
}
