import { CONTROL_POINTS, JET_SEGMENTS } from './colour-map-points.ts';
import type { PackedColours } from './raster-types.ts';

export type ColourMapId = keyof typeof CONTROL_POINTS | 'jet';

export interface ColourMap {
  readonly id: ColourMapId;
  /** Shown in the chooser. */
  readonly title: string;
  /** Sequential: low to high. Diverging: away from a middle, for signed values. Paper: kept for parity with published figures. */
  readonly kind: 'sequential' | 'diverging' | 'paper';
}

/** In the order of the chooser; the first is the default. */
export const COLOUR_MAPS: readonly ColourMap[] = [
  { id: 'viridis', title: 'Viridis', kind: 'sequential' },
  { id: 'cividis', title: 'Cividis', kind: 'sequential' },
  { id: 'magma', title: 'Magma', kind: 'sequential' },
  { id: 'inferno', title: 'Inferno', kind: 'sequential' },
  { id: 'purple-orange', title: 'Purple–orange', kind: 'diverging' },
  { id: 'coolwarm', title: 'Coolwarm', kind: 'paper' },
  { id: 'jet', title: 'Jet', kind: 'paper' },
];

export const DEFAULT_COLOUR_MAP: ColourMapId = 'viridis';

/** For maps with values on both sides of zero; colour-blind safe. */
export const DEFAULT_SIGNED_COLOUR_MAP: ColourMapId = 'purple-orange';

/** Entries in a colour table. */
export const COLOUR_TABLE_SIZE = 256;

/** uint8 sRGB `[256, 3]`: low values first. */
export type ColourTable = Uint8Array<ArrayBuffer>;

const tables = new Map<ColourMapId, ColourTable>();

export function isColourMapId(value: string): value is ColourMapId {
  return COLOUR_MAPS.some((map) => map.id === value);
}

/** The table of a colour map: uint8 sRGB `[256, 3]`, made once and shared; do not write to it. */
export function colourTable(id: ColourMapId): ColourTable {
  const known = tables.get(id);
  if (known) return known;
  const table = id === 'jet' ? jetTable() : tableOfPoints(CONTROL_POINTS[id]);
  tables.set(id, table);
  return table;
}

const packed = new Map<string, PackedColours>();

/** The colours of a map as they lie in a picture; made once and shared; do not write to them. `isReversed`: high values take the low colours. */
export function packedColours(id: ColourMapId, isReversed: boolean): PackedColours {
  const key = `${id} ${isReversed}`;
  const known = packed.get(key);
  if (known) return known;
  const table = colourTable(id);
  const bytes = new Uint8Array(COLOUR_TABLE_SIZE * 4);
  for (let i = 0; i < COLOUR_TABLE_SIZE; i++) {
    const from = (isReversed ? COLOUR_TABLE_SIZE - 1 - i : i) * 3;
    bytes.set([...table.subarray(from, from + 3), 255], i * 4);
  }
  const colours = new Uint32Array(bytes.buffer);
  packed.set(key, colours);
  return colours;
}

/** CSS colour of a position 0..1 in a map, clamped. */
export function cssColour(id: ColourMapId, position: number, isReversed = false): string {
  const at = colourEntry(position);
  const entry = (isReversed ? COLOUR_TABLE_SIZE - 1 - at : at) * 3;
  const table = colourTable(id);
  return `rgb(${table[entry]} ${table[entry + 1]} ${table[entry + 2]})`;
}

/** Table entry of a position 0..1, clamped; not a number counts as 0. */
export function colourEntry(position: number): number {
  const scaled = Math.floor(position * COLOUR_TABLE_SIZE);
  if (!(scaled > 0)) return 0;
  return scaled < COLOUR_TABLE_SIZE ? scaled : COLOUR_TABLE_SIZE - 1;
}

function tableOfPoints(hex: string): ColourTable {
  const points = hex.length / 6;
  const channel = (point: number, c: number): number =>
    Number.parseInt(hex.slice(point * 6 + c * 2, point * 6 + c * 2 + 2), 16);
  const table = new Uint8Array(COLOUR_TABLE_SIZE * 3);
  for (let i = 0; i < COLOUR_TABLE_SIZE; i++) {
    const at = (i / (COLOUR_TABLE_SIZE - 1)) * (points - 1);
    const left = Math.min(Math.floor(at), points - 2);
    const t = at - left;
    for (let c = 0; c < 3; c++) {
      table[i * 3 + c] = Math.round(channel(left, c) * (1 - t) + channel(left + 1, c) * t);
    }
  }
  return table;
}

function jetTable(): ColourTable {
  const table = new Uint8Array(COLOUR_TABLE_SIZE * 3);
  for (let i = 0; i < COLOUR_TABLE_SIZE; i++) {
    const x = i / (COLOUR_TABLE_SIZE - 1);
    table[i * 3] = Math.round(255 * piecewise(JET_SEGMENTS.red, x));
    table[i * 3 + 1] = Math.round(255 * piecewise(JET_SEGMENTS.green, x));
    table[i * 3 + 2] = Math.round(255 * piecewise(JET_SEGMENTS.blue, x));
  }
  return table;
}

function piecewise(points: readonly (readonly [number, number])[], x: number): number {
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1] ?? [0, 0];
    const [x1, y1] = points[i] ?? [1, 0];
    if (x <= x1) return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  }
  return points.at(-1)?.[1] ?? 0;
}
