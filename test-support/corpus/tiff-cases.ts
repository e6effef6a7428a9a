/** Structure of TIFF and BigTIFF files, tag by tag. */
import { zlibSync } from 'fflate';
import { memoryFile } from '../memory-file.ts';
import { writeTiff } from '../tiff-writer.ts';
import { zlibBomb } from './bomb.ts';
import type { Expected, SlideCase, SlideFamily } from './case.ts';
import { pyramidTiff, SIZES, TILE } from './slide-bases.ts';
import { tiffFactFamilies } from './tiff-fact-cases.ts';
import { TiffEdit } from './tiff-edit.ts';

export const tiff = (bytes: Uint8Array) => ({ kind: 'file', file: memoryFile('x.tif', bytes) }) as const;

/** Names of all tiles of a level of the pyramid. */
export function tilesOf(level: number): string[] {
  const [width, height] = SIZES[level] ?? [0, 0];
  const columns = Math.ceil(width / TILE);
  return Array.from(
    { length: columns * Math.ceil(height / TILE) },
    (_, i) => `${level}/${i % columns},${Math.floor(i / columns)}`,
  ).sort();
}

const damaged: Expected = { code: 'slide/damaged' };
const unsupported: Expected = { code: 'slide/unsupported-layout' };
const shortRead: Expected = { code: 'source/short-read' };
const unknown: Expected = { code: 'slide/unknown-format' };
const undamaged: Expected = { picture: 'undamaged' };
const firstLevelLost: Expected = { holes: tilesOf(0) };
const likewise: Expected = { opens: { width: 200, height: 136, holes: 'any' } };

const u32 = (edit: TiffEdit, at: number, value: number): Uint8Array => {
  const copy = edit.bytes.slice();
  new DataView(copy.buffer).setUint32(at, value, edit.littleEndian);
  return copy;
};

const TAGS = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  samples: 277,
  planar: 284,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  offsets: 324,
  counts: 325,
  subDirectories: 330,
  sampleFormat: 339,
} as const;

/** One whole-number tag of the first directory, with other values. */
function numberCases(good: TiffEdit): [string, Uint8Array, Expected][] {
  const rows: [string, number, number, Expected][] = [
    ['a width of 0', TAGS.width, 0, damaged],
    ['a width of 1', TAGS.width, 1, { opens: { width: 1, height: 136 } }],
    ['a width of 2³¹', TAGS.width, 2 ** 31, damaged],
    ['a width of 2³² − 1', TAGS.width, 2 ** 32 - 1, damaged],
    ['a width just within bounds and without tiles for it', TAGS.width, 4_000_000, damaged],
    ['a height of 0', TAGS.height, 0, damaged],
    ['a height of 2³¹', TAGS.height, 2 ** 31, damaged],
    ['a height twice as large', TAGS.height, 272, damaged],
    ['1 bit per sample', TAGS.bits, 1, unsupported],
    ['0 bits per sample', TAGS.bits, 0, unsupported],
    ['16 bits per sample that are not there', TAGS.bits, 16, firstLevelLost],
    ['32 bits per sample', TAGS.bits, 32, unsupported],
    ['65,535 bits per sample', TAGS.bits, 65_535, unsupported],
    ['compression 0', TAGS.compression, 0, { code: 'slide/unsupported-compression' }],
    ['compression 1 on packed tiles', TAGS.compression, 1, firstLevelLost],
    ['fax compression', TAGS.compression, 4, { code: 'slide/unsupported-compression' }],
    ['LZW stated on deflated tiles', TAGS.compression, 5, firstLevelLost],
    ['old JPEG', TAGS.compression, 6, { code: 'slide/unsupported-compression' }],
    ['JPEG stated on deflated tiles', TAGS.compression, 7, firstLevelLost],
    ['JPEG 2000', TAGS.compression, 33_003, { code: 'slide/unsupported-compression' }],
    ['compression 65,535', TAGS.compression, 65_535, { code: 'slide/unsupported-compression' }],
    ['a palette that is not there', TAGS.photometric, 3, unsupported],
    ['CMYK', TAGS.photometric, 5, unsupported],
    ['YCbCr without JPEG', TAGS.photometric, 6, unsupported],
    ['colours 65,535', TAGS.photometric, 65_535, unsupported],
    ['0 samples per pixel', TAGS.samples, 0, damaged],
    ['1 sample per pixel of RGB', TAGS.samples, 1, unsupported],
    ['5 samples per pixel that are not there', TAGS.samples, 5, firstLevelLost],
    ['65,535 samples per pixel', TAGS.samples, 65_535, unsupported],
    ['tiles of width 0', TAGS.tileWidth, 0, damaged],
    ['tiles of width 1', TAGS.tileWidth, 1, unsupported],
    ['tiles of width 8', TAGS.tileWidth, 8, unsupported],
    ['tiles of width 32 without data for them', TAGS.tileWidth, 32, damaged],
    [
      'tiles of width 65,536 with less in them',
      TAGS.tileWidth,
      65_536,
      { opens: { width: 200, height: 136, holes: 'any' } },
    ],
    ['tiles of width 2³²− 1', TAGS.tileWidth, 2 ** 32 - 1, damaged],
    ['tiles of height 0', TAGS.tileHeight, 0, damaged],
    ['tiles of height 4,000,000', TAGS.tileHeight, 4_000_000, unsupported],
    [
      'tiles of height 128 with less in them',
      TAGS.tileHeight,
      128,
      { opens: { width: 200, height: 136, holes: 'any' } },
    ],
  ];
  return rows.map(([name, tag, value, expected]) => [name, good.withNumber(tag, value), expected]);
}

/** Tags that are there in the first directory: left out, of no values, of absurd many, of another type. */
function tagCases(good: TiffEdit): [string, Uint8Array, Expected][] {
  const lost: [string, number, Expected][] = [
    ['width', TAGS.width, damaged],
    ['height', TAGS.height, damaged],
    ['bits per sample', TAGS.bits, unsupported],
    ['compression', TAGS.compression, firstLevelLost],
    // As libtiff: three samples are taken for RGB.
    ['photometric interpretation', TAGS.photometric, undamaged],
    ['samples per pixel', TAGS.samples, unsupported],
    ['tile width', TAGS.tileWidth, damaged],
    ['tile height', TAGS.tileHeight, damaged],
    ['tile offsets', TAGS.offsets, damaged],
    ['tile byte counts', TAGS.counts, damaged],
  ];
  const cases: [string, Uint8Array, Expected][] = lost.flatMap(
    ([name, tag, expected]): [string, Uint8Array, Expected][] => [
      [`no ${name}`, good.without(tag), expected],
      [`${name} of no values`, good.changed(tag, { count: 0 }), expected],
      [`${name} of four billion values`, good.changed(tag, { count: 2 ** 32 - 1 }), expected],
      [`${name} of an unknown type`, good.changed(tag, { type: 99 }), expected],
    ],
  );
  const far = (tag: number): Uint8Array => good.changed(tag, { field: good.field(2 ** 32 - 16) });
  const { at } = good.directory(0);
  return [
    ...cases,
    ['tile offsets past the end', far(TAGS.offsets), damaged],
    ['tile byte counts past the end', far(TAGS.counts), damaged],
    [
      'tile offsets inside the directory itself',
      good.changed(TAGS.offsets, { field: good.field(at) }),
      firstLevelLostOr(good),
    ],
    ['tile offsets as floating point numbers', good.changed(TAGS.offsets, { type: 11 }), firstLevelLost],
    ['tile offsets as text', good.changed(TAGS.offsets, { type: 2 }), firstLevelLostOr(good)],
    [
      'tile byte counts as 64-bit numbers that are not there',
      good.changed(TAGS.counts, { type: 16 }),
      firstLevelLostOr(good),
    ],
    ['one tile offset too few', good.changed(TAGS.offsets, { count: 11 }), damaged],
    ['width as a floating point number', good.changed(TAGS.width, { type: 11 }), damaged],
    [
      'width as a signed negative number',
      good.changed(TAGS.width, { type: 9, field: good.field(2 ** 32 - 200) }),
      damaged,
    ],
    ['width as a fraction of nothing', good.with(TAGS.width, 5, 1, new Uint8Array(8)), damaged],
    [
      'width twice',
      good.rewritten(0, (entries) => [...entries, ...entries.filter(({ tag }) => tag === TAGS.width)]),
      undamaged,
    ],
    ['tags in reverse order', good.rewritten(0, (entries) => [...entries].reverse()), undamaged],
    ['a thousand unknown tags', good.rewritten(0, (entries) => [...entries, ...unknownTags(good, 1000)]), undamaged],
    ['two thousand unknown tags', good.rewritten(0, (entries) => [...entries, ...unknownTags(good, 2000)]), damaged],
    ['colours in separate planes', good.with(TAGS.planar, 3, 1, Uint8Array.of(2, 0)), unsupported],
    ['planar configuration 0', good.with(TAGS.planar, 3, 1, Uint8Array.of(0, 0)), unsupported],
    ['predictor 0', good.with(TAGS.predictor, 3, 1, Uint8Array.of(0, 0)), unsupported],
    ['predictor 2 on tiles without', good.with(TAGS.predictor, 3, 1, Uint8Array.of(2, 0)), likewise],
    ['predictor 3', good.with(TAGS.predictor, 3, 1, Uint8Array.of(3, 0)), unsupported],
    ['predictor 65,535', good.with(TAGS.predictor, 3, 1, Uint8Array.of(255, 255)), unsupported],
    ['floating point samples', good.with(TAGS.sampleFormat, 3, 1, Uint8Array.of(3, 0)), unsupported],
    ['an ICC profile past the end', good.with(34_675, 7, 2 ** 31, Uint8Array.of(0, 0, 0, 255)), undamaged],
    ['an ICC profile of 4 MB', good.with(34_675, 7, 4 << 20, new Uint8Array(4 << 20)), undamaged],
    ['an EXIF directory that is the first directory', good.with(34_665, 4, 1, good.field(at)), undamaged],
  ];
}

const firstLevelLostOr = (_: TiffEdit): Expected => likewise;

function unknownTags(good: TiffEdit, count: number) {
  return Array.from({ length: count }, (_, i) => ({ tag: 40_000 + i, type: 3, count: 1, field: good.field(7, 2) }));
}

/** Where directories are, and where they lead. */
async function directoryCases(good: TiffEdit): Promise<[string, Uint8Array, Expected][]> {
  const { bytes } = good;
  const self = (index: number) =>
    good.rewritten(
      index,
      (entries) => entries,
      (own) => own,
    );
  const { at: first } = good.directory(0);
  const sub = (...offsets: number[]) => {
    const values = new Uint8Array(Uint32Array.from(offsets).buffer);
    return good.with(TAGS.subDirectories, 4, offsets.length, values);
  };
  return [
    ['no first directory', u32(good, 4, 0), damaged],
    ['a first directory inside the header', u32(good, 4, 4), damaged],
    ['a first directory at the last byte', u32(good, 4, bytes.length - 1), shortRead],
    ['a first directory at the end', u32(good, 4, bytes.length), shortRead],
    ['a first directory past the end', u32(good, 4, 2 ** 32 - 2), shortRead],
    ['a first directory in the pixels', u32(good, 4, 8), { code: 'slide/damaged' }],
    ['a directory of no entries', good.rewritten(0, () => []), damaged],
    ['a directory that leads to itself', self(0), damaged],
    ['a second directory that leads to itself', self(1), damaged],
    [
      'a last directory that leads to the first',
      good.rewritten(
        2,
        (entries) => entries,
        () => first,
      ),
      damaged,
    ],
    [
      'a last directory that leads past the end',
      good.rewritten(
        2,
        (entries) => entries,
        () => 2 ** 31,
      ),
      shortRead,
    ],
    [
      'a last directory that leads into the header',
      good.rewritten(
        2,
        (entries) => entries,
        () => 2,
      ),
      damaged,
    ],
    ['a chain of 300 directories', await chain(good, 300), damaged],
    ['a chain of 50,000 directories', await chain(good, 50_000), damaged],
    ['a sub-directory that is the first directory', sub(first), undamaged],
    ['a sub-directory past the end', sub(2 ** 31), shortRead],
    ['a sub-directory at 0', sub(0), damaged],
    ['a sub-directory in the pixels', sub(8), damaged],
    ['sixty sub-directories, all the same', sub(...new Array<number>(60).fill(first)), undamaged],
    ['a hundred thousand sub-directories, all the same', sub(...new Array<number>(100_000).fill(first)), undamaged],
    [
      'sub-directories of four billion values',
      good.rewritten(0, (entries) => [
        ...entries,
        { tag: TAGS.subDirectories, type: 4, count: 2 ** 32 - 1, field: good.field(8) },
      ]),
      undamaged,
    ],
    ['a byte order that does not exist', Uint8Array.from(bytes, (byte, i) => (i < 2 ? 0x4a : byte)), unknown],
    ['a version that does not exist', Uint8Array.from(bytes, (byte, i) => (i === 2 ? 44 : byte)), unknown],
    ['the header of a BigTIFF', Uint8Array.from(bytes, (byte, i) => (i === 2 ? 43 : byte)), unknown],
    ['a byte order that is the other one', Uint8Array.from(bytes, (byte, i) => (i < 2 ? 0x4d : byte)), unknown],
  ];
}

/** So many directories of one entry each behind the last one. */
async function chain(good: TiffEdit, count: number): Promise<Uint8Array> {
  const at = good.bytes.length + (good.bytes.length % 2);
  const one = 2 + 12 + 4;
  const long = new Uint8Array(at + count * one);
  long.set(good.bytes);
  const view = new DataView(long.buffer);
  for (let i = 0; i < count; i += 1) {
    const from = at + i * one;
    view.setUint16(from, 1, true);
    view.setUint16(from + 2, TAGS.width, true);
    view.setUint16(from + 4, 3, true);
    view.setUint32(from + 6, 1, true);
    view.setUint32(from + 14, i + 1 < count ? from + one : 0, true);
  }
  return Promise.resolve(
    new TiffEdit(long).rewritten(
      2,
      (entries) => entries,
      () => at,
    ),
  );
}

/** The file cut off at every boundary of its structure, and a byte before it. */
function truncations(good: TiffEdit): [string, Uint8Array, Expected][] {
  const cuts = new Map<number, string>();
  for (const [index] of SIZES.entries()) {
    const { at, entries } = good.directory(index);
    const end = at + 2 + entries.length * 12 + 4;
    cuts.set(at, `before directory ${index}`);
    cuts.set(at + 1, `inside the count of directory ${index}`);
    cuts.set(at + 2, `after the count of directory ${index}`);
    cuts.set(at + 2 + 12 * 5 + 6, `inside an entry of directory ${index}`);
    cuts.set(end - 4, `before the link of directory ${index}`);
    cuts.set(end - 1, `inside the link of directory ${index}`);
    if (index < 2) cuts.set(end, `after directory ${index}`);
    for (let tile = 0; tile < 2 - index; tile += 1)
      cuts.set(good.value(TAGS.offsets, tile, index) + 10, `inside tile ${tile} of level ${index}`);
  }
  const cut = (at: number) => good.bytes.slice(0, at);
  return [
    ['cut off to nothing', cut(0), { code: 'slide/empty' }],
    ...[1, 2, 4, 7].map((at): [string, Uint8Array, Expected] => [`cut off after ${at} bytes`, cut(at), unknown]),
    ['cut off after the header', cut(8), shortRead],
    ...Array.from(cuts, ([at, name]): [string, Uint8Array, Expected] => [`cut off ${name}`, cut(at), shortRead]),
  ];
}

const HOLE = '0/1,1';

/** One tile (index 5: column 1, row 1) of level 0 in other places or of other bytes. */
function tileCases(good: TiffEdit): [string, Uint8Array, Expected][] {
  const index = 5;
  const offset = good.value(TAGS.offsets, index);
  const count = good.value(TAGS.counts, index);
  const at = (value: number) => good.withValue(TAGS.offsets, index, value);
  const long = (value: number) => good.withValue(TAGS.counts, index, value);
  const instead = (bytes: Uint8Array): Uint8Array => replaced(good, index, bytes);
  const flipped = (byte: number, bit: number): Uint8Array => {
    const copy = good.bytes.slice(offset, offset + count);
    copy[byte] = (copy[byte] ?? 0) ^ (1 << bit);
    return instead(copy);
  };
  const hole: Expected = { holes: [HOLE] };
  const own = good.bytes.slice(offset, offset + count);
  const raw = new Uint8Array(TILE * TILE * 3);
  const cases: [string, Uint8Array, Expected][] = [
    ['a tile at 0', at(0), hole],
    ['a tile in the header', at(1), hole],
    ['a tile in a directory', at(good.directory(0).at), hole],
    ['a tile past the end', at(good.bytes.length), hole],
    ['a tile at the last byte', at(good.bytes.length - 1), hole],
    ['a tile at 2³² − 1', at(2 ** 32 - 1), hole],
    ['a tile of 0 bytes', long(0), hole],
    ['a tile of 1 byte', long(1), hole],
    ['a tile of 6 bytes', long(6), hole],
    ['a tile one byte short', long(count - 1), hole],
    ['a tile of half its bytes', long(count >> 1), hole],
    ['a tile followed by padding', instead(Uint8Array.of(...own, ...new Uint8Array(40))), undamaged],
    ['a tile larger than the file', long(good.bytes.length + 1), hole],
    ['a tile of 2³² − 1 bytes', long(2 ** 32 - 1), hole],
    ['a tile of no deflate data at all', instead(Uint8Array.of(0x78, 0x9c, 0, 0, 0, 0)), hole],
    ['a tile of deflate data that hold nothing', instead(zlibSync(new Uint8Array(0))), hole],
    ['a tile of less than its pixels', instead(zlibSync(raw.subarray(1))), hole],
    ['a tile that is a deflate bomb of 80 MB', instead(zlibBomb(80)), { changed: [HOLE] }],
    ['a tile of noise', instead(Uint8Array.from({ length: 500 }, (_, i) => (i * 7919) & 255)), hole],
    [
      'a tile with another checksum',
      instead(Uint8Array.from(own, (byte, i) => (i === own.length - 1 ? byte ^ 1 : byte))),
      hole,
    ],
  ];
  for (let k = 0; k < 12; k += 1) {
    const byte = Math.floor(((k + 0.5) * count) / 12);
    cases.push([`bit ${k % 8} of byte ${byte} of a tile flipped`, flipped(byte, k % 8), hole]);
  }
  return cases;
}

/** The file with other bytes for one tile, at its end. */
export function replaced(good: TiffEdit, index: number, bytes: Uint8Array, directory = 0): Uint8Array<ArrayBuffer> {
  const at = good.bytes.length + (good.bytes.length % 2);
  const longer = new Uint8Array(at + bytes.length);
  longer.set(good.bytes);
  longer.set(bytes, at);
  const placed = new TiffEdit(longer).withValue(TAGS.offsets, index, at, directory);
  return new TiffEdit(placed).withValue(TAGS.counts, index, bytes.length, directory);
}

/** Levels that do not fit each other. */
function levelCases(good: TiffEdit): [string, Uint8Array, Expected][] {
  const level = (tag: number, value: number) => good.withNumber(tag, value, 1);
  const fewer: Expected = { opens: { width: 200, height: 136 } };
  return [
    [
      'a second level as large as the first',
      new TiffEdit(level(TAGS.width, 200)).withNumber(TAGS.height, 136, 1),
      fewer,
    ],
    ['a second level larger than the first', level(TAGS.width, 300), fewer],
    ['a second level of another shape', level(TAGS.width, 40), fewer],
    ['a second level of no width', level(TAGS.width, 0), fewer],
    ['a second level in fax compression', level(TAGS.compression, 4), fewer],
    [
      'a third level as large as the second',
      new TiffEdit(good.withNumber(TAGS.width, 100, 2)).withNumber(TAGS.height, 68, 2),
      fewer,
    ],
  ];
}

/** One image of absurd size whose tiles are all absent: as large as its tables, which are there. */
async function sparse(width: number, height: number, tile: number): Promise<Uint8Array> {
  const chunks = Math.ceil(width / tile) * Math.ceil(height / tile);
  const one = await writeTiff({
    images: [{ width: 16, height: 16, tile: 16, pixel: () => [1, 2, 3], compression: 'deflate' }],
  });
  const small = new TiffEdit(
    new TiffEdit(new TiffEdit(one).withNumber(TAGS.tileWidth, tile)).withNumber(TAGS.tileHeight, tile),
  );
  const zeros = new Uint8Array(chunks * 4);
  const offsets = new TiffEdit(small.with(TAGS.offsets, 4, chunks, zeros));
  const counts = new TiffEdit(offsets.with(TAGS.counts, 4, chunks, zeros));
  const wide = new TiffEdit(counts.changed(TAGS.width, { type: 4, field: counts.field(width) }));
  return wide.changed(TAGS.height, { type: 4, field: wide.field(height) });
}

async function sizeCases(): Promise<SlideCase[]> {
  return [
    {
      name: 'four million pixels a side, all of them absent',
      location: tiff(await sparse(4_000_000, 4_000_000, 4096)),
      expected: { code: 'slide/unsupported-layout' },
    },
    {
      name: 'one row of 200,000 pixels, all of them absent',
      location: tiff(await sparse(200_000, 1, 256)),
      expected: { opens: { width: 200_000, height: 1, holes: 'all' } },
      mostBytes: 2 ** 30,
    },
    {
      name: 'tiles of 16 px and nothing in them',
      location: tiff(await sparse(500, 500, 16)),
      expected: { opens: { width: 500, height: 500, holes: 'all' } },
      mostBytes: 2 ** 28,
    },
  ];
}

const named = (rows: readonly [string, Uint8Array, Expected][]): SlideCase[] =>
  rows.map(([name, bytes, expected]) => ({
    name,
    location: tiff(bytes),
    expected,
    // Tiles of four million pixels are within bounds.
    ...(name.includes('65,536') ? { mostBytes: 2 ** 28 } : {}),
  }));

/** All on small deflated pyramids. */
export async function tiffFamilies(): Promise<SlideFamily[]> {
  const plain = await pyramidTiff();
  const good = new TiffEdit(plain);
  const bigEndian = await pyramidTiff({}, { bigEndian: true });
  const big = await pyramidTiff({}, { big: true });
  const bigEdit = new TiffEdit(big);
  const lzw = await pyramidTiff({ compression: 'lzw', predictor: 2 });
  const lzwEdit = new TiffEdit(lzw);
  const strips = await writeTiff({
    images: [
      { width: 200, height: 136, pixel: (x, y) => [x & 255, y & 255, 9], rowsPerStrip: 40, compression: 'deflate' },
    ],
  });
  const stripEdit = new TiffEdit(strips);
  return [
    { name: 'TIFF tags', good: tiff(plain), cases: named([...numberCases(good), ...tagCases(good)]) },
    { name: 'TIFF directories', good: tiff(plain), cases: named(await directoryCases(good)) },
    { name: 'TIFF cut off', good: tiff(plain), cases: named(truncations(good)) },
    { name: 'TIFF tiles', good: tiff(plain), cases: named(tileCases(good)) },
    { name: 'TIFF levels', good: tiff(plain), cases: [...named(levelCases(good)), ...(await sizeCases())] },
    {
      name: 'big-endian TIFF',
      good: tiff(bigEndian),
      cases: named([
        [
          'a directory that leads to itself',
          new TiffEdit(bigEndian).rewritten(
            0,
            (entries) => entries,
            (own) => own,
          ),
          damaged,
        ],
        ['the other byte order', Uint8Array.from(bigEndian, (byte, i) => (i < 2 ? 0x49 : byte)), unknown],
        ['cut off in the middle', bigEndian.slice(0, bigEndian.length >> 1), shortRead],
        ['a tile of 0 bytes', new TiffEdit(bigEndian).withValue(TAGS.counts, 5, 0), { holes: [HOLE] }],
      ]),
    },
    {
      name: 'BigTIFF',
      good: tiff(big),
      cases: named([
        ['offsets of 4 bytes', Uint8Array.from(big, (byte, i) => (i === 4 ? 4 : byte)), unknown],
        ['a first directory at 2⁶³', Uint8Array.from(big, (byte, i) => (i === 15 ? 0x80 : byte)), damaged],
        ['a first directory at 2⁴⁰', Uint8Array.from(big, (byte, i) => (i === 13 ? 1 : byte)), shortRead],
        [
          'a directory of 2⁵⁶ entries',
          Uint8Array.from(big, (byte, i) => (i === bigEdit.directory(0).at + 7 ? 1 : byte)),
          damaged,
        ],
        [
          'a directory that leads to itself',
          bigEdit.rewritten(
            0,
            (entries) => entries,
            (own) => own,
          ),
          damaged,
        ],
        ['tile offsets of 2⁵³ values', bigEdit.changed(TAGS.offsets, { count: 2 ** 53 }), damaged],
        ['tile offsets at 2⁵³ − 1', bigEdit.changed(TAGS.offsets, { field: bigEdit.field(2 ** 53 - 1) }), damaged],
        ['a tile at 2⁵³ − 1', bigEdit.withValue(TAGS.offsets, 5, 2 ** 53 - 1), { holes: [HOLE] }],
        ['a tile of 2⁵³ − 1 bytes', bigEdit.withValue(TAGS.counts, 5, 2 ** 53 - 1), { holes: [HOLE] }],
        ['cut off in the middle', big.slice(0, big.length >> 1), shortRead],
        ['a header and no more', big.slice(0, 16), shortRead],
        ['half a header', big.slice(0, 12), unknown],
      ]),
    },
    {
      name: 'LZW tiles',
      good: tiff(lzw),
      cases: named([
        [
          'a tile of one clear code after the other',
          replaced(lzwEdit, 5, new Uint8Array(9000).fill(0x80)),
          { changed: [HOLE] },
        ],
        ['a tile that ends at once', replaced(lzwEdit, 5, Uint8Array.of(0x80, 0x40, 0x40)), { holes: [HOLE] }],
        [
          'a tile that begins with an undefined code',
          replaced(lzwEdit, 5, Uint8Array.of(0x80, 0x7f, 0xff, 0xff, 0xff)),
          { holes: [HOLE] },
        ],
        [
          'a tile of half its bytes',
          lzwEdit.withValue(TAGS.counts, 5, lzwEdit.value(TAGS.counts, 5) >> 1),
          { holes: [HOLE] },
        ],
        ['a tile of 2 MB', replaced(lzwEdit, 5, new Uint8Array(2 << 20)), { holes: [HOLE] }],
        ['a tile of zeros', replaced(lzwEdit, 5, new Uint8Array(9000)), { changed: [HOLE] }],
      ]),
    },
    {
      name: 'TIFF strips',
      good: tiff(strips),
      cases: named([
        ['0 rows per strip', stripEdit.withNumber(278, 0), damaged],
        ['1 row per strip and too few of them', stripEdit.withNumber(278, 1), damaged],
        ['2³² − 1 rows per strip', stripEdit.changed(278, { type: 4, field: stripEdit.field(2 ** 32 - 1) }), likewise],
        ['no rows per strip', stripEdit.without(278), likewise],
        ['no strip offsets', stripEdit.without(273), damaged],
        ['no strip byte counts', stripEdit.without(279), damaged],
        ['a strip of 0 bytes', stripEdit.withValue(279, 1, 0), { holes: ['0/0,0', '0/0,1'] }],
        ['tile offsets beside the strips', stripEdit.with(324, 4, 1, new Uint8Array(4)), damaged],
      ]),
    },
    ...(await tiffFactFamilies()),
  ];
}
