/**
 * Turns the JPEG data of a TIFF tile into a stream that every decoder shows in the right colours, and refuses a header that
 * does not fit the tile (a 13 KB file may otherwise decode to 16384² pixels).
 *
 * - Abbreviated streams get the tables of the JPEGTables tag (TIFF technical note 2).
 * - What the samples mean is told by the TIFF photometric tag, not by the stream: application markers are dropped and an Adobe
 *   APP14 marker says RGB (transform 0) or YCbCr (transform 1). Aperio writes RGB under component ids 1, 2, 3, which decoders
 *   otherwise take for YCbCr.
 * - A missing end marker is appended.
 */
import { ChunkError } from './encoded-chunk.ts';

const MARKER = {
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DHT: 0xc4,
  DRI: 0xdd,
  APP0: 0xe0,
  APP14: 0xee,
  APP15: 0xef,
  COM: 0xfe,
} as const;

const APP14_LENGTH = 14;

/**
 * Scans of a progressive picture. Encoders write about ten, the most careful optimisers some dozens; each is a pass over the whole picture, and may be a
 * few bytes long: thousands of them keep a decoder busy for minutes.
 */
const MAX_SCANS = 100;

export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

interface Segment {
  readonly marker: number;
  /** Byte range including the marker. */
  readonly start: number;
  readonly end: number;
}

/** Baseline, extended and progressive Huffman; the rest (lossless, hierarchical, arithmetic) no browser decodes. */
function isSupportedFrame(marker: number): boolean {
  return marker === 0xc0 || marker === 0xc1 || marker === 0xc2;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== MARKER.DHT && marker !== 0xc8 && marker !== 0xcc;
}

/** The segments after SOI, up to and including SOS where there is one. */
function* segments(bytes: Uint8Array): Generator<Segment> {
  if (bytes[0] !== 0xff || bytes[1] !== MARKER.SOI) throw new ChunkError('no JPEG start marker');
  let at = 2;
  while (at + 4 <= bytes.length) {
    const start = at;
    if (bytes[at] !== 0xff) throw new ChunkError('a JPEG marker is not where it should be');
    while (bytes[at + 1] === 0xff && at + 4 < bytes.length) at += 1; // fill bytes
    const marker = bytes[at + 1] ?? 0;
    if (marker === MARKER.EOI) return;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw new ChunkError('a JPEG segment reaches past the data');
    yield { marker, start, end };
    if (marker === MARKER.SOS) return;
    at = end;
  }
}

function parseFrame(bytes: Uint8Array, segment: Segment): JpegFrame {
  if (!isSupportedFrame(segment.marker))
    throw new ChunkError(`JPEG process ${segment.marker.toString(16)} is not supported`);
  const at = segment.end - segmentLength(bytes, segment);
  const [precision = 0, h1 = 0, h0 = 0, w1 = 0, w0 = 0, components = 0] = bytes.subarray(at + 2, at + 8);
  if (precision !== 8) throw new ChunkError(`JPEG with ${precision} bits per sample`);
  return { width: (w1 << 8) | w0, height: (h1 << 8) | h0, components };
}

/** Length field of a segment, which counts itself but not the marker. */
function segmentLength(bytes: Uint8Array, { start, end }: Segment): number {
  let at = start;
  while (bytes[at + 1] === 0xff) at += 1;
  return end - at - 2;
}

/** Frame header of a complete JPEG file. */
export function readJpegFrame(bytes: Uint8Array): JpegFrame {
  for (const segment of segments(bytes)) {
    if (isFrame(segment.marker)) return parseFrame(bytes, segment);
  }
  throw new ChunkError('no JPEG frame header');
}

/** The table segments of a JPEGTables tag, ready to be spliced in. */
export function tableSegments(tables: Uint8Array): Uint8Array[] {
  const wanted: Uint8Array[] = [];
  for (const { marker, start, end } of segments(tables)) {
    if (marker === MARKER.DQT || marker === MARKER.DHT || marker === MARKER.DRI)
      wanted.push(tables.subarray(start, end));
  }
  return wanted;
}

function app14(transform: 0 | 1): Uint8Array {
  // "Adobe", version 100, no flags, colour transform.
  return Uint8Array.of(0xff, 0xee, 0, APP14_LENGTH, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);
}

export interface JpegLayout {
  /** What the container says: exact size of the chunk; with `mayBeShorter` (last strips) the height is a maximum. */
  readonly width: number;
  readonly height: number;
  readonly mayBeShorter?: boolean;
  /** Colour space of three components; null = go by the stream itself (and keep its markers). */
  readonly colour: 'rgb' | 'ycbcr' | null;
}

/** See the head of this file. The result is a new buffer; the arguments are only read. */
export function completeJpeg(
  bytes: Uint8Array,
  tables: readonly Uint8Array[],
  layout: JpegLayout,
): { bytes: Uint8Array<ArrayBuffer>; frame: JpegFrame; incomplete: boolean } {
  let frame: JpegFrame | null = null;
  let scanStart = -1;
  const head: Uint8Array[] = [];
  for (const segment of segments(bytes)) {
    if (segment.marker === MARKER.SOS) {
      scanStart = segment.start;
      break;
    }
    if (isFrame(segment.marker)) {
      if (frame) throw new ChunkError('two JPEG frame headers');
      frame = parseFrame(bytes, segment);
    }
    const application = segment.marker >= MARKER.APP0 && segment.marker <= MARKER.APP15;
    // Without an own statement the stream's JFIF and Adobe markers tell the colours; the rest (orientation, profiles) must not.
    const tellsColour = segment.marker === MARKER.APP0 || segment.marker === MARKER.APP14;
    if (segment.marker === MARKER.COM || (application && (layout.colour !== null || !tellsColour))) continue;
    head.push(bytes.subarray(segment.start, segment.end));
  }
  if (!frame || scanStart < 0) throw new ChunkError('no JPEG frame header or no scan');
  const heightFits = frame.height === layout.height || (layout.mayBeShorter === true && frame.height < layout.height);
  if (frame.width !== layout.width || !heightFits || frame.height === 0) {
    throw new ChunkError(`JPEG of ${frame.width}×${frame.height} in a chunk of ${layout.width}×${layout.height}`);
  }
  if (frame.components !== 1 && frame.components !== 3)
    throw new ChunkError(`JPEG with ${frame.components} components`);

  const colourMarker = layout.colour !== null && frame.components === 3 ? [app14(layout.colour === 'rgb' ? 0 : 1)] : [];
  const scan = bytes.subarray(scanStart);
  if (scanCount(scan) > MAX_SCANS) throw new ChunkError(`JPEG of more than ${MAX_SCANS} scans`);
  const incomplete = !endsWithEoi(scan);
  const parts = [Uint8Array.of(0xff, MARKER.SOI), ...colourMarker, ...tables, ...head, scan];
  if (incomplete) parts.push(Uint8Array.of(0xff, MARKER.EOI));
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return { bytes: out, frame, incomplete };
}

/** Start-of-scan markers, counted to one more than are allowed; inside a scan's data no 0xff is followed by one. */
function scanCount(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0xff); at >= 0 && count <= MAX_SCANS; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === MARKER.SOS) count += 1;
  }
  return count;
}

/** True where the end marker is there, perhaps followed by padding (writers align tiles). */
function endsWithEoi(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end >= 2 && bytes[end - 2] === 0xff && bytes[end - 1] === MARKER.EOI;
}
