import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseManifest } from '#core/model/manifest.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { createSlideClient } from '../slide/client.ts';
import { createInferenceClient } from './client.ts';

const absolute = (path: string) => new URL(path, location.href).href;
const json = async (path: string): Promise<unknown> => (await fetch(absolute(path))).json();

/** Whether a level-0 point lies in a tumour nest of the phantom that ships. */
async function nestAt(): Promise<(x: number, y: number) => boolean> {
  const { spacing_um_px, tumour_mask: mask } = z
    .object({
      spacing_um_px: z.number(),
      tumour_mask: z.object({ spacing_um_px: z.number(), width: z.int(), height: z.int(), bits: z.base64() }),
    })
    .parse(await json('/phantom/phantom-01.truth.json'));
  const bits = Uint8Array.from(atob(mask.bits), (letter) => letter.charCodeAt(0));
  const cellPx = mask.spacing_um_px / spacing_um_px;
  return (x, y) => {
    const [column, row] = [Math.floor(x / cellPx), Math.floor(y / cellPx)];
    if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) return false;
    const cell = row * mask.width + column;
    return (((bits[cell >> 3] ?? 0) >> (7 - (cell & 7))) & 1) === 1;
  };
}

const centre = ({ x, y, width, height }: Level0Rect) => [x + width / 2, y + height / 2] as const;

describe('attention sampling on the phantom that ships', () => {
  it('looks at the planted nests far more than an even draw would', { timeout: 300_000 }, async () => {
    const slides = createSlideClient();
    const slide = await slides.open({ source: { kind: 'url', url: absolute('/phantom/phantom-01.tif') } });
    if (!slide.spacing) throw new Error('the phantom states its spacing');
    const baseUrl = absolute('/models/phantom-attention-sampling/');
    const manifest = parseManifest(await json(`${baseUrl}model.json`));
    const client = createInferenceClient({ slides });
    const result = await client.run(
      {
        slide: {
          slideId: slide.id,
          name: slide.name,
          fingerprint: slide.fingerprint,
          width: slide.width,
          height: slide.height,
          spacing: slide.spacing,
          spacingStatedBy: 'metadata',
        },
        bundle: { baseUrl, manifest },
        sampling: { scope: { kind: 'tissue' }, mode: 'draw', seed: 1, samples: 5, repeats: 4 },
        backEnd: 'wasm',
      },
      () => undefined,
    );
    client.dispose();
    const isNest = await nestAt();
    const [map] = result.maps;
    const cells = map?.patches ?? [];
    expect(map?.values.length).toBe(cells.length);
    const nests = cells.map((cell) => isNest(...centre(cell)));
    const even = nests.filter(Boolean).length / cells.length;
    const probability = nests.reduce((sum, nest, i) => sum + (nest ? (map?.values[i] ?? NaN) : 0), 0);
    const drawn = result.sampling?.fields.flatMap(({ draw }) => draw) ?? [];
    const drawnOnNests = drawn.filter(({ rect }) => isNest(...centre(rect))).length / drawn.length;
    expect(even).toBeGreaterThan(0.01);
    expect(probability / even).toBeGreaterThan(2);
    expect(drawnOnNests / even).toBeGreaterThan(2);
  });
});
