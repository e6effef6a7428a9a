/** Small slides made for the tests out of the phantom. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { fromRoot } from '../scripts/paths.ts';

export const PHANTOM = fromRoot('public/phantom/phantom-01.tif');

/** Where one of the phantom's tumour nests and the stroma around it lie, level-0 px. */
const NEST = { left: 640, top: 2400, width: 1536, height: 1280 };

export interface TestSlides {
  readonly folder: string;
  /** A plain image of a nest and its surroundings: no spacing. 0.5 µm/px is the truth. */
  readonly noSpacing: string;
  /** The same as a pyramidal TIFF with JPEG tiles, spacing in its resolution tags. */
  readonly small: string;
  /** The folder of a Deep Zoom slide of the same picture. */
  readonly deepZoom: string;
  /** A TIFF of which the second half is missing. */
  readonly truncated: string;
  /** Text that calls itself a slide. */
  readonly notASlide: string;
  /** Nothing but glass, spacing stated. */
  readonly blank: string;
  /** Six patches of the phantom model, spacing stated. */
  readonly tiny: string;
  remove(): void;
}

/** Pixels per millimetre of a slide with 0.5 µm/px. */
const PX_PER_MM = 2000;

/** Writes the slides into a temporary folder; the caller removes it. */
export async function makeTestSlides(): Promise<TestSlides> {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-slides-'));
  const at = (name: string): string => join(folder, name);
  const nest = await sharp(PHANTOM).extract(NEST).png().toBuffer();
  const pyramid = {
    tile: true,
    pyramid: true,
    tileWidth: 256,
    tileHeight: 256,
    compression: 'jpeg',
    quality: 90,
  } as const;
  const spacing = { xres: PX_PER_MM, yres: PX_PER_MM } as const;
  await sharp(nest).toFile(at('nest.png'));
  await sharp(nest)
    .tiff({ ...pyramid, ...spacing, resolutionUnit: 'cm' })
    .toFile(at('nest.tif'));
  await sharp(nest).tile({ layout: 'dz', size: 254, overlap: 1 }).toFile(at('deep-zoom/nest'));
  await sharp({ create: { ...NEST, channels: 3, background: '#f4f2f3' } })
    .tiff({ ...pyramid, ...spacing, resolutionUnit: 'cm' })
    .toFile(at('blank.tif'));
  await sharp(nest)
    .extract({ left: 0, top: 0, width: 768, height: 512 })
    .tiff({ ...pyramid, ...spacing, resolutionUnit: 'cm' })
    .toFile(at('tiny.tif'));
  const whole = readFileSync(at('nest.tif'));
  writeFileSync(at('truncated.tif'), whole.subarray(0, whole.length / 2));
  writeFileSync(at('not-a-slide.svs'), 'This is a letter, not a slide.\n'.repeat(100));
  return {
    folder,
    noSpacing: at('nest.png'),
    small: at('nest.tif'),
    deepZoom: at('deep-zoom'),
    truncated: at('truncated.tif'),
    notASlide: at('not-a-slide.svs'),
    blank: at('blank.tif'),
    tiny: at('tiny.tif'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every file at or under `folder` by its path as a server would have it (`/a/b.tif`). */
export function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(folder.length).replaceAll('\\', '/'), path];
    }),
  );
}
