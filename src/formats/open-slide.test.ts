import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { nodeDecoders } from '#test-support/jpeg-decoder.ts';
import { memoryFile } from '#test-support/memory-file.ts';
import { startRangeServer } from '#test-support/range-server.ts';
import { readRaster } from '#test-support/read-level.ts';
import { openSlide, type OpenedSlide, type SlideLocation } from './open-slide.ts';
import { MAX_IMAGE_PIXELS } from './image/open-image.ts';

const decoders = await nodeDecoders();
const { signal } = new AbortController();

function open(location: SlideLocation): Promise<OpenedSlide> {
  return openSlide(location, signal, {
    decodePyramid: (chunk, s) => decoders.pyramid(chunk, s),
    http: { tries: 1, stallTimeoutMs: 20_000 },
  });
}

const WIDTH = 150;
const HEIGHT = 110;
const value = (x: number, y: number, c: number): number => (c === 0 ? x : c === 1 ? y * 2 : 200 - x) & 255;

function picture(width: number, height: number, left = 0, top = 0): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return value(left + (pixel % width), top + Math.floor(pixel / width), i % 3);
  });
}

function raw(width: number, height: number): { raw: { width: number; height: number; channels: 3 } } {
  return { raw: { width, height, channels: 3 } };
}

/** A Deep Zoom of `picture` by its definition: tile 64, overlap 3, PNG tiles; only level 0's pixels matter here. */
async function deepZoom(): Promise<Record<string, Uint8Array>> {
  const tile = 64;
  const overlap = 3;
  const descriptor = `<?xml version="1.0"?><Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="png" Overlap="3" TileSize="64"><Size Width="${WIDTH}" Height="${HEIGHT}"/></Image>`;
  const files: Record<string, Uint8Array> = { 'x.dzi': new TextEncoder().encode(descriptor) };
  for (let row = 0; row * tile < HEIGHT; row += 1) {
    for (let column = 0; column * tile < WIDTH; column += 1) {
      const left = Math.max(0, column * tile - overlap);
      const top = Math.max(0, row * tile - overlap);
      const right = Math.min(WIDTH, (column + 1) * tile + overlap);
      const bottom = Math.min(HEIGHT, (row + 1) * tile + overlap);
      const pixels = picture(right - left, bottom - top, left, top);
      files[`x_files/8/${column}_${row}.png`] = await sharp(pixels, raw(right - left, bottom - top))
        .png()
        .toBuffer();
    }
  }
  return files;
}

function folderOf(files: Record<string, Uint8Array>): SlideLocation {
  const entries = Object.entries(files).map(([path, bytes]) => ({ path, file: memoryFile(path, bytes) }));
  return { kind: 'folder', name: 'folder', files: entries };
}

async function level0(slide: OpenedSlide): Promise<Awaited<ReturnType<typeof readRaster>>> {
  const [raster] = slide.reader.levels;
  if (!raster) throw new Error('no level');
  return readRaster(raster);
}

describe('Deep Zoom', () => {
  it('from a dropped folder: exact pixels, without the overlap', async () => {
    const slide = await open(folderOf(await deepZoom()));
    expect(slide.reader.levels.map(({ width, height }) => [width, height])).toEqual([
      [150, 110],
      [75, 55],
      [38, 28],
    ]);
    const { pixels, holes, damaged } = await level0(slide);
    expect({ holes, damaged }).toEqual({ holes: [], damaged: [] });
    expect(pixels).toEqual(picture(WIDTH, HEIGHT));
    expect(slide.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('from a server: the same, and its query goes along', async () => {
    const files = await deepZoom();
    const served = Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`/a/${path}`, bytes]));
    const server = await startRangeServer(served, { ranges: 'ignored' });
    try {
      const slide = await open({ kind: 'url', url: `${server.url('/a/x.dzi')}?token=7` });
      expect((await level0(slide)).pixels).toEqual(picture(WIDTH, HEIGHT));
      expect(slide.fingerprint).toBeNull();
      expect(slide.stats().hosts).toEqual([new URL(server.url('/')).host]);
    } finally {
      await server.close();
    }
  });

  it('fingerprints follow names and sizes, whatever the folder is called and however it is listed', async () => {
    const files = await deepZoom();
    const moved = Object.fromEntries(
      Object.entries(files)
        .reverse()
        .map(([path, bytes]) => [`deep/${path}`, bytes]),
    );
    const [a, b] = await Promise.all([
      open(folderOf(files)),
      open(folderOf({ ...moved, 'deep/readme.txt': new Uint8Array(3) })),
    ]);
    expect(a.fingerprint).toBe(b.fingerprint);
    const other = { ...files, 'x_files/8/0_0.png': new Uint8Array(7) };
    expect((await open(folderOf(other))).fingerprint).not.toBe(a.fingerprint);
  });

  it('has holes where tiles are missing, empty, of the wrong size, or damaged', async () => {
    const files = await deepZoom();
    const small = await sharp(picture(9, 9), raw(9, 9)).png().toBuffer();
    const good = files['x_files/8/2_0.png'] ?? new Uint8Array(0);
    delete files['x_files/8/0_0.png'];
    const slide = await open(
      folderOf({
        ...files,
        'x_files/8/1_0.png': small,
        'x_files/8/2_0.png': good.slice(0, good.length >> 1),
        'x_files/8/0_1.png': new Uint8Array(0),
      }),
    );
    const { holes, damaged } = await level0(slide);
    expect(holes.toSorted()).toEqual(['0,0 MissingChunk', '0,1 ChunkError the tile file is empty']);
    expect(damaged.map(({ column, row }) => [column, row]).sort()).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('reads the spacing of its sidecar, and its absence', async () => {
    const files = await deepZoom();
    const sidecar = (mpp: string): Record<string, Uint8Array> => ({
      ...files,
      'x_files/vips-properties.xml': new TextEncoder().encode(
        `<image><properties><property><name>openslide.mpp-x</name><value type="VipsRefString">${mpp}</value></property>` +
          `<property><name>openslide.vendor</name><value type="VipsRefString">a&amp;b &lt;i&gt;</value></property></properties></image>`,
      ),
    });
    const stated = await open(folderOf(sidecar('0.25')));
    expect(stated.reader.spacing).toEqual({ xUmPerPx: 0.25, yUmPerPx: 0.25 });
    expect(stated.reader.properties).toMatchObject({ 'openslide.vendor': 'a&b <i>' });
    const absurd = await open(folderOf(sidecar('1000')));
    expect(absurd.reader.spacing).toBeNull();
    expect(absurd.reader.spacingNote).toContain('1000');
    expect((await open(folderOf(files))).reader).toMatchObject({ spacing: null, spacingNote: null });
  });

  it.each([
    ['<html></html>', 'slide/unknown-format'],
    ['<Image TileSize="0" Overlap="1" Format="png"><Size Width="9" Height="9"/></Image>', 'slide/damaged'],
    ['<Image TileSize="254" Overlap="1" Format="png"><Size Width="1e99" Height="9"/></Image>', 'slide/damaged'],
    [
      '<Image TileSize="254" Overlap="1" Format="webp"><Size Width="9" Height="9"/></Image>',
      'slide/unsupported-layout',
    ],
  ])('refuses the descriptor %s', async (xml, code) => {
    const files = { 'x.dzi': new TextEncoder().encode(xml), 'x_files/0/0_0.png': new Uint8Array(1) };
    await expect(open(folderOf(files))).rejects.toMatchObject({ code });
  });

  it.each(['<Image ', '<Image><Size ', '<name>x</name><value '])('is not held up by a long run of %s', async (text) => {
    const long = new TextEncoder().encode(text.repeat(9000));
    const files = await deepZoom();
    const started = performance.now();
    await Promise.allSettled([
      open(folderOf({ ...files, 'x.dzi': long })),
      open(folderOf({ ...files, 'x_files/vips-properties.xml': long })),
    ]);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('asks for the folder where only the descriptor was dropped', async () => {
    const { 'x.dzi': descriptor = new Uint8Array(0) } = await deepZoom();
    await expect(open({ kind: 'file', file: memoryFile('x.dzi', descriptor) })).rejects.toMatchObject({
      code: 'slide/missing-file',
      context: { path: 'x_files/' },
    });
  });
});

describe('plain images', () => {
  it('a PNG: exact pixels and a pyramid down to one tile', async () => {
    const [width, height] = [700, 300];
    const bytes = await sharp(picture(width, height), raw(width, height)).png().toBuffer();
    const slide = await open({ kind: 'file', file: memoryFile('x.png', bytes) });
    expect(slide.reader).toMatchObject({ format: 'image', spacing: null });
    expect(slide.reader.levels.map((level) => [level.width, level.height])).toEqual([
      [700, 300],
      [350, 150],
    ]);
    expect(Buffer.compare((await level0(slide)).pixels, picture(width, height))).toBe(0);
    const [, half] = slide.reader.levels;
    const { pixels } = await readRaster(half ?? slide.reader.levels[0]!);
    // (x + x + 1) / 2 rounded half up, of pixels 10 and 11.
    expect(pixels[15]).toBe(11);
  });

  it.each([
    ['grey', (s: Sharp) => s.greyscale()],
    ['with alpha', (s: Sharp) => s.ensureAlpha(1)],
    ['of 16 bits', (s: Sharp) => s.toColourspace('rgb16')],
    ['with a palette', (s: Sharp) => s.png({ palette: true, colours: 16 })],
    ['with a palette of 2 bits', (s: Sharp) => s.png({ palette: true, colours: 4 })],
  ] as const)('a PNG %s', async (_, change) => {
    const bytes = await change(sharp(picture(99, 40), raw(99, 40)))
      .png()
      .toBuffer();
    const expected = await sharp(bytes).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const { pixels } = await level0(await open({ kind: 'file', file: memoryFile('x.png', bytes) }));
    const { channels } = expected.info;
    for (let i = 0; i < 99 * 40; i += 1) {
      for (let c = 0; c < 3; c += 1) {
        const wanted = expected.data[i * channels + (channels === 1 ? 0 : c)] ?? Number.NaN;
        expect(Math.abs((pixels[i * 3 + c] ?? Number.NaN) - wanted)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('a JPEG, also in grey, equals what libvips decodes', async () => {
    for (const grey of [false, true]) {
      const image = sharp(picture(120, 90), raw(120, 90)).greyscale(grey);
      const bytes = await image.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
      const expected = await sharp(bytes).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
      const { pixels } = await level0(await open({ kind: 'file', file: memoryFile('x.jpg', bytes) }));
      const { channels } = expected.info;
      const worst = Math.max(
        ...Array.from(pixels, (got, i) =>
          Math.abs(got - (expected.data[Math.floor(i / 3) * channels + (channels === 1 ? 0 : i % 3)] ?? Number.NaN)),
        ),
      );
      expect(worst).toBeLessThanOrEqual(1);
    }
  });

  it('too large to hold is refused by its header', async () => {
    const bytes = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(open({ kind: 'file', file: memoryFile('x.png', bytes) })).rejects.toMatchObject({
      code: 'slide/too-large-image',
      context: { width: 9000, height: 9000, maxPixels: MAX_IMAGE_PIXELS },
    });
  });

  it('a PNG bomb is stopped at the size of its picture', async () => {
    const large = await sharp({ create: { width: 6000, height: 6000, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    // The same data under a header that promises 100 × 100.
    const bomb = Uint8Array.from(large);
    new DataView(bomb.buffer).setUint32(16, 100);
    new DataView(bomb.buffer).setUint32(20, 100);
    await expect(open({ kind: 'file', file: memoryFile('x.png', bomb) })).rejects.toMatchObject({
      code: 'slide/damaged',
      context: { what: 'PNG data unpack to more than the picture' },
    });
  });

  it('an interlaced PNG', async () => {
    const bytes = await sharp(picture(90, 61), raw(90, 61)).png({ progressive: true }).toBuffer();
    const { pixels } = await level0(await open({ kind: 'file', file: memoryFile('x.png', bytes) }));
    expect(Buffer.compare(pixels, picture(90, 61))).toBe(0);
  });

  it('damaged is refused with the reason', async () => {
    const jpeg = await sharp(picture(120, 90), raw(120, 90)).jpeg().toBuffer();
    const png = await sharp(picture(120, 90), raw(120, 90)).png().toBuffer();
    for (const [name, bytes] of [
      ['x.jpg', jpeg],
      ['x.png', png],
    ] as const) {
      const cut = bytes.subarray(0, bytes.length >> 1);
      await expect(open({ kind: 'file', file: memoryFile(name, cut) })).rejects.toMatchObject({
        code: 'slide/damaged',
      });
    }
  });
});

describe('what is no slide', () => {
  it.each([
    ['empty', new Uint8Array(0), 'slide/empty'],
    ['a few bytes', Uint8Array.of(1, 2, 3), 'slide/unknown-format'],
    ['text', new TextEncoder().encode('this is no slide at all, whatever its name'), 'slide/unknown-format'],
    ['a TIFF header and nothing else', Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0), 'source/short-read'],
  ])('%s', async (_, bytes, code) => {
    await expect(open({ kind: 'file', file: memoryFile('x.tif', bytes) })).rejects.toMatchObject({ code });
  });

  it('a folder without one', async () => {
    await expect(open(folderOf({ 'a.txt': new Uint8Array(3) }))).rejects.toMatchObject({
      code: 'slide/unknown-format',
    });
  });
});
