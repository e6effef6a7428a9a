/** Aperio files: JPEG tiles that lie, and descriptions of anyone. */
import type { Expected, SlideCase, SlideFamily } from './case.ts';
import { HOSTILE_TEXTS, SHOWN_AT_MOST, shownText } from './hostile-text.ts';
import { APERIO, aperioTiff, jpegOf, pyramid, rgbOf, TILE } from './slide-bases.ts';
import { replaced, tiff, tilesOf } from './tiff-cases.ts';
import { TiffEdit } from './tiff-edit.ts';
import { writeTiff, type ImageSpec } from '../tiff-writer.ts';

const OFFSETS = 324;
const COUNTS = 325;
const JPEG_TABLES = 347;
const DESCRIPTION = 270;
/** Column 1, row 1 of level 0. */
const TILE_INDEX = 5;

const hole: Expected = { holes: ['0/1,1'] };
const undamaged: Expected = { picture: 'undamaged' };
const likewise: Expected = { opens: { width: 200, height: 136, holes: 'any' } };
/** The tile in which something was changed: JPEG has no checksum. */
const changed: Expected = { changed: ['0/1,1'] };
const damaged: Expected = { code: 'slide/damaged' };

interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** Segments of a JPEG stream after its start marker, up to its scan. */
function segmentsOf(jpeg: Uint8Array): Segment[] {
  const found: Segment[] = [];
  for (let at = 2; at + 4 <= jpeg.length;) {
    const marker = jpeg[at + 1] ?? 0;
    const end = at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0));
    found.push({ marker, start: at, end });
    if (marker === 0xda) break;
    at = end;
  }
  return found;
}

const joined = (...parts: (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const segment = (marker: number, body: Uint8Array | readonly number[]): Uint8Array =>
  joined([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255], body);

/** One tile's stream with a segment left out, changed or added. */
class JpegEdit {
  readonly segments: readonly Segment[];

  constructor(readonly bytes: Uint8Array) {
    this.segments = segmentsOf(bytes);
  }

  find(...markers: number[]): Segment {
    const found = this.segments.find(({ marker }) => markers.includes(marker));
    if (!found) throw new Error(`no segment ${markers.join()}`);
    return found;
  }

  get frame(): Segment {
    return this.find(0xc0, 0xc1, 0xc2);
  }

  without(...markers: number[]): Uint8Array {
    const kept = this.segments.filter(({ marker }) => !markers.includes(marker));
    const last = this.segments.at(-1);
    const rest = markers.includes(0xda) ? [] : [this.bytes.subarray(last?.end)];
    return joined([0xff, 0xd8], ...kept.map(({ start, end }) => this.bytes.subarray(start, end)), ...rest);
  }

  /** More in front of the first segment. */
  with(...more: Uint8Array[]): Uint8Array {
    return joined([0xff, 0xd8], ...more, this.bytes.subarray(2));
  }

  /** Bytes at an offset inside the segment (its marker is at 0). */
  at({ start }: Segment, offset: number, ...values: number[]): Uint8Array {
    const copy = this.bytes.slice();
    copy.set(values, start + offset);
    return copy;
  }
}

function tileOf(good: TiffEdit, index: number, directory = 0): Uint8Array {
  const at = good.value(OFFSETS, index, directory);
  return good.bytes.slice(at, at + good.value(COUNTS, index, directory));
}

/** A progressive stream of so many scans that each say nothing new: a few bytes, and a pass over the picture each. */
async function manyScans(scans: number): Promise<Uint8Array> {
  const jpeg = await jpegOf(rgbOf(TILE, TILE), TILE, TILE, { progressive: true });
  const at = jpeg.length - 2;
  // An AC refinement that ends the band of all 64 blocks at once, in the last Huffman table there is.
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0x10, 0x00];
  return joined(jpeg.subarray(0, at), ...Array.from({ length: scans }, () => scan), [0xff, 0xd9]);
}

async function tileCases(good: TiffEdit): Promise<[string, Uint8Array, Expected][]> {
  const own = tileOf(good, TILE_INDEX);
  const edit = new JpegEdit(own);
  const { frame } = edit;
  const scan = edit.find(0xda);
  const cases: [string, Uint8Array, Expected][] = [
    ['of 0 bytes', new Uint8Array(0), hole],
    ['of 1 byte', Uint8Array.of(0xff), hole],
    ['of a start marker alone', Uint8Array.of(0xff, 0xd8), hole],
    ['of start and end alone', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), hole],
    ['of zeros', new Uint8Array(600), hole],
    ['of 0xff', new Uint8Array(600).fill(0xff), hole],
    ['whose header says 65,535²', edit.at(frame, 5, 255, 255, 255, 255), hole],
    ['whose header says 16,384²', edit.at(frame, 5, 64, 0, 64, 0), hole],
    ['whose header says 128 × 64', edit.at(frame, 5, 0, 64, 0, 128), hole],
    ['whose header says 32²', edit.at(frame, 5, 0, 32, 0, 32), hole],
    ['whose header says no height', edit.at(frame, 5, 0, 0), hole],
    ['whose header says no width', edit.at(frame, 7, 0, 0), hole],
    ['of another picture, 32²', await jpegOf(rgbOf(32, 32), 32, 32), hole],
    ['of another picture, 128²', await jpegOf(rgbOf(128, 128), 128, 128), hole],
    ['with 12 bits per sample', edit.at(frame, 4, 12), hole],
    ['with 0 components', edit.at(frame, 9, 0), hole],
    ['with 2 components', edit.at(frame, 9, 2), hole],
    ['with 255 components', edit.at(frame, 9, 255), hole],
    ['sampled 0 × 0', edit.at(frame, 11, 0), hole],
    ['sampled 15 × 15', edit.at(frame, 11, 0xff), hole],
    ['with a quantisation table that is not there', edit.at(frame, 12, 3), hole],
    ['in lossless mode', edit.at(frame, 1, 0xc3), hole],
    ['in arithmetic code', edit.at(frame, 1, 0xc9), hole],
    ['without a frame header', edit.without(0xc0, 0xc1, 0xc2), hole],
    ['with two frame headers', edit.with(own.subarray(frame.start, frame.end)), hole],
    ['without a scan', edit.without(0xda), hole],
    ['without quantisation tables', edit.without(0xdb), hole],
    // libjpeg-turbo and browsers take the tables of the standard, as for Motion JPEG.
    ['without Huffman tables', edit.without(0xc4), changed],
    [
      'with a Huffman table of 2,000 codes',
      edit.with(segment(0xc4, [0, ...new Array<number>(16).fill(125), ...new Array<number>(2000).fill(0)])),
      hole,
    ],
    ['with quantisation table 9', edit.with(segment(0xdb, [9, ...new Array<number>(64).fill(1)])), hole],
    ['with a segment longer than the file', edit.with(Uint8Array.of(0xff, 0xe1, 0xff, 0xff)).subarray(0, 400), hole],
    ['with a segment of length 0', edit.with(Uint8Array.of(0xff, 0xe1, 0, 0)), hole],
    ['with no marker where one belongs', edit.with(Uint8Array.of(1, 2, 3, 4)), hole],
    ['with a restart at every block that never comes', edit.with(segment(0xdd, [0, 1])), hole],
    ['with 60 kB of EXIF', edit.with(segment(0xe1, new Uint8Array(60_000))), undamaged],
    ['with 60 kB of ICC profile', edit.with(segment(0xe2, new Uint8Array(60_000))), undamaged],
    ['with a comment of markup', edit.with(segment(0xfe, new TextEncoder().encode(HOSTILE_TEXTS.script))), undamaged],
    [
      'that turns itself by EXIF',
      edit.with(
        segment(
          0xe1,
          [
            0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0,
            0, 0, 0,
          ],
        ),
      ),
      undamaged,
    ],
    [
      'that calls its colours RGB',
      edit.with(segment(0xee, [0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0])),
      undamaged,
    ],
    ['with fill bytes before its markers', joined([0xff, 0xd8, 0xff, 0xff, 0xff, 0xff], own.subarray(3)), undamaged],
    ['without an end marker', own.subarray(0, own.length - 2), undamaged],
    ['with padding after its end', joined(own, new Uint8Array(50)), undamaged],
    ['with other data after its end', joined(own, [1, 2, 3, 4, 5]), undamaged],
    ['cut off in the middle of its scan', own.subarray(0, (scan.end + own.length) >> 1), hole],
    ['cut off right after the header of its scan', own.subarray(0, scan.end), hole],
    ['cut off in the middle, its end marker put back', joined(own.subarray(0, own.length >> 1), [0xff, 0xd9]), hole],
    [
      'whose second half is zeros, as in a copy that broke off',
      own.map((byte, i) => (i > own.length / 2 && i < own.length - 2 ? 0 : byte)),
      changed,
    ],
    [
      'without 64 bytes in its middle',
      joined(own.subarray(0, own.length >> 1), own.subarray((own.length >> 1) + 64)),
      changed,
    ],
    ['of 200 scans too many', await manyScans(200), hole],
    // More of them would be refused for the length of the tile alone.
    ['of 6,000 scans too many', await manyScans(6000), hole],
    ...edit.segments.map(({ marker, start }): [string, Uint8Array, Expected] => [
      `cut off before segment ${marker.toString(16)} at ${start}`,
      own.subarray(0, start),
      hole,
    ]),
  ];
  for (let k = 0; k < 16; k += 1) {
    const byte = Math.floor(((k + 0.5) * own.length) / 16);
    cases.push([
      `with bit ${k % 8} of byte ${byte} flipped`,
      own.map((value, i) => (i === byte ? value ^ (1 << (k % 8)) : value)),
      changed,
    ]);
  }
  return cases.map(([name, bytes, expected]) => [`a tile ${name}`, replaced(good, TILE_INDEX, bytes), expected]);
}

/** The pyramid with its tables apart, as most writers of JPEG in TIFF do. */
async function abbreviated(): Promise<Uint8Array<ArrayBuffer>> {
  // The same tables for every tile.
  const whole = await jpegOf(rgbOf(TILE, TILE), TILE, TILE, { optimiseCoding: false });
  const edit = new JpegEdit(whole);
  const tables = joined(
    [0xff, 0xd8],
    ...edit.segments
      .filter(({ marker }) => marker === 0xdb || marker === 0xc4)
      .map(({ start, end }) => whole.subarray(start, end)),
    [0xff, 0xd9],
  );
  const encodeJpeg = async (rgb: Uint8Array, width: number, height: number) =>
    new JpegEdit(await jpegOf(rgb, width, height, { optimiseCoding: false })).without(0xdb, 0xc4);
  const jpeg = { compression: 'jpeg', photometric: 6, encodeJpeg } satisfies Partial<ImageSpec>;
  return writeTiff({
    images: pyramid(jpeg).map((image) => ({ ...image, tags: { ...image.tags, [JPEG_TABLES]: tables } })),
  });
}

function tableCases(good: TiffEdit): [string, Uint8Array, Expected][] {
  const lost: Expected = { holes: tilesOf(0) };
  const tables = (bytes: Uint8Array) => good.with(JPEG_TABLES, 7, bytes.length, bytes);
  return [
    ['no tables', good.without(JPEG_TABLES), likewise],
    ['tables as numbers', good.changed(JPEG_TABLES, { type: 4, count: 1 }), likewise],
    ['tables of 1 byte', tables(Uint8Array.of(0xff)), damaged],
    ['tables of zeros', tables(new Uint8Array(300)), damaged],
    ['tables of 70 kB', tables(new Uint8Array(70_000)), damaged],
    ['tables past the end', good.changed(JPEG_TABLES, { field: good.field(2 ** 32 - 4) }), likewise],
    ['tables that hold nothing', tables(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)), likewise],
    [
      'tables whose segment is longer than they are',
      tables(Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 0xff, 0xff)),
      damaged,
    ],
    [
      'tables with a Huffman table of nonsense',
      tables(joined([0xff, 0xd8], segment(0xc4, [0, ...new Array<number>(16).fill(255)]), [0xff, 0xd9])),
      lost,
    ],
  ];
}

/** What else an Aperio file is made of: its levels, its holes, its other images. */
async function layoutCases(good: TiffEdit): Promise<SlideCase[]> {
  const opens = (holes?: 'any'): Expected => ({ opens: { width: 200, height: 136, ...(holes ? { holes } : {}) } });
  // Directories: level 0, thumbnail, levels 1 and 2, label, macro.
  const inLabel = (tag: number, value: number) => good.withNumber(tag, value, 4);
  const rows: [string, Uint8Array, Expected, SlideCase['extras']?][] = [
    ['a tile of level 0 of 0 bytes', good.withValue(COUNTS, TILE_INDEX, 0), hole],
    ['a tile of level 1 of 0 bytes, which is made from level 0', good.withValue(COUNTS, 0, 0, 2), opens()],
    ['all tiles of level 2 and those below of 0 bytes', emptied(good, [2, 3]), opens()],
    ['a label of no width', inLabel(256, 0), undamaged],
    ['a label in fax compression', inLabel(259, 4), undamaged],
    ['a label of 0 bytes', good.withValue(279, 0, 0, 4), undamaged, { label: 'slide/damaged' }],
    ['a label whose data are damaged', good.withValue(273, 0, 8, 4), undamaged, { label: 'slide/damaged' }],
    ['a label past the end', good.withValue(273, 0, 2 ** 31, 4), undamaged, { label: 'slide/damaged' }],
    [
      'a label that leads to itself',
      good.rewritten(
        4,
        (entries) => entries,
        (own) => own,
      ),
      damaged,
    ],
  ];
  return [
    ...rows.map(([name, bytes, expected, extras]) => ({
      name,
      location: tiff(bytes),
      expected,
      ...(extras ? { extras } : {}),
    })),
    {
      name: '12 levels, each a pixel narrower, all of holes',
      location: tiff(await manyLevels(12)),
      expected: { opens: { width: 200, height: 200, holes: 'all' } },
      mostBytes: 2 ** 28,
    },
  ];
}

function emptied(good: TiffEdit, directories: readonly number[]): Uint8Array {
  let bytes = good.bytes;
  for (const directory of directories) {
    const count = good.directory(directory).entries.find(({ tag }) => tag === COUNTS)?.count ?? 0;
    for (let index = 0; index < count; index += 1) bytes = new TiffEdit(bytes).withValue(COUNTS, index, 0, directory);
  }
  return bytes;
}

/** What has no tile of its own is made from the next finer level, and that from the next: four tiles each time. */
function manyLevels(count: number): Promise<Uint8Array> {
  const level = (size: number, k: number): ImageSpec => ({
    width: size,
    height: size,
    tile: TILE,
    pixel: () => [0, 0, 0],
    holes: Array.from({ length: 100 }, (_, i) => i),
    ...(k === 0 ? { tags: { [DESCRIPTION]: APERIO } } : {}),
  });
  const thumbnail: ImageSpec = { width: 8, height: 8, rowsPerStrip: 8, pixel: () => [0, 0, 0] };
  const levels = Array.from({ length: count }, (_, k) => level(200 - k, k));
  return writeTiff({ images: [...levels.slice(0, 1), thumbnail, ...levels.slice(1)] });
}

const noSpacing = { spacing: null };

/** Descriptions, as Aperio's writer and anyone else's would have them. */
function descriptionCases(good: TiffEdit): SlideCase[] {
  const head = 'Aperio Image Library v12\r\n200x136';
  const rows: [string, string, SlideCase['describes']][] = [
    ['a negative spacing', `${head}|MPP = -0.25`, noSpacing],
    ['a spacing of 0', `${head}|MPP = 0`, noSpacing],
    ['a spacing of NaN', `${head}|MPP = NaN`, { ...noSpacing, spacingNote: null }],
    ['an endless spacing', `${head}|MPP = Infinity`, { ...noSpacing, spacingNote: null }],
    ['a spacing of 1e308', `${head}|MPP = 1e308`, noSpacing],
    ['a spacing of 1e-308', `${head}|MPP = 1e-308`, noSpacing],
    ['a spacing of 1e999', `${head}|MPP = 1e999`, { ...noSpacing, spacingNote: null }],
    ['a spacing with a comma', `${head}|MPP = 0,25`, { spacing: { xUmPerPx: 0.25, yUmPerPx: 0.25 } }],
    ['a spacing that is no number', `${head}|MPP = 0.25 µm`, { ...noSpacing, spacingNote: null }],
    ['a spacing twice', `${head}|MPP = 0.25|MPP = 0.5`, { spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 } }],
    ['a negative magnification', `${head}|AppMag = -20`, { objectivePower: null }],
    ['a magnification of NaN', `${head}|AppMag = NaN`, { objectivePower: null }],
    ['a magnification of 1e300', `${head}|AppMag = 1e300`, { objectivePower: null }],
    ['fields named like parts of an object', `${head}|__proto__ = x|constructor = y|toString = z`, {}],
    ['a field of no name', `${head}| = x`, {}],
    ['a hundred thousand fields', `${head}${'|a = b'.repeat(100_000)}`, {}],
    ['a field of a megabyte', `${head}|Note = ${'x'.repeat(1 << 20)}`, { properties: { Note: SHOWN_AT_MOST } }],
    ...Object.entries(HOSTILE_TEXTS).map(([what, text]): [string, string, SlideCase['describes']] => [
      `a field of ${what}`,
      `${head}|Note = ${text}`,
      { properties: { Note: shownText(text) } },
    ]),
    ['a field name of markup', `${head}|${HOSTILE_TEXTS.image} = x`, {}],
  ];
  const cases = rows.map(([name, text, describes]): SlideCase => ({
    name,
    location: tiff(good.withText(DESCRIPTION, text)),
    expected: undamaged,
    ...(describes ? { describes } : {}),
  }));
  const label = (text: string) => tiff(good.withText(DESCRIPTION, text, 4));
  const breaks = '\n'.repeat(1_000_000);
  return [
    ...cases,
    {
      name: 'a description of 5 MB',
      location: tiff(good.withText(DESCRIPTION, `${head}|${'x'.repeat(5 << 20)}`)),
      expected: damaged,
    },
    {
      name: 'a label whose description is a million empty lines',
      location: label(`Aperio${breaks}x`),
      expected: undamaged,
    },
    {
      name: 'a label whose description is markup',
      location: label(`Aperio\r\nlabel ${HOSTILE_TEXTS.image}`),
      expected: undamaged,
    },
  ];
}

export async function jpegFamilies(): Promise<SlideFamily[]> {
  const aperio = await aperioTiff();
  const good = new TiffEdit(aperio);
  const apart = await abbreviated();
  const named = (rows: readonly [string, Uint8Array, Expected][]): SlideCase[] =>
    rows.map(([name, bytes, expected]) => ({ name, location: tiff(bytes), expected }));
  return [
    { name: 'JPEG tiles', good: tiff(aperio), cases: named(await tileCases(good)) },
    { name: 'JPEG tables', good: tiff(apart), cases: named(tableCases(new TiffEdit(apart))) },
    { name: 'Aperio layouts', good: tiff(aperio), cases: await layoutCases(good) },
    { name: 'Aperio descriptions', good: tiff(aperio), cases: descriptionCases(good) },
  ];
}
