import sharp from 'sharp';
import { writeTiff, type ImageSpec, type PixelAt } from '../tiff-writer.ts';

/** Sizes of the levels of {@link pyramid}. */
export const SIZES = [
  [200, 136],
  [100, 68],
  [50, 34],
] as const;
export const TILE = 64;

const pixel: PixelAt = (x, y) => [(x * 3 + y) & 255, (y * 5) & 255, (x ^ y) & 255];

/** Three levels of a made-up picture in tiles of 64 px: 4 × 3, 2 × 2 and one. */
export function pyramid(more: Partial<ImageSpec> = {}): ImageSpec[] {
  return SIZES.map(([width, height], level) => ({
    width,
    height,
    pixel: (x, y) => pixel(x << level, y << level),
    tile: TILE,
    compression: 'deflate',
    ...(level > 0 ? { tags: { 254: { type: 4, values: [1] } } } : {}),
    ...more,
  }));
}

export const pyramidTiff = (
  more: Partial<ImageSpec> = {},
  file: { bigEndian?: boolean; big?: boolean } = {},
): Promise<Uint8Array<ArrayBuffer>> => writeTiff({ images: pyramid(more), ...file });

export async function jpegOf(
  rgb: Uint8Array,
  width: number,
  height: number,
  options: { progressive?: boolean; optimiseCoding?: boolean } = {},
): Promise<Uint8Array> {
  // sharp looks for the constructor, which the corpus has wrapped; a Buffer's `slice` would be a view.
  const jpeg = await sharp(Buffer.from(rgb), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4', ...options })
    .toBuffer();
  return Uint8Array.from(jpeg);
}

/** RGB of the made-up picture. */
export function rgbOf(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return pixel(at % width, Math.floor(at / width))[i % 3] ?? 0;
  });
}

export const APERIO =
  'Aperio Image Library v12.0.15\r\n200x136 (64x64) JPEG/RGB Q=30|AppMag = 20|MPP = 0.4990|Filename = 1234';

/** What Aperio writes, small: tiled levels, a thumbnail, a label and a macro in strips. JPEG by `encodeJpeg`. */
export async function aperioTiff(): Promise<Uint8Array<ArrayBuffer>> {
  const jpeg = {
    compression: 'jpeg',
    photometric: 6,
    encodeJpeg: (rgb, w, h) => jpegOf(rgb, w, h),
  } satisfies Partial<ImageSpec>;
  const [level0, ...others] = pyramid(jpeg);
  if (!level0) throw new Error('no level');
  const strips = (width: number, height: number, text: string): ImageSpec => ({
    width,
    height,
    pixel,
    rowsPerStrip: 16,
    compression: 'lzw',
    tags: { 270: text },
  });
  return writeTiff({
    images: [
      { ...level0, tags: { 270: APERIO } },
      strips(64, 48, 'Aperio\r\n200x136 -> 64x48'),
      ...others.map((image) => ({ ...image, tags: {} })),
      strips(40, 32, 'Aperio\r\nlabel 40x32'),
      strips(60, 20, 'Aperio\r\nmacro 60x20'),
    ],
  });
}
