/**
 * Writes small TIFFs, sound and odd, for the reader's tests. Pixels come from a function of the place, so that a test knows what
 * it should read.
 */
import { zlibSync } from 'fflate';

export type PixelAt = (x: number, y: number) => readonly [number, number, number];

/** A value of an extra tag: TIFF type and numbers, or text. */
export type TagValue = { readonly type: 3 | 4 | 5 | 16; readonly values: readonly number[] } | string | Uint8Array;

export interface ImageSpec {
  readonly width: number;
  readonly height: number;
  readonly pixel: PixelAt;
  /** Tile size; strips of `rowsPerStrip` rows where absent. */
  readonly tile?: number;
  readonly rowsPerStrip?: number;
  readonly compression?: 'none' | 'deflate' | 'lzw' | 'jpeg';
  /** Encodes one RGB chunk for `jpeg`. */
  readonly encodeJpeg?: (rgb: Uint8Array, width: number, height: number) => Promise<Uint8Array>;
  readonly predictor?: 1 | 2;
  readonly bits?: 8 | 16;
  readonly samples?: 1 | 3 | 4;
  readonly photometric?: number;
  readonly tags?: Readonly<Record<number, TagValue>>;
  /** Index of chunks that are written with zero bytes. */
  readonly holes?: readonly number[];
  /** Changes a chunk's bytes after compression. */
  readonly damage?: (bytes: Uint8Array, index: number) => Uint8Array;
  /** Added to every chunk's offset: the test puts a copy of the file there. */
  readonly farBytes?: number;
  readonly subImages?: readonly ImageSpec[];
}

export interface TiffSpec {
  readonly images: readonly ImageSpec[];
  readonly bigEndian?: boolean;
  readonly big?: boolean;
  /** The last directory points back to the first. */
  readonly cycle?: boolean;
}

/** Growing output with patches at known places. */
class Output {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  append(bytes: Uint8Array): number {
    // Word alignment, as the standard wants.
    if (this.length % 2 === 1) this.#push(new Uint8Array(1));
    const at = this.length;
    this.#push(bytes);
    return at;
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.length += bytes.length;
  }

  join(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

const COMPRESSION_CODE = { none: 1, lzw: 5, jpeg: 7, deflate: 8 } as const;

/** The file's bytes. */
export async function writeTiff({
  images,
  bigEndian = false,
  big = false,
  cycle = false,
}: TiffSpec): Promise<Uint8Array<ArrayBuffer>> {
  const le = !bigEndian;
  const out = new Output();
  const numbers = (type: 3 | 4 | 5 | 16, values: readonly number[]): Uint8Array => {
    const bytesPer = type === 3 ? 2 : type === 4 ? 4 : 8;
    const bytes = new Uint8Array(values.length * bytesPer);
    const view = new DataView(bytes.buffer);
    for (const [i, value] of values.entries()) {
      if (type === 3) view.setUint16(i * 2, value, le);
      else if (type === 4) view.setUint32(i * 4, value, le);
      else if (type === 16) view.setBigUint64(i * 8, BigInt(value), le);
      else {
        view.setUint32(i * 8, Math.round(value * 1000), le);
        view.setUint32(i * 8 + 4, 1000, le);
      }
    }
    return bytes;
  };
  const field = (tag: number, value: TagValue): Field => {
    if (typeof value === 'string') {
      const bytes = new TextEncoder().encode(`${value}\0`);
      return { tag, type: 2, count: bytes.length, bytes };
    }
    if (value instanceof Uint8Array) return { tag, type: 7, count: value.length, bytes: value };
    return { tag, type: value.type, count: value.values.length, bytes: numbers(value.type, value.values) };
  };
  const short = (tag: number, ...values: number[]): Field => field(tag, { type: 3, values });
  const long = (tag: number, ...values: number[]): Field => field(tag, { type: big ? 16 : 4, values });

  const pointerBytes = big ? 8 : 4;
  /** Places of "next directory" pointers and where each directory is. */
  const patches: { at: number; target: number }[] = [];

  async function writeImage(image: ImageSpec): Promise<{ offset: number; nextAt: number }> {
    const compression = image.compression ?? 'none';
    const chunkWidth = image.tile ?? image.width;
    const chunkHeight = image.tile ?? image.rowsPerStrip ?? image.height;
    const columns = Math.ceil(image.width / chunkWidth);
    const rows = Math.ceil(image.height / chunkHeight);
    const offsets: number[] = [];
    const counts: number[] = [];
    for (let index = 0; index < columns * rows; index += 1) {
      if (image.holes?.includes(index)) {
        offsets.push(0);
        counts.push(0);
        continue;
      }
      const row = Math.floor(index / columns);
      const height = image.tile ? chunkHeight : Math.min(chunkHeight, image.height - row * chunkHeight);
      const bytes = await encodeChunk(image, (index % columns) * chunkWidth, row * chunkHeight, chunkWidth, height, le);
      const damaged = image.damage?.(bytes, index) ?? bytes;
      offsets.push(out.append(damaged) + (image.farBytes ?? 0));
      counts.push(damaged.length);
    }
    const subOffsets: number[] = [];
    for (const sub of image.subImages ?? []) subOffsets.push((await writeImage(sub)).offset);
    const samples = image.samples ?? 3;
    const fields = [
      long(256, image.width),
      long(257, image.height),
      short(258, ...Array.from({ length: samples }, () => image.bits ?? 8)),
      short(259, COMPRESSION_CODE[compression]),
      short(262, image.photometric ?? (samples === 1 ? 1 : 2)),
      short(277, samples),
      ...(image.predictor ? [short(317, image.predictor)] : []),
      ...(image.tile
        ? [short(322, image.tile), short(323, image.tile), long(324, ...offsets), long(325, ...counts)]
        : [long(273, ...offsets), long(278, chunkHeight), long(279, ...counts)]),
      ...(subOffsets.length > 0 ? [long(330, ...subOffsets)] : []),
      ...Object.entries(image.tags ?? {}).map(([tag, value]) => field(Number(tag), value)),
    ].sort((a, b) => a.tag - b.tag);

    const placed = fields.map((entry) => ({
      ...entry,
      at: entry.bytes.length > pointerBytes ? out.append(entry.bytes) : null,
    }));
    const entryBytes = big ? 20 : 12;
    const countBytes = big ? 8 : 2;
    const directory = new Uint8Array(countBytes + placed.length * entryBytes + pointerBytes);
    const view = new DataView(directory.buffer);
    if (big) view.setBigUint64(0, BigInt(placed.length), le);
    else view.setUint16(0, placed.length, le);
    for (const [i, entry] of placed.entries()) {
      const at = countBytes + i * entryBytes;
      view.setUint16(at, entry.tag, le);
      view.setUint16(at + 2, entry.type, le);
      if (big) view.setBigUint64(at + 4, BigInt(entry.count), le);
      else view.setUint32(at + 4, entry.count, le);
      const valueAt = at + (big ? 12 : 8);
      if (entry.at === null) directory.set(entry.bytes, valueAt);
      else if (big) view.setBigUint64(valueAt, BigInt(entry.at), le);
      else view.setUint32(valueAt, entry.at, le);
    }
    const offset = out.append(directory);
    return { offset, nextAt: offset + directory.length - pointerBytes };
  }

  out.append(new Uint8Array(big ? 16 : 8));
  let linkAt = big ? 8 : 4;
  let firstOffset = 0;
  for (const image of images) {
    const { offset, nextAt } = await writeImage(image);
    patches.push({ at: linkAt, target: offset });
    linkAt = nextAt;
    firstOffset ||= offset;
  }
  if (cycle) patches.push({ at: linkAt, target: firstOffset });

  const file = out.join();
  const view = new DataView(file.buffer);
  view.setUint16(0, le ? 0x4949 : 0x4d4d);
  view.setUint16(2, big ? 43 : 42, le);
  if (big) view.setUint16(4, 8, le);
  for (const { at, target } of patches) {
    if (big) view.setBigUint64(at, BigInt(target), le);
    else view.setUint32(at, target, le);
  }
  return file;
}

async function encodeChunk(
  image: ImageSpec,
  left: number,
  top: number,
  width: number,
  height: number,
  littleEndian: boolean,
): Promise<Uint8Array> {
  const samples = image.samples ?? 3;
  const bits = image.bits ?? 8;
  const values = new Uint16Array(width * height * samples);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = left + x < image.width && top + y < image.height;
      const rgb = inside ? image.pixel(left + x, top + y) : [0, 0, 0];
      for (let c = 0; c < samples; c += 1) {
        const value = c === 3 ? 255 : (rgb[samples === 1 ? 0 : c] ?? 0);
        values[(y * width + x) * samples + c] = bits === 16 ? value * 257 : value;
      }
    }
  }
  const compression = image.compression ?? 'none';
  if (compression === 'jpeg') {
    if (!image.encodeJpeg) throw new Error('a JPEG image needs encodeJpeg');
    return image.encodeJpeg(Uint8Array.from(values), width, height);
  }
  if (image.predictor === 2) {
    for (let y = 0; y < height; y += 1) {
      for (let i = width * samples - 1; i >= samples; i -= 1) {
        const at = y * width * samples + i;
        values[at] = (values[at] ?? 0) - (values[at - samples] ?? 0);
      }
    }
  }
  const bytes = new Uint8Array((values.length * bits) / 8);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    if (bits === 16) view.setUint16(i * 2, value, littleEndian);
    else view.setUint8(i, value & 255);
  }
  if (compression === 'deflate') return zlibSync(bytes);
  if (compression === 'lzw') return encodeLzw(bytes);
  return bytes;
}

/** TIFF's LZW, straight from the standard's pseudo-code. */
export function encodeLzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let buffer = 0;
  let bitCount = 0;
  let width = 9;
  let table = new Map<string, number>();
  const write = (code: number): void => {
    buffer = (buffer << width) | code;
    bitCount += width;
    while (bitCount >= 8) {
      out.push((buffer >> (bitCount - 8)) & 255);
      bitCount -= 8;
    }
    buffer &= (1 << bitCount) - 1;
  };
  const reset = (): void => {
    table = new Map(Array.from({ length: 256 }, (_, i) => [String.fromCharCode(i), i]));
    width = 9;
  };
  let next = 258;
  reset();
  write(256);
  let run = '';
  for (const byte of bytes) {
    const longer = run + String.fromCharCode(byte);
    if (table.has(longer)) {
      run = longer;
      continue;
    }
    write(table.get(run) ?? 0);
    table.set(longer, next);
    next += 1;
    if (next === 512) width = 10;
    else if (next === 1024) width = 11;
    else if (next === 2048) width = 12;
    else if (next === 4095) {
      write(256);
      reset();
      next = 258;
    }
    run = String.fromCharCode(byte);
  }
  if (run) write(table.get(run) ?? 0);
  write(257);
  if (bitCount > 0) out.push((buffer << (8 - bitCount)) & 255);
  return Uint8Array.from(out);
}
