/** Deep Zoom folders and plain images. */
import { zlibSync } from 'fflate';
import sharp from 'sharp';
import type { SlideLocation } from '#formats/open-slide.ts';
import { memoryFile } from '../memory-file.ts';
import { zlibBomb } from './bomb.ts';
import type { Expected, SlideCase, SlideFamily } from './case.ts';
import { HOSTILE_TEXTS } from './hostile-text.ts';
import { jpegOf, rgbOf } from './slide-bases.ts';

const WIDTH = 150;
const HEIGHT = 110;
const TILE = 64;

const damaged: Expected = { code: 'slide/damaged' };
const unsupported: Expected = { code: 'slide/unsupported-layout' };
const unknown: Expected = { code: 'slide/unknown-format' };
const missing: Expected = { code: 'slide/missing-file' };
const undamaged: Expected = { picture: 'undamaged' };

type Files = Readonly<Record<string, Uint8Array>>;

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const folder = (files: Files): SlideLocation => ({
  kind: 'folder',
  name: 'folder',
  files: Object.entries(files).map(([path, bytes]) => ({ path, file: memoryFile(path, bytes) })),
});

async function pngOf(rgb: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  return Uint8Array.from(
    await sharp(Buffer.from(rgb), { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

function descriptor(
  more: { format?: string; tile?: string; overlap?: string; width?: string; height?: string } = {},
): string {
  const { format = 'png', tile = String(TILE), overlap = '0', width = String(WIDTH), height = String(HEIGHT) } = more;
  return `<?xml version="1.0"?><Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="${format}" Overlap="${overlap}" TileSize="${tile}"><Size Width="${width}" Height="${height}"/></Image>`;
}

/** A Deep Zoom without overlap: levels 8, 7 and 6; of all but the first only their size is right. */
async function deepZoom(): Promise<Files> {
  const rgb = rgbOf(WIDTH, HEIGHT);
  const files: Record<string, Uint8Array> = { 'x.dzi': text(descriptor()) };
  for (const [level, width, height] of [
    [8, WIDTH, HEIGHT],
    [7, 75, 55],
    [6, 38, 28],
  ] as const) {
    for (let row = 0; row * TILE < height; row += 1) {
      for (let column = 0; column * TILE < width; column += 1) {
        const tileWidth = Math.min(TILE, width - column * TILE);
        const tileHeight = Math.min(TILE, height - row * TILE);
        const tile = Uint8Array.from({ length: tileWidth * tileHeight * 3 }, (_, i) => {
          const pixel = Math.floor(i / 3);
          const [x, y] = [column * TILE + (pixel % tileWidth), row * TILE + Math.floor(pixel / tileWidth)];
          return rgb[(y * WIDTH + x) * 3 + (i % 3)] ?? 0;
        });
        files[`x_files/${level}/${column}_${row}.png`] = await pngOf(tile, tileWidth, tileHeight);
      }
    }
  }
  return files;
}

const SOME_TILE = 'x_files/8/1_1.png';
const hole: Expected = { holes: ['0/1,1'] };

async function deepZoomCases(good: Files): Promise<SlideCase[]> {
  const xml = (content: string): SlideLocation => folder({ ...good, 'x.dzi': text(content) });
  const tile = (bytes: Uint8Array): SlideLocation => folder({ ...good, [SOME_TILE]: bytes });
  const own = good[SOME_TILE] ?? new Uint8Array();
  const properties = (rows: readonly (readonly [string, string])[]): SlideLocation =>
    folder({
      ...good,
      'x_files/vips-properties.xml': text(
        `<image>${rows.map(([name, value]) => `<property><name>${name}</name><value type="gchararray">${value}</value></property>`).join('')}</image>`,
      ),
    });
  const without = Object.fromEntries(Object.entries(good).filter(([path]) => path !== SOME_TILE));
  const opens = (width: number, height: number): Expected => ({ opens: { width, height, holes: 'all' } });
  const rows: [string, SlideLocation, Expected, SlideCase['describes']?][] = [
    ['an empty descriptor', xml(''), unknown],
    ['a descriptor of something else', xml('<html><body></body></html>'), unknown],
    ['a descriptor of binary data', folder({ ...good, 'x.dzi': new Uint8Array(1000).fill(0xff) }), unknown],
    ['a descriptor cut off', xml(descriptor().slice(0, 100)), unknown],
    ['a descriptor of 100 kB', xml(descriptor() + ' '.repeat(100_000)), damaged],
    [
      'a billion laughs',
      xml(
        `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1000)}"><!ENTITY c "${'&b;'.repeat(1000)}">]>${descriptor({ width: '&c;' })}`,
      ),
      damaged,
    ],
    ['an external entity', xml(`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${descriptor()}`), undamaged],
    ['an external DTD', xml(`<!DOCTYPE Image SYSTEM "http://evil.test/x.dtd">${descriptor()}`), undamaged],
    [
      'sixty thousand letters for an attribute',
      xml(`<Image ${'a'.repeat(60_000)}><Size Width="1" Height="1"/>`),
      damaged,
    ],
    [
      'sixty thousand spaces before an equals sign',
      xml(`<Image a${' '.repeat(60_000)}><Size Width="1" Height="1"/>`),
      damaged,
    ],
    ['eight thousand elements that do not end', xml('<Image '.repeat(8000)), unknown],
    ['a width of 0', xml(descriptor({ width: '0' })), damaged],
    ['a negative width', xml(descriptor({ width: '-150' })), damaged],
    ['a fractional width', xml(descriptor({ width: '150.5' })), damaged],
    ['a width of NaN', xml(descriptor({ width: 'NaN' })), damaged],
    ['a width of 1e308', xml(descriptor({ width: '1e308' })), damaged],
    ['a width of 10²⁰', xml(descriptor({ width: '100000000000000000000' })), damaged],
    [
      'four million pixels a side',
      xml(descriptor({ width: '4000000', height: '4000000' })),
      opens(4_000_000, 4_000_000),
    ],
    ['one pixel high and four million wide', xml(descriptor({ width: '4000000', height: '1' })), opens(4_000_000, 1)],
    ['a smaller width than its tiles have', xml(descriptor({ width: '140' })), opens(140, HEIGHT)],
    ['tiles of 0 px', xml(descriptor({ tile: '0' })), damaged],
    ['tiles of 1 px', xml(descriptor({ tile: '1' })), unsupported],
    ['tiles of −64 px', xml(descriptor({ tile: '-64' })), damaged],
    ['tiles of 100,000 px', xml(descriptor({ tile: '100000' })), damaged],
    ['tiles of 32 px that are 64', xml(descriptor({ tile: '32' })), opens(WIDTH, HEIGHT)],
    ['a negative overlap', xml(descriptor({ overlap: '-1' })), damaged],
    ['an overlap larger than a tile', xml(descriptor({ overlap: '65' })), damaged],
    ['an overlap that the tiles do not have', xml(descriptor({ overlap: '3' })), opens(WIDTH, HEIGHT)],
    ['a format that leaves the folder', xml(descriptor({ format: '../../../etc/passwd' })), unsupported],
    ['a format of markup', xml(descriptor({ format: '&lt;script&gt;' })), unsupported],
    ['a format of jpg where tiles are png', xml(descriptor({ format: 'jpg' })), opens(WIDTH, HEIGHT)],
    ['no tiles at all', folder({ 'x.dzi': text(descriptor()) }), missing],
    ['a descriptor alone', { kind: 'file', file: memoryFile('x.dzi', text(descriptor())) }, missing],
    ['a missing tile', folder(without), hole],
    ['an empty tile', tile(new Uint8Array(0)), hole],
    ['a tile of text', tile(text('not a picture')), hole],
    ['a tile of another size', tile(await pngOf(rgbOf(32, 32), 32, 32)), hole],
    ['a tile larger than it may be', tile(await pngOf(rgbOf(640, 640), 640, 640)), hole],
    ['a tile file of 3 MB', tile(new Uint8Array(3 << 20)), hole],
    ['a tile that is a JPEG', tile(await jpegOf(rgbOf(64, 46), 64, 46)), hole],
    ['a tile cut off', tile(own.subarray(0, own.length >> 1)), hole],
    ['a tile without its end', tile(own.subarray(0, own.length - 12)), hole],
    ['a negative spacing', properties([['openslide.mpp-x', '-0.25']]), undamaged, { spacing: null }],
    ['a spacing of NaN', properties([['openslide.mpp-x', 'NaN']]), undamaged, { spacing: null }],
    ['a spacing of 1e308', properties([['openslide.mpp-x', '1e308']]), undamaged, { spacing: null }],
    ['a resolution of 0', properties([['xres', '0']]), undamaged, { spacing: null }],
    [
      'a magnification of 1e300',
      properties([['openslide.objective-power', '1e300']]),
      undamaged,
      { objectivePower: null },
    ],
    [
      'a vendor of markup',
      properties([['openslide.vendor', HOSTILE_TEXTS.image.replaceAll('<', '&lt;')]]),
      undamaged,
      { properties: { 'openslide.vendor': HOSTILE_TEXTS.image } },
    ],
    [
      'properties without end',
      folder({ ...good, 'x_files/vips-properties.xml': text('<name>x</name><value>'.repeat(40_000)) }),
      undamaged,
    ],
    [
      'a hundred thousand properties',
      properties(Array.from({ length: 12_000 }, (_, i) => [`p${i}`, 'x'] as const)),
      undamaged,
    ],
    [
      'properties of 2 MB',
      folder({ ...good, 'x_files/vips-properties.xml': new Uint8Array(2 << 20).fill(0x20) }),
      undamaged,
    ],
    [
      'files with names that leave the folder',
      folder({ ...good, '../../evil.png': own, '/etc/passwd': own, 'C:\\x': own }),
      undamaged,
    ],
    [
      'files with names of markup',
      folder({ ...good, [`${HOSTILE_TEXTS.script}.png`]: own, 'x_files/8/__proto__': own }),
      undamaged,
    ],
    [
      'a thousand files more',
      folder({ ...good, ...Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x_files/9/${i}_0.png`, own])) }),
      undamaged,
    ],
    ['a folder of nothing', { kind: 'folder', name: 'empty', files: [] }, unknown],
    [
      'a folder of a hundred descriptors',
      folder({
        ...good,
        ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`deeper/${i}/y.dzi`, text('x')])),
      }),
      undamaged,
    ],
  ];
  return rows.map(([name, location, expected, describes]) => ({
    name,
    location,
    expected,
    ...(describes ? { describes } : {}),
    // Levels of a row of 65,000 pixels are read as a whole.
    ...(name.includes('four million wide') ? { mostBytes: 2 ** 30 } : {}),
  }));
}

interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

const CRC_TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});
const crc = (bytes: Uint8Array): number =>
  ~bytes.reduce((sum, byte) => (CRC_TABLE[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8), -1);

function chunksOf(png: Uint8Array): PngChunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: PngChunk[] = [];
  for (let at = 8; at + 12 <= png.length;) {
    const length = view.getUint32(at);
    chunks.push({
      type: String.fromCharCode(...png.subarray(at + 4, at + 8)),
      data: png.slice(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function pngFrom(chunks: readonly PngChunk[]): Uint8Array {
  const parts = chunks.flatMap(({ type, data }) => {
    const named = Uint8Array.from([...text(type), ...data]);
    const frame = new Uint8Array(8);
    const view = new DataView(frame.buffer);
    view.setUint32(0, data.length);
    view.setInt32(4, crc(named));
    return [frame.subarray(0, 4), named, frame.subarray(4)];
  });
  return Buffer.concat([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...parts]);
}

function header(width: number, height: number, depth = 8, colour = 2, interlace = 0): PngChunk {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set([depth, colour, 0, 0, interlace], 8);
  return { type: 'IHDR', data };
}

function pngCases(good: Uint8Array): SlideCase[] {
  const chunks = chunksOf(good);
  const [first, ...rest] = chunks;
  if (!first) throw new Error('no header');
  const end: PngChunk = { type: 'IEND', data: new Uint8Array(0) };
  const packed = (bytes: Uint8Array): PngChunk => ({ type: 'IDAT', data: zlibSync(bytes, { level: 9 }) });
  const withHeader = (chunk: PngChunk) => pngFrom([chunk, ...rest]);
  const flipped = (at: number) => good.map((byte, i) => (i === at ? byte ^ 4 : byte));
  const tooLarge: Expected = { code: 'slide/too-large-image' };
  const bomb = zlibBomb(2048);
  const rows: [string, Uint8Array, Expected][] = [
    ['cut off after its signature', good.subarray(0, 8), damaged],
    ['cut off in its header', good.subarray(0, 20), damaged],
    ['cut off after its header', good.subarray(0, 33), damaged],
    ['cut off in its pixels', good.subarray(0, good.length >> 1), damaged],
    ['cut off before its end', good.subarray(0, good.length - 12), damaged],
    ['a width of 0', withHeader(header(0, HEIGHT)), damaged],
    ['a size of 2³¹', withHeader(header(2 ** 31, 2 ** 31)), tooLarge],
    ['a size of 2³² − 1', withHeader(header(2 ** 32 - 1, 2 ** 32 - 1)), tooLarge],
    ['64 million pixels of which there are none', withHeader(header(8192, 8192)), damaged],
    [
      '64 million pixels of 16 bits and transparency, of which there are none',
      withHeader(header(8192, 8192, 16, 6)),
      tooLarge,
    ],
    ['twice the height', withHeader(header(WIDTH, 2 * HEIGHT)), damaged],
    ['half the height', withHeader(header(WIDTH, HEIGHT / 2)), damaged],
    ['7 bits per sample', withHeader(header(WIDTH, HEIGHT, 7)), damaged],
    ['colour type 5', withHeader(header(WIDTH, HEIGHT, 8, 5)), damaged],
    ['a palette that is not there', withHeader(header(WIDTH, HEIGHT, 8, 3)), damaged],
    ['interlacing 9', withHeader(header(WIDTH, HEIGHT, 8, 2, 9)), damaged],
    ['interlacing that is not there', withHeader(header(WIDTH, HEIGHT, 8, 2, 1)), damaged],
    ['two headers', pngFrom([first, header(16_000, 16_000), ...rest]), damaged],
    ['a header that comes late', pngFrom([...rest.slice(0, 1), first, ...rest.slice(1)]), damaged],
    ['no pixels', pngFrom([first, end]), damaged],
    ['pixels that are a bomb of 2 GB', pngFrom([first, { type: 'IDAT', data: bomb }, end]), damaged],
    ['pixels of nothing', pngFrom([first, packed(new Uint8Array(0)), end]), damaged],
    ['pixels with filter 9', pngFrom([first, packed(new Uint8Array(HEIGHT * (WIDTH * 3 + 1)).fill(9)), end]), damaged],
    [
      'a text of 2 GB, packed',
      pngFrom([first, { type: 'zTXt', data: Uint8Array.from([...text('x'), 0, 0, ...bomb]) }, ...rest]),
      undamaged,
    ],
    [
      'a colour profile of 2 GB, packed',
      pngFrom([first, { type: 'iCCP', data: Uint8Array.from([...text('x'), 0, 0, ...bomb]) }, ...rest]),
      undamaged,
    ],
    [
      'a text of markup',
      pngFrom([first, { type: 'tEXt', data: text(`Title\0${HOSTILE_TEXTS.script}`) }, ...rest]),
      undamaged,
    ],
    [
      'frames of an animation',
      pngFrom([first, { type: 'acTL', data: Uint8Array.of(0, 0, 0, 255, 0, 0, 0, 0) }, ...rest]),
      undamaged,
    ],
    [
      'a chunk of 2³² − 1 bytes',
      Buffer.concat([good.subarray(0, 33), Uint8Array.of(255, 255, 255, 255), good.subarray(37)]),
      damaged,
    ],
    ['a checksum that does not fit', flipped(good.length - 14), damaged],
    ...[0.2, 0.4, 0.6, 0.8].map((share): [string, Uint8Array, Expected] => [
      `a bit flipped at ${share} of its length`,
      flipped(Math.floor(good.length * share)),
      damaged,
    ]),
  ];
  return rows.map(([name, bytes, expected]) => ({
    name,
    location: { kind: 'file', file: memoryFile('x.png', bytes) },
    expected,
    ...(name.startsWith('64 million') ? { mostBytes: 2 ** 29 } : {}),
  }));
}

async function jpegCases(good: Uint8Array): Promise<SlideCase[]> {
  const at = good.findIndex((byte, i) => byte === 0xff && good[i + 1] === 0xc0);
  const frame = (offset: number, ...values: number[]) => {
    const copy = good.slice();
    copy.set(values, at + offset);
    return copy;
  };
  const webp = await sharp(Buffer.from(rgbOf(64, 64)), { raw: { width: 64, height: 64, channels: 3 } })
    .webp()
    .toBuffer();
  const likewise: Expected = { undecided: { code: 'slide/damaged', width: WIDTH, height: HEIGHT } };
  const rows: [string, Uint8Array, Expected][] = [
    ['of two bytes', good.subarray(0, 2), unknown],
    ['of three bytes', good.subarray(0, 3), damaged],
    ['cut off in the middle', good.subarray(0, good.length >> 1), damaged],
    ['whose header says 65,535²', frame(5, 255, 255, 255, 255), { code: 'slide/too-large-image' }],
    ['whose header says 4,000²', frame(5, 15, 160, 15, 160), damaged],
    ['whose header says no height', frame(5, 0, 0), damaged],
    ['with 4 components', frame(9, 4), damaged],
    ['in lossless mode', frame(1, 0xc3), damaged],
    [
      'that turns itself by EXIF',
      Buffer.concat([
        good.subarray(0, 2),
        Uint8Array.of(
          0xff,
          0xe1,
          0,
          34,
          0x45,
          0x78,
          0x69,
          0x66,
          0,
          0,
          0x4d,
          0x4d,
          0,
          42,
          0,
          0,
          0,
          8,
          0,
          1,
          1,
          0x12,
          0,
          3,
          0,
          0,
          0,
          1,
          0,
          6,
          0,
          0,
          0,
          0,
          0,
          0,
        ),
        good.subarray(2),
      ]),
      undamaged,
    ],
    [
      'with 1 MB of comments in front',
      Buffer.concat([
        good.subarray(0, 2),
        ...Array.from({ length: 16 }, () =>
          Buffer.concat([Uint8Array.of(0xff, 0xfe, 0xff, 0xff), new Uint8Array(0xfffd)]),
        ),
        good.subarray(2),
      ]),
      { code: 'slide/damaged' },
    ],
    ['that is a WebP', webp, unknown],
    ['that is a GIF', text('GIF89a\u0001\u0000\u0001\u0000'), unknown],
    ['that is a web page', text(`<!doctype html>${HOSTILE_TEXTS.script}`), unknown],
    ['that is an SVG', text(`<svg xmlns="http://www.w3.org/2000/svg">${HOSTILE_TEXTS.script}</svg>`), unknown],
    ['of zeros', new Uint8Array(5000), unknown],
    ...[0.3, 0.5, 0.7, 0.9].map((share): [string, Uint8Array, Expected] => [
      `with a bit flipped at ${share} of its length`,
      good.map((byte, i) => (i === Math.floor(good.length * share) ? byte ^ 16 : byte)),
      likewise,
    ]),
  ];
  return rows.map(([name, bytes, expected]) => ({
    name,
    location: { kind: 'file', file: memoryFile('x.jpg', bytes) },
    expected,
    ...(name.includes('4,000') ? { mostBytes: 2 ** 28 } : {}),
  }));
}

export async function pictureFamilies(): Promise<SlideFamily[]> {
  const dzi = await deepZoom();
  const png = await pngOf(rgbOf(WIDTH, HEIGHT), WIDTH, HEIGHT);
  const jpeg = await jpegOf(rgbOf(WIDTH, HEIGHT), WIDTH, HEIGHT);
  return [
    { name: 'Deep Zoom', good: folder(dzi), cases: await deepZoomCases(dzi) },
    { name: 'PNG', good: { kind: 'file', file: memoryFile('x.png', png) }, cases: pngCases(png) },
    { name: 'JPEG', good: { kind: 'file', file: memoryFile('x.jpg', jpeg) }, cases: await jpegCases(jpeg) },
  ];
}
