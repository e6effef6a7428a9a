/**
 * TIFF and BigTIFF directories, read with bounds: nothing is allocated by a count that a file states before that count has
 * been held against the file's size. Values stay in the file until asked for.
 */
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { ByteSource } from '../source/byte-source.ts';
import { TYPE_BYTES } from './tags.ts';

export interface TiffHeader {
  readonly littleEndian: boolean;
  readonly big: boolean;
  readonly firstDirectory: number;
}

/** Entries of one directory that we are willing to look at; the largest known writer uses about 60. */
const MAX_ENTRIES = 1024;
/** What a usual directory takes (BigTIFF: 25 entries). */
const GUESSED_DIRECTORY_BYTES = 512;
/** Longest text value read (Aperio descriptions are about 1 KiB, OME XML may be hundreds). */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where the values are, in the file. */
  readonly offset: number;
}

function damaged(source: ByteSource, what: string): FoveaError {
  return new FoveaError('slide/damaged', { name: source.name, what });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An unsigned 64-bit number, or infinity where it is too large to be exact (no file reaches that far). */
function uint64(view: DataView, at: number, littleEndian: boolean): number {
  const value = view.getBigUint64(at, littleEndian);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY;
}

/** Null where the bytes are not a TIFF's. `bytes`: the first 16 of the file, or as many as there are. */
export function parseTiffHeader(bytes: Uint8Array): TiffHeader | null {
  if (bytes.length < 8) return null;
  const view = viewOf(bytes);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const littleEndian = order === 0x4949;
  const magic = view.getUint16(2, littleEndian);
  if (magic === 42) return { littleEndian, big: false, firstDirectory: view.getUint32(4, littleEndian) };
  if (magic !== 43 || bytes.length < 16) return null;
  if (view.getUint16(4, littleEndian) !== 8 || view.getUint16(6, littleEndian) !== 0) return null;
  return { littleEndian, big: true, firstDirectory: uint64(view, 8, littleEndian) };
}

/** One directory; `next` is 0 at the end of the chain. */
export class TiffDirectory {
  readonly #source: ByteSource;
  readonly #header: TiffHeader;
  readonly #entries: ReadonlyMap<number, Entry>;
  readonly next: number;

  constructor(source: ByteSource, header: TiffHeader, entries: ReadonlyMap<number, Entry>, next: number) {
    this.#source = source;
    this.#header = header;
    this.#entries = entries;
    this.next = next;
  }

  has(tag: number): boolean {
    return this.#entries.has(tag);
  }

  /** How many values the tag holds; 0 where it is absent. */
  count(tag: number): number {
    return this.#entries.get(tag)?.count ?? 0;
  }

  /** Value `index` of a tag of numbers; null where it is absent or shorter. */
  async number(tag: number, index: number, signal: AbortSignal): Promise<number | null> {
    const values = await this.numbers(tag, index, 1, signal);
    return values?.[0] ?? null;
  }

  /** Value `index` of a whole-number tag; null where it is absent, shorter, or no whole number of 0 or more. */
  async integer(tag: number, index: number, signal: AbortSignal): Promise<number | null> {
    const value = await this.number(tag, index, signal);
    return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
  }

  /** First value of a whole-number tag or `fallback`. */
  async first(tag: number, fallback: number, signal: AbortSignal): Promise<number> {
    return (await this.integer(tag, 0, signal)) ?? fallback;
  }

  /** `count` values from `from` on; null where the tag is absent or shorter. Rationals come as quotients. */
  async numbers(tag: number, from: number, count: number, signal: AbortSignal): Promise<number[] | null> {
    const entry = this.#entries.get(tag);
    if (!entry || from < 0 || from + count > entry.count) return null;
    const size = TYPE_BYTES[entry.type] ?? 0;
    const view = viewOf(await this.#source.read(entry.offset + from * size, count * size, signal));
    const { littleEndian } = this.#header;
    return Array.from({ length: count }, (_, i) => readNumber(view, i * size, entry.type, littleEndian));
  }

  /** Text up to the first NUL, decoded as UTF-8; null where absent. */
  async text(tag: number, signal: AbortSignal): Promise<string | null> {
    const bytes = await this.bytes(tag, MAX_TEXT_BYTES, signal);
    if (!bytes) return null;
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** Raw bytes of a byte-sized tag (borrowed); null where absent. */
  async bytes(tag: number, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const entry = this.#entries.get(tag);
    if (!entry || TYPE_BYTES[entry.type] !== 1) return null;
    if (entry.count > maxBytes) throw damaged(this.#source, `tag ${tag} holds ${entry.count} bytes`);
    return this.#source.read(entry.offset, entry.count, signal);
  }
}

function readNumber(view: DataView, at: number, type: number, le: boolean): number {
  switch (type) {
    case 1:
    case 2:
    case 7:
      return view.getUint8(at);
    case 3:
      return view.getUint16(at, le);
    case 4:
    case 13:
      return view.getUint32(at, le);
    case 5:
      return view.getUint32(at, le) / view.getUint32(at + 4, le);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, le);
    case 9:
      return view.getInt32(at, le);
    case 10:
      return view.getInt32(at, le) / view.getInt32(at + 4, le);
    case 11:
      return view.getFloat32(at, le);
    case 12:
      return view.getFloat64(at, le);
    default:
      return uint64(view, at, le);
  }
}

/** Reads the directory at `offset`. Entries of unknown types or whose values lie outside the file are left out. */
export async function readDirectory(
  source: ByteSource,
  header: TiffHeader,
  offset: number,
  signal: AbortSignal,
): Promise<TiffDirectory> {
  const { littleEndian, big } = header;
  if (!Number.isSafeInteger(offset) || offset < 8) throw damaged(source, `a directory at byte ${offset}`);
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  const pointerBytes = big ? 8 : 4;
  // Count and table in one read: where they straddle two blocks of the cache, both are fetched at once.
  const guess = source.size === null ? countBytes : Math.min(GUESSED_DIRECTORY_BYTES, source.size - offset);
  const start = viewOf(await source.read(offset, Math.max(countBytes, guess), signal));
  const count = big ? uint64(start, 0, littleEndian) : start.getUint16(0, littleEndian);
  if (count === 0 || count > MAX_ENTRIES) throw damaged(source, `a directory of ${count} entries`);
  const tableOffset = offset + countBytes;
  const table = viewOf(await source.read(tableOffset, count * entryBytes + pointerBytes, signal));
  const entries = new Map<number, Entry>();
  for (let i = 0; i < count; i += 1) {
    const at = i * entryBytes;
    const type = table.getUint16(at + 2, littleEndian);
    const valueCount = big ? uint64(table, at + 4, littleEndian) : table.getUint32(at + 4, littleEndian);
    const typeBytes = TYPE_BYTES[type];
    if (typeBytes === undefined || valueCount === 0) continue;
    const valueBytes = valueCount * typeBytes;
    const fieldAt = at + (big ? 12 : 8);
    const inline = valueBytes <= pointerBytes;
    const pointer = big ? uint64(table, fieldAt, littleEndian) : table.getUint32(fieldAt, littleEndian);
    const valueOffset = inline ? tableOffset + fieldAt : pointer;
    if (!Number.isSafeInteger(valueOffset + valueBytes)) continue;
    if (source.size !== null && valueOffset + valueBytes > source.size) continue;
    entries.set(table.getUint16(at, littleEndian), { type, count: valueCount, offset: valueOffset });
  }
  const nextAt = count * entryBytes;
  const next = big ? uint64(table, nextAt, littleEndian) : table.getUint32(nextAt, littleEndian);
  return new TiffDirectory(source, header, entries, next);
}

/** Directories of one file that we are willing to walk; a DICOM-like stack of thousands is not a slide of these formats. */
const MAX_DIRECTORIES = 256;

/** All directories of the main chain. A chain that runs in a circle or off the file is damaged. */
export async function walkDirectories(
  source: ByteSource,
  header: TiffHeader,
  signal: AbortSignal,
): Promise<TiffDirectory[]> {
  prefetchTail(source, header, signal);
  const seen = new Set<number>();
  const directories: TiffDirectory[] = [];
  for (let offset = header.firstDirectory; offset !== 0;) {
    if (seen.has(offset)) throw damaged(source, 'its directories form a circle');
    if (seen.size >= MAX_DIRECTORIES) throw damaged(source, `more than ${MAX_DIRECTORIES} directories`);
    seen.add(offset);
    const directory = await readDirectory(source, header, offset, signal);
    directories.push(directory);
    offset = directory.next;
  }
  return directories;
}

/** Written level by level, a file has the directories and the pixels of its small levels at its end; both are needed at once. */
const TAIL_BYTES = 960 * 1024;
const WORTH_A_PREFETCH_BYTES = 8 * TAIL_BYTES;

/** Asks for the end of a large file while the chain, which can only be followed step by step, is still far from it. */
function prefetchTail(source: ByteSource, header: TiffHeader, signal: AbortSignal): void {
  const { size } = source;
  if (size === null || size < WORTH_A_PREFETCH_BYTES || header.firstDirectory < TAIL_BYTES) return;
  // A failure will show where the bytes are really wanted.
  source.read(size - TAIL_BYTES, TAIL_BYTES, signal).catch(() => undefined);
}
