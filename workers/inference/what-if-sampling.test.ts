import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { samplingStream } from '#core/pipelines/attention-sampling-random.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { whatIfUnits } from '#core/what-if/what-if-set.ts';
import { nodeRuntime } from '#test-support/node-runtime.ts';
import { smallSamplingBundle } from '#test-support/small-sampling-bundle.ts';
import type { SamplingRequest, SlideForRun } from './contract.ts';
import { memoryFeatureStore } from './feature-store.ts';
import { createModels } from './models.ts';
import { runModel } from './run-model.ts';
import { createQuestions } from './what-if.ts';
import { sentSubject } from './what-if-subject.ts';

/** 0.5 µm/px for a model at 1 µm/px. Glass left of x = 100. */
const SLIDE: SlideForRun = {
  slideId: 's1',
  name: 'drawn.tif',
  fingerprint: 'f'.repeat(64),
  width: 400,
  height: 300,
  spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
  spacingStatedBy: 'user',
};

const colourAt = (x: number, y: number): [number, number, number] => {
  if (x < 50) return [244, 243, 245];
  return [150 + ((x * 13 + y * 7) % 60), 60 + ((x * 5 + y * 11) % 70), 140 + ((x * y) % 80)];
};

/**
 * `isForgotten`: what the run saw is not kept any more. Places are 4 px of the image apart, patches 9 px, places of a field of 42 × 34 px 10 × 8.
 */
async function setUp(sampling: Partial<SamplingRequest>, isForgotten = false) {
  const bundle = await smallSamplingBundle();
  const counts = { images: 0, isDamaged: false };
  const read: PatchReader = ({ rects, outWidthPx, outHeightPx }) => {
    if (rects[0] && rects[0].width / outWidthPx === 2) counts.images++;
    const pixels = rects.flatMap(({ x, y, width, height }) =>
      Array.from({ length: outWidthPx * outHeightPx }, (_, i) =>
        colourAt(
          Math.floor((x + ((i % outWidthPx) * width) / outWidthPx) / 2),
          Math.floor((y + (Math.floor(i / outWidthPx) * height) / outHeightPx) / 2),
        ),
      ).flat(),
    );
    return Promise.resolve({
      pixels: counts.isDamaged ? new Uint8Array(pixels.length).fill(255) : Uint8Array.from(pixels),
      holes: counts.isDamaged ? ['0/0,0'] : [],
    });
  };
  const runtime = nodeRuntime();
  const models = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now() });
  const base = { models, features: memoryFeatureStore(), now: () => performance.now() };
  const report = await runtime.report();
  const given = { report, read, verified: new Set<string>(), signal: new AbortController().signal };
  const result = await runModel(
    {
      slide: SLIDE,
      bundle,
      backEnd: 'auto',
      tissue: { spacingUmPerPx: 2, closeHolesUm2: 0, dropSpecksUm2: 0 },
      sampling: { scope: { kind: 'tissue' }, mode: 'draw', seed: 5, samples: 6, repeats: 4, ...sampling },
    },
    { ...base, ...given, version: '9.9.9', onProgress: () => undefined },
  );
  const store = isForgotten ? { ...base, features: memoryFeatureStore() } : base;
  const questions = createQuestions(sentSubject({ slide: SLIDE, bundle, result }), store);
  const ask = (kept: Uint8Array) => questions.ask(kept, given);
  return { bundle, result, ask, counts, units: whatIfUnits(result) };
}

describe('questions about a result of attention sampling', () => {
  it('draws the very same where everything is kept, and looks at nothing twice', async () => {
    const { result, ask, counts, units } = await setUp({}, true);
    const before = counts.images;
    const full = await ask(new Uint8Array(units.length).fill(1));
    expect(full.answer).toEqual(result.answer);
    expect(full.sampling).toEqual(result.sampling);
    expect(full.maps).toEqual([{ id: 'sampling-probability', values: result.maps[0]?.values }]);
    const images = counts.images - before;
    expect(images).toBe(result.patches.length);
    await ask(new Uint8Array(units.length).fill(1).fill(0, 20, 40));
    expect(counts.images - before).toBe(images);
  });

  it('rests on what the run saw: where that is kept, nothing is read', async () => {
    const { result, ask, counts, units } = await setUp({});
    const before = counts.images;
    const full = await ask(new Uint8Array(units.length).fill(1));
    expect([full.answer, full.sampling]).toEqual([result.answer, result.sampling]);
    expect(counts.images).toBe(before);
    const forgotten = await setUp({}, true);
    const kept = Uint8Array.from(units, ({ x, width }) => (x + width / 2 < 285 ? 1 : 0));
    const part = await ask(kept);
    const again = await forgotten.ask(kept);
    expect([part.answer, part.sampling, part.maps]).toEqual([again.answer, again.sampling, again.maps]);
    // Other places are drawn in the fields that are cut: those are read, the others are not.
    expect(counts.images - before).toBeGreaterThan(0);
    expect(counts.images - before).toBeLessThan(result.patches.length);
  });

  it('keeps nothing of what a damaged tile showed: the next question reads it again', async () => {
    const { result, ask, counts, units } = await setUp({}, true);
    const all = new Uint8Array(units.length).fill(1);
    counts.isDamaged = true;
    expect((await ask(all)).answer).not.toEqual(result.answer);
    counts.isDamaged = false;
    const full = await ask(all);
    expect([full.answer, full.sampling]).toEqual([result.answer, result.sampling]);
    const before = counts.images;
    await ask(all);
    expect(counts.images).toBe(before);
  });

  it('renormalises what is kept and draws again from it, field by field; empty fields drop out', async () => {
    const { result, ask, units } = await setUp({});
    // The right third of the slide goes; some fields lose all, some a part, some nothing.
    const kept = Uint8Array.from(units, ({ x, width }) => (x + width / 2 < 285 ? 1 : 0));
    const some = await ask(kept);
    const fields = some.sampling?.fields ?? [];
    const full = result.sampling?.fields ?? [];
    const isLeft = ({ rect }: { rect: { x: number } }) => rect.x < 285 - 4;
    expect(fields.map(({ rect }) => rect)).toEqual(full.filter(isLeft).map(({ rect }) => rect));
    expect(fields.length).toBeLessThan(full.length);
    for (const field of fields) {
      const untouched = field.rect.x + field.rect.width <= 285;
      const own = full.find(({ rect }) => rect.x === field.rect.x && rect.y === field.rect.y);
      if (untouched) expect(field).toEqual(own);
      for (const { rect } of field.draw) expect(rect.x + 8).toBeLessThan(285);
      expect(field.draw.reduce((sum, { timesDrawn }) => sum + timesDrawn, 0)).toBe(6);
    }
    const values = some.maps[0]?.values ?? new Float32Array();
    expect(Array.from(values, Number.isNaN)).toEqual(Array.from(kept, (one) => one === 0));
    expect(values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0)).toBeCloseTo(1, 5);
    // Inside a field the probabilities keep their proportions.
    const probabilities = result.maps[0]?.values ?? new Float32Array();
    const inField = units
      .map((unit, i) => ({ unit, i }))
      .filter(({ unit, i }) => kept[i] === 1 && unit.x >= 240 && unit.y >= 64 && unit.y < 128);
    const ratios = inField.map(({ i }) => (values[i] ?? NaN) / (probabilities[i] ?? NaN));
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeCloseTo(1, 5);
    const scores = classAnswer(some.answer).scores;
    for (const c of [0, 1])
      expect(scores[c]).toBeCloseTo(fields.reduce((sum, one) => sum + (one.scores[c] ?? NaN), 0) / fields.length, 9);
  });

  it('draws what plain arithmetic draws from the renormalised distribution', async () => {
    const scope = { kind: 'region' as const, rect: level0Rect(150, 60, 100, 80) };
    const { bundle, ask, units } = await setUp({ scope, repeats: 1 });
    expect(units).toHaveLength(12 * 10);
    const kept = Uint8Array.from(units, (_, place) => (place % 12 < 7 && Math.floor(place / 12) >= 2 ? 1 : 0));
    const { sampling, maps } = await ask(kept);
    const pixels = Uint8Array.from(
      Array.from({ length: 50 * 40 }, (_, i) => colourAt(75 + (i % 50), 30 + Math.floor(i / 50))).flat(),
    );
    const powers = bundle.attend(pixels, 50, 40).map((logit, place) => (kept[place] === 1 ? Math.exp(logit) : 0));
    const total = powers.reduce((a, b) => a + b, 0);
    for (const [place, value] of (maps[0]?.values ?? []).entries())
      if (kept[place] === 1) expect(value).toBeCloseTo((powers[place] ?? NaN) / total, 6);
    const stream = samplingStream(5, 0, 0);
    const drawn = Array.from({ length: 6 }, () => {
      let left = stream() * total;
      return powers.findIndex((power) => (left -= power) < 0);
    });
    const times = new Map<number, number>();
    for (const place of drawn) times.set(place, (times.get(place) ?? 0) + 1);
    const told = sampling?.fields[0]?.draw.map(({ rect, timesDrawn }) => [
      ((rect.y + 8 - 60) / 8) * 12 + (rect.x + 8 - 150) / 8,
      timesDrawn,
    ]);
    expect(told).toEqual([...times]);
  });

  it('takes the most attended of what is kept, fewer where fewer are left', async () => {
    const scope = { kind: 'region' as const, rect: level0Rect(150, 60, 100, 80) };
    const { result, ask, units } = await setUp({ scope, mode: 'most-attended' });
    const values = result.maps[0]?.values ?? new Float32Array();
    const order = Array.from(units.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    const without = new Uint8Array(units.length).fill(1);
    for (const unit of order.slice(0, 3)) without[unit] = 0;
    const taken = (await ask(without)).sampling?.fields[0]?.draw ?? [];
    const place = ({ rect }: { rect: { x: number; y: number } }) =>
      ((rect.y + 8 - 60) / 8) * 12 + (rect.x + 8 - 150) / 8;
    expect(taken.map(place)).toEqual(order.slice(3, 9));
    const two = new Uint8Array(units.length);
    for (const unit of order.slice(40, 42)) two[unit] = 1;
    expect(((await ask(two)).sampling?.fields[0]?.draw ?? []).map(place)).toEqual(order.slice(40, 42));
  });
});
