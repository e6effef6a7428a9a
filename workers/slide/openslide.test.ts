/**
 * Our pixels against OpenSlide's and Pillow's (`models/tools/scripts/openslide_answers.py`), through the slide worker's real
 * service and client. Both sides decode with libjpeg-turbo, so regions should agree almost to the last bit.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFileSource, nodeFolderSource, nodeSlideClient } from '#test-support/node-slide-client.ts';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { cutGeometry, loadCut } from './open-slide-state.ts';
import { nodeDecoders } from '#test-support/jpeg-decoder.ts';
import { nodeFile } from '#test-support/node-file.ts';
import { openSlide } from '#formats/open-slide.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { PatchBatch, SlideSource } from './contract.ts';

interface Answer {
  readonly mean: readonly number[];
  readonly pixels: readonly (readonly number[])[];
}
interface SlideAnswers {
  readonly levels: readonly { width: number; height: number }[];
  readonly regions: readonly (Answer & { level: number; x: number; y: number; width: number; height: number })[];
  readonly patches: readonly (Answer & { x: number; y: number; size: number; out: number; level: number })[];
  readonly associated: Readonly<Record<string, Answer & { width: number; height: number }>>;
}

const answersPath = fileURLToPath(new URL('../../src/formats/testdata/openslide-answers.json', import.meta.url));
const { slides } = JSON.parse(readFileSync(answersPath, 'utf8')) as { slides: Record<string, SlideAnswers> };

/** Largest difference of the channel means, and mean and largest difference of the sampled pixels. */
function compare(
  { pixels }: PatchBatch,
  width: number,
  answer: Answer,
): { means: number; average: number; most: number } {
  const sums = [0, 0, 0];
  for (let i = 0; i < pixels.length; i += 1) sums[i % 3] = (sums[i % 3] ?? 0) + (pixels[i] ?? 0);
  const means = Math.max(...sums.map((sum, c) => Math.abs((sum * 3) / pixels.length - (answer.mean[c] ?? 0))));
  const differences = answer.pixels.flatMap(([x = 0, y = 0, ...rgb]) =>
    rgb.map((value, c) => Math.abs((pixels[(y * width + x) * 3 + c] ?? Number.NaN) - value)),
  );
  const average = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return { means, average, most: Math.max(...differences) };
}

function sourceOf(name: string): SlideSource | null {
  const path = sharedData('slides', name);
  if (!path) return null;
  return name.includes('.') ? nodeFileSource(path) : nodeFolderSource(path);
}

describe.each(Object.keys(slides))('%s', { timeout: 60_000 }, (name) => {
  const source = sourceOf(name);
  const answers = slides[name];
  if (!source || !answers) {
    it.skip(SHARED_DATA_ABSENT, () => undefined);
    return;
  }
  let close: () => void;
  let client: Awaited<ReturnType<typeof nodeSlideClient>>['client'];
  let slide: SlideDescription;
  beforeAll(async () => {
    ({ client, close } = await nodeSlideClient());
    slide = await client.open({ source });
  });
  afterAll(() => {
    close();
  });

  it('has the levels that OpenSlide reads', () => {
    const sizes = slide.levels.map(({ width, height }) => ({ width, height }));
    expect(sizes).toEqual(answers.levels.map(({ width, height }) => ({ width, height })));
  });

  it('gives the same pixels in every region of every level', async () => {
    expect(answers.regions.length).toBeGreaterThanOrEqual(10);
    for (const region of answers.regions) {
      const { level, x, y, width, height } = region;
      const batch = await client.levelRegion({ slideId: slide.id, level, x, y, width, height });
      expect(batch.holes).toEqual([]);
      const difference = compare(batch, width, region);
      const at = `level ${level} at ${x}, ${y}`;
      expect(difference.means, at).toBeLessThan(0.01);
      expect(difference.most, at).toBeLessThanOrEqual(1);
    }
  });

  it('has the same label, macro and thumbnail', async () => {
    expect(slide.associatedImages.map(({ name: which }) => which).sort()).toEqual(
      Object.keys(answers.associated).sort(),
    );
    if (slide.associatedImages.length === 0) return;
    const decoders = await nodeDecoders();
    const { signal } = new AbortController();
    const { reader } = await openSlide({ kind: 'file', file: nodeFile(sharedData('slides', name) ?? '') }, signal, {
      decodePyramid: (chunk, s) => decoders.pyramid(chunk, s),
    });
    for (const [which, raster] of reader.associated) {
      const { width, height } = raster;
      const { job } = await loadCut(
        raster,
        cutGeometry(raster, [{ x: 0, y: 0, width, height }], width, height),
        signal,
      );
      const { pixels, damaged } = await decoders.cut(job, signal);
      expect(damaged).toEqual([]);
      const answer = answers.associated[which];
      expect({ width, height }).toEqual({ width: answer?.width, height: answer?.height });
      if (answer) expect(compare({ pixels, holes: [] }, width, answer)).toMatchObject({ most: 0 });
    }
  });

  it('resamples patches as they are defined', async () => {
    expect(answers.patches.length).toBeGreaterThanOrEqual(8);
    for (const patch of answers.patches) {
      const { x, y, size, out } = patch;
      const rects = [{ x, y, width: size, height: size }];
      const batch = await client.patches({ slideId: slide.id, rects, outWidthPx: out, outHeightPx: out });
      const difference = compare(batch, out, patch);
      const at = `${size} px at ${x}, ${y} to ${out}`;
      expect(difference.means, at).toBeLessThan(0.01);
      expect(difference.most, at).toBeLessThanOrEqual(1);
    }
  });
});
