import { describe, expect, it } from 'vitest';
import { classAnswer, isSurvival } from '#core/result/run-result.ts';
import { fieldOfRegion } from '#core/pipelines/attention-sampling-fields.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { parseManifest } from '#core/model/manifest.ts';
import { runDscaHead } from '#core/pipelines/dsca-head.ts';
import { survivalAnswer } from '#core/pipelines/dsca.ts';
import { askDsca, rememberDsca } from '#core/what-if/dsca-question.ts';
import { askSampling, rememberSampling } from '#core/what-if/sampling-question.ts';
import { askTdaMil, rememberTdaMil } from '#core/what-if/tda-mil-question.ts';
import { FULL } from '#test-support/full.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { smallSamplingBundle } from '#test-support/small-sampling-bundle.ts';
import { randomNumbers } from '#test-support/tda-mil-model.ts';
import { serveCalls } from '../shared/calls.ts';
import type { SlideCalls } from '../slide/calls.ts';
import type { PatchRequest } from '../slide/contract.ts';
import { createInferenceClient } from './client.ts';
import { createModels } from './models.ts';
import { createRuntime } from './ort/runtime.ts';

const runtime = createRuntime();
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
const modelsFrom = (fetching: (url: string) => Promise<Response>) =>
  createModels({ runtime, fetch: fetching, now: () => performance.now() });

/** Compiling shaders takes the software GPU up to a minute on a busy machine. */
const SOFTWARE_GPU_MS = 240_000;

const off = (got: ArrayLike<number>, want: ArrayLike<number>) => {
  expect(got.length).toBe(want.length);
  return Math.max(...Array.from(want, (value, i) => Math.abs(value - (got[i] ?? NaN))));
};
const left = (values: Float32Array) => values.filter((value) => !Number.isNaN(value));

describe.each(FULL ? (['wasm', 'webgpu'] as const) : (['wasm'] as const))('questions on %s', (kind) => {
  it(
    'TDA-MIL: the formulae’s answer to a bag of only the kept patches',
    async () => {
      for (const shared of [true, false]) {
        const bundle = await smallBundle({ shared, secondPass: shared ? 'from-input' : 'from-output' });
        const { graphs } = await modelsFrom(bundle.fetch).load(bundle, kind, quiet);
        // 16 tokens of width 16 a chunk
        const options = { limits: { scoreBytes: 16 * 16 * 8 * 4, tensorBytes: 2 ** 20 } };
        const random = randomNumbers(9);
        const bag = Array.from({ length: 40 }, () => Array.from({ length: 6 }, () => Math.fround(random())));
        const features = { data: Float32Array.from(bag.flat()), dims: [40, 6] };
        const memory = await rememberTdaMil(graphs, bundle.manifest, features, options, 2 ** 20);
        expect(memory.first).not.toBeNull();
        for (const isKept of [(i: number) => i % 5 !== 2, (i: number) => i === 7, () => true]) {
          const kept = Uint8Array.from(bag, (_, i) => (isKept(i) ? 1 : 0));
          const { answer, maps } = await askTdaMil(graphs, bundle.manifest, memory, kept, options);
          const whole = bundle.model.whole(bag.filter((_, i) => isKept(i)));
          const n = whole.relevance.length;
          expect(off(classAnswer(answer).logits, whole.logits)).toBeLessThan(1e-3);
          expect(off(left(maps[0]?.values ?? features.data), whole.relevance)).toBeLessThan(1e-3);
          expect(n * off(left(maps[1]?.values ?? features.data), whole.bottomUp)).toBeLessThan(1e-2);
          expect(n * off(left(maps[2]?.values ?? features.data), whole.topDown)).toBeLessThan(1e-2);
        }
      }
    },
    SOFTWARE_GPU_MS,
  );

  it(
    'DSCA: the shipped phantom’s head over the kept low patches alone',
    async () => {
      const baseUrl = new URL('/models/phantom-dsca/', location.href).href;
      const manifest = parseManifest(await (await fetch(`${baseUrl}model.json`)).json());
      if (manifest.architecture !== 'dsca') throw new Error('the phantom bundle is a DSCA');
      const { graphs, backEnd } = await modelsFrom((url) => fetch(url)).load({ baseUrl, manifest }, kind, quiet);
      const options = { limits: backEnd.limits };
      const D = manifest.head.features;
      const [n, random] = [9, randomNumbers(4)];
      const numbers = (count: number) => Float32Array.from({ length: count }, random);
      const [low, high] = [numbers(n * D), numbers(n * 16 * D)];
      const places = {
        column: Int32Array.of(0, 0, 0, 2, 2, 2, 5, 5, 5),
        row: Int32Array.of(1, 3, 4, 1, 3, 4, 1, 3, 4),
      };
      const fine = (from: number, to: number) => ({
        data: high.slice(from * 16 * D, to * 16 * D),
        dims: [to - from, 16, D],
      });
      const memory = await rememberDsca(graphs, manifest, { low, high: fine, places }, options);
      const kept = Uint8Array.of(1, 1, 0, 0, 0, 0, 1, 1, 1);
      const { answer, maps } = await askDsca(graphs, manifest, memory, kept, options);
      const isKept = (_: number, i: number) => kept[i] === 1;
      const rows = (data: Float32Array, width: number) => data.filter((_, i) => kept[Math.floor(i / width)] === 1);
      const own = { column: places.column.filter(isKept), row: places.row.filter(isKept) };
      const bag = { low: rows(low, D), high: rows(high, 16 * D), places: own };
      const whole = await runDscaHead(graphs, manifest.head, bag, options);
      if (!isSurvival(answer)) throw new Error('not survival');
      expect(off(answer.hazards, survivalAnswer(whole.output, manifest).hazards)).toBeLessThan(1e-4);
      const attention = maps.find(({ id }) => id === 'global-attention')?.values ?? new Float32Array();
      expect(Array.from(attention, Number.isNaN)).toEqual(Array.from(kept, (one) => one === 0));
      expect(5 * off(left(attention), whole.globalAttention)).toBeLessThan(1e-3);
    },
    SOFTWARE_GPU_MS,
  );

  it(
    'attention sampling: drawn again from what is kept, by the formulae’s probabilities',
    async () => {
      const bundle = await smallSamplingBundle();
      const { manifest } = bundle;
      const { graphs, backEnd } = await modelsFrom(bundle.fetch).load(bundle, kind, quiet);
      const [width, height] = [48, 36];
      const slide = { name: 'a', width, height, spacing: { xUmPerPx: 1, yUmPerPx: 1 } };
      const fields = fieldOfRegion(slide, manifest, level0Rect(0, 0, width, height));
      const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 5 + 17 * i) & 255);
      const memory = rememberSampling(fields, { count: 12 * 9, widthPx: 4 }, 2 ** 20);
      const kept = Uint8Array.from({ length: 12 * 9 }, (_, place) => (place % 12 < 6 ? 1 : 0));
      const draws = { mode: 'draw', seed: 3, samples: 5, repeats: 2 } as const;
      const read = () => Promise.resolve({ data: pixels, dims: [height, width, 3], isDamaged: false });
      const seen = () => ({ logits: () => null, vote: () => null });
      const options = { limits: backEnd.limits, padBatches: kind === 'webgpu' };
      const said = await askSampling(graphs, manifest, memory, { kept, draws, read, seen }, options);
      const powers = bundle
        .attend(pixels, width, height)
        .map((logit, place) => (kept[place] === 1 ? Math.exp(logit) : 0));
      const sum = powers.reduce((a, b) => a + b, 0);
      expect(Array.from(said.map, Number.isNaN)).toEqual(Array.from(kept, (one) => one === 0));
      expect(
        off(
          left(said.map),
          powers.filter((power) => power > 0).map((power) => power / sum),
        ),
      ).toBeLessThan(1e-5);
      const [field] = said.fields;
      for (const { rect } of field?.draw ?? []) expect(rect.x + 4).toBeLessThan(24);
      expect(field?.draw.reduce((all, { timesDrawn }) => all + timesDrawn, 0)).toBe(5);
      expect(classAnswer(said.answer).scores.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    },
    SOFTWARE_GPU_MS,
  );
});

/** A slide worker that paints every patch in a colour of its own. */
function paintedSlides() {
  let asked = 0;
  const handlers = {
    patches({ rects, outWidthPx, outHeightPx }: PatchRequest) {
      asked += rects.length;
      const pixels = new Uint8Array(rects.length * outWidthPx * outHeightPx * 3);
      let at = 0;
      for (const { x, y, width, height } of rects)
        for (let j = 0; j < outHeightPx; j++)
          for (let i = 0; i < outWidthPx; i++) {
            const [column, row] = [
              Math.floor((x + ((i + 0.5) * width) / outWidthPx) / 37),
              Math.floor((y + ((j + 0.5) * height) / outHeightPx) / 37),
            ];
            pixels.set([150 + ((column * 37 + row * 11) % 90), 30 + ((column * 17 + row * 53) % 60), 140], at);
            at += 3;
          }
      return Promise.resolve({ value: { pixels, holes: [] }, transfer: [pixels.buffer] });
    },
  };
  return {
    asked: () => asked,
    openPort() {
      const { port1, port2 } = new MessageChannel();
      serveCalls<Pick<SlideCalls, 'patches'>>(handlers, port1);
      return Promise.resolve(port2);
    },
  };
}

describe('questions through the worker', () => {
  it('answer from the features on disk, in any worker, until those are gone', async () => {
    const baseUrl = new URL('/models/phantom-tda-mil/', location.href).href;
    const bundle = { baseUrl, manifest: parseManifest(await (await fetch(`${baseUrl}model.json`)).json()) };
    const slide = {
      slideId: 'painted',
      name: 'painted.tif',
      fingerprint: crypto.randomUUID().replaceAll('-', '').repeat(2),
      width: 1600,
      height: 1200,
      spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
      spacingStatedBy: 'metadata',
    } as const;
    const slides = paintedSlides();
    const first = createInferenceClient({ slides });
    const result = await first.run({ slide, bundle, backEnd: 'wasm' }, () => undefined);
    const read = slides.asked();
    const n = result.patches.length;
    const kept = new Uint8Array(n).fill(1).fill(0, 2, 9);
    const question = { subject: { slide, bundle, result }, kept };
    const answer = await first.whatIf(question);
    expect(answer).toMatchObject({ keptCount: n - 7 });
    expect(answer.maps.map(({ id }) => id)).toEqual(result.maps.map(({ id }) => id));
    expect(classAnswer(answer.answer).logits).not.toEqual(classAnswer(result.answer).logits);
    first.dispose();

    const second = createInferenceClient({ slides });
    const all = await second.whatIf({ ...question, kept: new Uint8Array(n).fill(1) });
    expect(off(classAnswer(all.answer).logits, classAnswer(result.answer).logits)).toBeLessThan(1e-5);
    for (const [i, { values }] of all.maps.entries())
      expect(n * off(values, result.maps[i]?.values ?? [])).toBeLessThan(1e-3);
    const superseded = second.whatIf(question);
    const latest = second.whatIf(question);
    await expect(superseded).rejects.toMatchObject({ name: 'AbortError' });
    expect((await latest).answer).toEqual(answer.answer);
    expect(slides.asked()).toBe(read);
    second.dispose();

    const third = createInferenceClient({ slides });
    await third.forgetFeatures();
    await expect(third.whatIf(question)).rejects.toMatchObject({ code: 'result/no-features', context: { missing: n } });
    third.dispose();
  });
});
