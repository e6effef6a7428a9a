import type { CutGeometry } from './cut-patches.ts';

/** A cut that is small enough, and where its pixels belong in the whole one. */
export interface CutPart {
  readonly geometry: CutGeometry;
  /** Index of its first box among those of the whole cut. */
  readonly firstRect: number;
  /** Where its pixels begin in each of its boxes, output px; 0, 0 where the boxes are whole. */
  readonly left: number;
  readonly top: number;
}

/** Part of one box, in its output px. */
interface Piece {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Chunks along one axis that `[from, from + length)` pixels of `size` lie in. */
function chunkSpan(from: number, length: number, size: number, chunk: number): { first: number; end: number } {
  const low = Math.max(0, from);
  const high = Math.min(size, from + length);
  return high <= low ? { first: 0, end: 0 } : { first: Math.floor(low / chunk), end: Math.ceil(high / chunk) };
}

type Rect = CutGeometry['rects'][number];

function spans({ width, height, chunkWidth, chunkHeight }: CutGeometry, rect: Rect): ReturnType<typeof chunkSpan>[] {
  return [chunkSpan(rect.x, rect.width, width, chunkWidth), chunkSpan(rect.y, rect.height, height, chunkHeight)];
}

function chunkCount(geometry: CutGeometry, rect: Rect): number {
  return spans(geometry, rect).reduce((product, { first, end }) => product * (end - first), 1);
}

/**
 * Splits a cut into parts that lie in at most `maxChunks` chunks each: whole boxes together while they fit, a box that is too
 * large by itself halved along its longer side until its pieces fit. Null where a single output pixel does not.
 */
export function splitCut(geometry: CutGeometry, maxChunks: number): CutPart[] | null {
  const parts: CutPart[] = [];
  let group: Rect[] = [];
  let inGroup = new Set<string>();
  const close = (end: number): void => {
    if (group.length > 0)
      parts.push({ geometry: { ...geometry, rects: group }, firstRect: end - group.length, left: 0, top: 0 });
    group = [];
    inGroup = new Set();
  };
  for (const [index, rect] of geometry.rects.entries()) {
    if (chunkCount(geometry, rect) > maxChunks) {
      close(index);
      const pieces = piecesOf(geometry, rect, maxChunks);
      if (!pieces) return null;
      for (const piece of pieces) parts.push(partOf(geometry, index, rect, piece));
      continue;
    }
    const own = chunkNames(geometry, rect);
    if (new Set([...inGroup, ...own]).size > maxChunks) close(index);
    group.push(rect);
    for (const name of own) inGroup.add(name);
  }
  close(geometry.rects.length);
  return parts;
}

function chunkNames(geometry: CutGeometry, rect: Rect): string[] {
  const [columns = { first: 0, end: 0 }, rows = { first: 0, end: 0 }] = spans(geometry, rect);
  const names: string[] = [];
  for (let row = rows.first; row < rows.end; row += 1)
    for (let column = columns.first; column < columns.end; column += 1) names.push(`${column},${row}`);
  return names;
}

function piecesOf(geometry: CutGeometry, rect: Rect, maxChunks: number): Piece[] | null {
  const done: Piece[] = [];
  const open: Piece[] = [{ left: 0, top: 0, width: geometry.outWidth, height: geometry.outHeight }];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    if (chunkCount(geometry, sourceOf(geometry, rect, piece)) <= maxChunks) {
      done.push(piece);
      continue;
    }
    const { left, top, width, height } = piece;
    if (width === 1 && height === 1) return null;
    if (width > height) {
      const half = Math.ceil(width / 2);
      open.push({ left: left + half, top, width: width - half, height }, { left, top, width: half, height });
    } else {
      const half = Math.ceil(height / 2);
      open.push({ left, top: top + half, width, height: height - half }, { left, top, width, height: half });
    }
  }
  return done;
}

/** What a piece of the output shows, in the image's pixels: the same scale as the whole box. */
function sourceOf({ outWidth, outHeight }: CutGeometry, rect: Rect, { left, top, width, height }: Piece): Rect {
  const scaleX = rect.width / outWidth;
  const scaleY = rect.height / outHeight;
  return { x: rect.x + left * scaleX, y: rect.y + top * scaleY, width: width * scaleX, height: height * scaleY };
}

function partOf(geometry: CutGeometry, firstRect: number, rect: Rect, piece: Piece): CutPart {
  const rects = [sourceOf(geometry, rect, piece)];
  const { left, top, width, height } = piece;
  return { geometry: { ...geometry, rects, outWidth: width, outHeight: height }, firstRect, left, top };
}
