import { COLOUR_TABLE_SIZE } from '#core/heatmap/colour-maps.ts';
import type { PackedColours } from '#core/heatmap/raster-types.ts';
import type { ScaleBar } from '#viewer/scale-bar.ts';
import type { FigureSide } from './figure-facts.ts';
import { INK, LINE_HEIGHT, SOFT, linesIn, widthOf, write, type Pen } from './figure-pen.ts';

const BAR_HEIGHT = 12;
/** From a legend's name to its colours, and from them to their ends' baseline. */
const UNDER_NAME = 9;
const UNDER_BAR = 16;

/** A part of what stands below the picture, CSS px. */
export interface Block {
  /** From its first baseline to its last. */
  readonly height: number;
  readonly draw: (left: number, top: number) => void;
}

/** A name and lines below it, in the room that there is. */
export function wordsBlock(pen: Pen, name: string, facts: readonly string[], room: number): Block {
  const lines = facts.flatMap((fact) => linesIn(pen, fact, 12, room));
  return {
    height: lines.length * LINE_HEIGHT + 2,
    draw: (left, top) => {
      write(pen, name, left, top, { weight: 650, size: 15, room });
      for (const [i, line] of lines.entries())
        write(pen, line, left, top + (i + 1) * LINE_HEIGHT + 2, { size: 12, colour: SOFT, room });
    },
  };
}

/** A map's name and colours, what of it is not drawn, and `facts` about it. `width`: of the colours; texts may take `room`. */
export function legendBlock(
  pen: Pen,
  { name, legend }: FigureSide,
  facts: readonly string[],
  width: number,
  room: number,
): Block {
  const notes = [...(legend?.note ? [legend.note] : []), ...facts];
  const lines = notes.flatMap((note) => linesIn(pen, note, 12, room));
  const ends = legend ? UNDER_NAME + BAR_HEIGHT + UNDER_BAR : 0;
  return {
    height: ends + lines.length * LINE_HEIGHT,
    draw: (left, top) => {
      write(pen, name, left, top, { weight: 650, size: 12, room });
      if (legend) {
        drawColours(pen, legend.colours, left, top + UNDER_NAME, width);
        const end = { size: 12, room: width * 0.25 } as const;
        const middle = width - 2 * Math.max(widthOf(pen, legend.low, end), widthOf(pen, legend.high, end)) - 12;
        write(pen, legend.low, left, top + ends, end);
        write(pen, legend.high, left + width, top + ends, { ...end, align: 'right' });
        write(pen, legend.unit, left + width / 2, top + ends, {
          size: 12,
          colour: SOFT,
          align: 'center',
          room: middle,
        });
      }
      for (const [i, line] of lines.entries())
        write(pen, line, left, top + ends + (i + 1) * LINE_HEIGHT, { size: 12, colour: SOFT, room });
    },
  };
}

function drawColours({ context }: Pen, table: PackedColours, left: number, top: number, width: number): void {
  const strip = new ImageData(new Uint8ClampedArray(Uint32Array.from(table).buffer), COLOUR_TABLE_SIZE, 1);
  const colours = document.createElement('canvas');
  colours.width = COLOUR_TABLE_SIZE;
  colours.height = 1;
  colours.getContext('2d')?.putImageData(strip, 0, 0);
  context.drawImage(colours, left, top, width, BAR_HEIGHT);
  context.strokeStyle = SOFT;
  context.lineWidth = 0.5;
  context.strokeRect(left, top, width, BAR_HEIGHT);
}

/** The length of the bar with what it is on the slide above it. */
export function barBlock(pen: Pen, { lengthCssPx, label }: ScaleBar): Block {
  return {
    height: LINE_HEIGHT,
    draw: (left, top) => {
      const { context } = pen;
      write(pen, label, left + lengthCssPx / 2, top, { weight: 650, size: 12, align: 'center', room: 200 });
      context.strokeStyle = INK;
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(left + 1, top + 9);
      context.lineTo(left + 1, top + 16);
      context.lineTo(left + lengthCssPx - 1, top + 16);
      context.lineTo(left + lengthCssPx - 1, top + 9);
      context.stroke();
    },
  };
}
