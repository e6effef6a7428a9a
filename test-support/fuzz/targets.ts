import type { SlideLocation } from '#formats/open-slide.ts';
import { aperioTiff, jpegOf, rgbOf } from '../corpus/slide-bases.ts';
import { allParsers, resealedLink } from '../corpus/parsers.ts';
import { slideReading } from '../corpus/read-slide.ts';
import { memoryFile } from '../memory-file.ts';
import { writeTiff, type ImageSpec, type TiffSpec } from '../tiff-writer.ts';
import type { Bytes } from './mutate.ts';

/** One kind of file: good examples, and how it is read. */
export interface FuzzTarget {
  readonly name: string;
  readonly good: readonly Bytes[];
  readonly parse: (bytes: Bytes) => Promise<unknown>;
  /** Puts right what would be refused before anything else is looked at. */
  readonly repaired?: (bytes: Bytes, good: Bytes) => Bytes;
}

/** All readers and parsers, each with files that are in order. */
export async function fuzzTargets(): Promise<FuzzTarget[]> {
  const reading = await slideReading();
  const slide = (name: string) => async (bytes: Bytes) => reading.read({ kind: 'file', file: memoryFile(name, bytes) });
  const rgb = rgbOf(96, 80);
  const jpegs = [await jpegOf(rgb, 96, 80), await jpegOf(rgb, 96, 80, { progressive: true })].map((one) =>
    Uint8Array.from(one),
  );
  const png = await import('sharp').then(({ default: sharp }) =>
    sharp(Buffer.from(rgb), { raw: { width: 96, height: 80, channels: 3 } })
      .png({ compressionLevel: 9 })
      .toBuffer(),
  );
  const descriptor =
    '<?xml version="1.0"?><Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="jpg" Overlap="0" TileSize="128"><Size Width="96" Height="80"/></Image>';
  const properties = '<image><property><name>openslide.mpp-x</name><value type="x">0.25</value></property></image>';
  const deepZoom = (files: Readonly<Record<string, Uint8Array>>): SlideLocation => ({
    kind: 'folder',
    name: 'folder',
    files: Object.entries(files).map(([path, bytes]) => ({ path, file: memoryFile(path, bytes) })),
  });
  const text = (content: string): Bytes => new Uint8Array(new TextEncoder().encode(content));
  // HDF5's library can end up in a loop, and takes the thread and all that is read after it along: the app reads each such file in a worker of its
  // own with a deadline. The corpus has cases of it that are ended with a code.
  const { HDF5: _, ...others } = await allParsers();
  const parsers = Object.entries(others).map(([name, { good, parse }]): FuzzTarget => ({
    name,
    good: [good],
    parse,
  }));
  const link = parsers.find(({ name }) => name === 'share link');
  return [
    {
      name: 'TIFF',
      good: [
        await tinyTiff({}),
        await tinyTiff({ compression: 'lzw', predictor: 2 }, { bigEndian: true }),
        await tinyTiff({}, { big: true }),
        await tinyTiff({ compression: 'none', samples: 1 }),
      ],
      parse: slide('x.tif'),
    },
    { name: 'Aperio', good: [await aperioTiff()], parse: slide('x.svs') },
    { name: 'plain JPEG', good: jpegs, parse: slide('x.jpg') },
    { name: 'plain PNG', good: [Uint8Array.from(png)], parse: slide('x.png') },
    {
      name: 'Deep Zoom descriptor',
      good: [text(descriptor)],
      parse: (bytes) => reading.read(deepZoom({ 'x.dzi': bytes, 'x_files/7/0_0.jpg': jpegs[0] ?? bytes })),
    },
    {
      name: 'Deep Zoom properties',
      good: [text(properties)],
      parse: (bytes) =>
        reading.read(
          deepZoom({
            'x.dzi': text(descriptor),
            'x_files/7/0_0.jpg': jpegs[0] ?? bytes,
            'x_files/vips-properties.xml': bytes,
          }),
        ),
    },
    ...parsers,
    ...(link?.good[0] ? [sealed(link, link.good[0])] : []),
  ];
}

/** Two levels of a few tiles: half of the file is structure. */
function tinyTiff(more: Partial<ImageSpec>, file: Partial<TiffSpec> = {}): Promise<Bytes> {
  const level = (width: number, height: number): ImageSpec => ({
    width,
    height,
    tile: 16,
    compression: 'deflate',
    pixel: (x, y) => [x * 5, y * 9, 70],
    ...more,
  });
  const resolution = {
    282: { type: 5, values: [20_000] },
    283: { type: 5, values: [20_000] },
    296: { type: 3, values: [3] },
  } as const;
  return writeTiff({ images: [{ ...level(40, 24), tags: { ...resolution, 305: 'writer' } }, level(20, 12)], ...file });
}

/** Links whose checksum fits: without it nothing behind it is ever read. */
function sealed(link: FuzzTarget, good: Bytes): FuzzTarget {
  // The content of the good one is what is mutated; its checksum and its letters are made of it.
  let content: Bytes = new Uint8Array(0);
  resealedLink(good, (own) => (content = own));
  return { ...link, name: 'sealed share link', good: [content], repaired: (bytes) => resealedLink(good, () => bytes) };
}
