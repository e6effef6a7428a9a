import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { classAnswer } from '#core/result/run-result.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { noteOfRecord } from '#core/result/record-notes.ts';
import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import { memoryDirectory } from '#test-support/memory-directory.ts';
import { memoryLocks } from '#test-support/memory-locks.ts';
import { nodeRuntime } from '#test-support/node-runtime.ts';
import type { NodeRuntimeOptions } from '#test-support/node-runtime.ts';
import { smallSamplingBundle } from '#test-support/small-sampling-bundle.ts';
import type { SmallSamplingBundle } from '#test-support/small-sampling-bundle.ts';
import type { RunProgress, RunRequest, SamplingRequest, SlideForRun } from './contract.ts';
import { fileFeatureStore } from './feature-files.ts';
import { memoryFeatureStore } from './feature-store.ts';
import type { FeatureStore } from './feature-store.ts';
import { createModels } from './models.ts';
import { runModel } from './run-model.ts';

/** 0.5 µm/px for a model at 1 µm/px: two slide pixels are one of the image. Glass left of x = 100. */
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
  if (x < 100) return [244, 243, 245];
  return [150 + ((x * 13 + y * 7) % 60), 60 + ((x * 5 + y * 11) % 70), 140 + ((x * y) % 80)];
};

/** One colour per 2 × 2 level-0 px, taken at a point: reading a part twice, or in strips, gives the same bytes. */
function drawing(onImage: (calls: number) => void = () => undefined) {
  let calls = 0;
  const read: PatchReader = async ({ rects, outWidthPx, outHeightPx }) => {
    await Promise.resolve();
    if (rects[0] && rects[0].width / outWidthPx === 2) onImage(++calls);
    const pixels = rects.flatMap(({ x, y, width, height }) =>
      Array.from({ length: outWidthPx * outHeightPx }, (_, i) =>
        colourAt(
          Math.floor((x + ((i % outWidthPx) * width) / outWidthPx) / 2),
          Math.floor((y + (Math.floor(i / outWidthPx) * height) / outHeightPx) / 2),
        ),
      ).flat(),
    );
    return { pixels: Uint8Array.from(pixels), holes: [] };
  };
  return read;
}

async function setUp(options: NodeRuntimeOptions = {}, of: Parameters<typeof smallSamplingBundle>[0] = {}) {
  const bundle = await smallSamplingBundle(of);
  const runtime = nodeRuntime(options);
  const models = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now() });
  const report = await runtime.report();
  const verified = new Set<string>();
  const kept = memoryFeatureStore();
  const run = (
    sampling: SamplingRequest | null,
    request: Partial<RunRequest> = {},
    more: {
      read?: PatchReader;
      signal?: AbortSignal;
      stop?: AbortSignal;
      onProgress?: (progress: RunProgress) => void;
      /** One for all runs unless said otherwise. */
      features?: FeatureStore;
    } = {},
  ) =>
    runModel(
      {
        slide: SLIDE,
        bundle,
        backEnd: 'auto',
        tissue: { spacingUmPerPx: 2, closeHolesUm2: 0, dropSpecksUm2: 0 },
        ...(sampling ? { sampling } : {}),
        ...request,
      },
      {
        models,
        report,
        features: more.features ?? kept,
        read: more.read ?? drawing(),
        verified,
        version: '9.9.9',
        signal: more.signal ?? new AbortController().signal,
        stop: more.stop ?? new AbortController().signal,
        onProgress: more.onProgress ?? (() => undefined),
        now: () => performance.now(),
      },
    );
  return { bundle, run };
}

const draw = (over: Partial<SamplingRequest> = {}): SamplingRequest => ({
  scope: { kind: 'tissue' },
  mode: 'draw',
  seed: 5,
  samples: 6,
  repeats: 4,
  ...over,
});

/** The region by hand: image at the model's spacing, probabilities, and the vote of a drawn patch inside the image. */
function byHand(bundle: SmallSamplingBundle, x0: number, y0: number, width: number, height: number) {
  const pixels = Uint8Array.from(
    Array.from({ length: width * height }, (_, i) =>
      colourAt(Math.floor((x0 + 2 * (i % width)) / 2), Math.floor((y0 + 2 * Math.floor(i / width)) / 2)),
    ).flat(),
  );
  const powers = bundle.attend(pixels, width, height).map(Math.exp);
  const total = powers.reduce((a, b) => a + b, 0);
  return { pixels, attention: powers.map((power) => power / total) };
}

const mapOf = (result: RunResult) => result.maps[0] ?? { id: '', values: new Float32Array(), patches: [] };

describe('attention sampling of a region', () => {
  const scope = { kind: 'region' as const, rect: level0Rect(150, 60, 101, 80) };

  it('gives the distribution, the votes and the answer of the formulae', async () => {
    const { bundle, run } = await setUp();
    const result = await run(draw({ scope, repeats: 1 }));
    // 101 px are 51 of the image (50.5 rounded): a step a little off 8 level-0 px.
    expect(result.patches).toEqual([{ x: 150, y: 60, width: 101, height: 80 }]);
    expect(mapOf(result).values.length).toBe(12 * 10);
    expect(mapOf(result).patches?.[13]).toEqual({ x: 158, y: 68, width: 8, height: 8 });

    const even = await run(draw({ scope: { kind: 'region', rect: level0Rect(150, 60, 100, 80) }, repeats: 1 }));
    const { pixels, attention } = byHand(bundle, 150, 60, 50, 40);
    for (const [i, value] of mapOf(even).values.entries()) expect(value).toBeCloseTo(attention[i] ?? NaN, 6);
    const [field] = even.sampling?.fields ?? [];
    if (!field) throw new Error('one field');
    const weights = field.draw.map(({ rect, timesDrawn }) => {
      const [column, row] = [(rect.x + 8 - 150) / 8, (rect.y + 8 - 60) / 8];
      return (attention[row * 12 + column] ?? NaN) * timesDrawn;
    });
    const sum = weights.reduce((a, b) => a + b, 0);
    for (const [i, { rect, weight, vote }] of field.draw.entries()) {
      expect(weight).toBeCloseTo((weights[i] ?? NaN) / sum, 6);
      expect(rect).toMatchObject({ width: 18, height: 18 });
      const [left, top] = [(rect.x - 150) / 2, (rect.y - 60) / 2];
      if (left < 0 || top < 0 || left + 9 > 50 || top + 9 > 40) continue;
      const patch = Array.from({ length: 9 }, (_, y) => [
        ...pixels.subarray(((top + y) * 50 + left) * 3, ((top + y) * 50 + left + 9) * 3),
      ]);
      const wanted = bundle.vote(Uint8Array.from(patch.flat()));
      for (const [c, value] of vote.entries()) expect(value).toBeCloseTo(wanted[c] ?? NaN, 5);
    }
    expect(field.draw.reduce((all, { timesDrawn }) => all + timesDrawn, 0)).toBe(6);
    const mean = [0, 1].map((c) => field.draw.reduce((all, { weight, vote }) => all + weight * (vote[c] ?? NaN), 0));
    const powers = mean.map((value) => Math.exp(3 * value));
    const answer = classAnswer(even.answer);
    expect(answer.scores[1]).toBeCloseTo((powers[1] ?? NaN) / ((powers[0] ?? NaN) + (powers[1] ?? NaN)), 6);
    expect(answer.logits.map(Math.exp)).toEqual(answer.scores.map((score): unknown => expect.closeTo(score, 12)));
    expect(answer.spread).toBeUndefined();
  });

  it('is the same for the same seed and another for another; the record says which', async () => {
    const { run } = await setUp();
    const first = await run(draw({ scope }));
    const again = await run(draw({ scope }), {}, { features: memoryFeatureStore() });
    const other = await run(draw({ scope, seed: 6 }));
    expect(again.sampling).toEqual(first.sampling);
    expect(again.answer).toEqual(first.answer);
    expect(other.sampling?.fields[0]?.draw.map(({ rect }) => rect)).not.toEqual(
      first.sampling?.fields[0]?.draw.map(({ rect }) => rect),
    );
    expect(first.run).toMatchObject({
      seed: 5,
      tissue: null,
      plan: { columns: 1, rows: 1, sizePx: 101, modelSizePx: 51 },
    });
    expect(classAnswer(first.answer).spread).toMatchObject({ repeats: 4 });
    expect(classAnswer(first.answer).spread?.scoresSd.every((sd) => sd > 0)).toBe(true);
  });

  it('takes the most attended places once, without a seed or a spread', async () => {
    const { run } = await setUp();
    const result = await run(draw({ scope, mode: 'most-attended' }));
    const values = [...mapOf(result).values].sort((a, b) => b - a).slice(0, 6);
    const taken = result.sampling?.fields[0]?.draw ?? [];
    const total = values.reduce((a, b) => a + b, 0);
    expect(taken.map(({ weight }) => weight)).toEqual(values.map((value): unknown => expect.closeTo(value / total, 5)));
    expect(result.run.seed).toBeNull();
    expect(result.sampling).toMatchObject({ mode: 'most-attended', repeats: 1 });
    expect(classAnswer(result.answer).spread).toBeUndefined();
  });

  it('takes a plain image without spacing as it is', async () => {
    const { run } = await setUp();
    const plain: SlideForRun = {
      ...SLIDE,
      width: 61,
      height: 45,
      spacing: { xUmPerPx: 1, yUmPerPx: 1 },
      spacingStatedBy: 'model',
    };
    const result = await run(null, { slide: plain });
    expect(result.patches).toEqual([{ x: 0, y: 0, width: 61, height: 45 }]);
    expect(result.sampling).toMatchObject({ scope: 'whole-image', samples: 6, repeats: 10, mode: 'draw' });
    expect(result.run).toMatchObject({ seed: 1, slide: { spacingStatedBy: 'model' }, plan: { enlargement: 1 } });
  });
});

describe('attention sampling of all tissue', () => {
  it('looks over fields on one grid, each with its own draw; the slide is their mean', async () => {
    const { run } = await setUp();
    const progress: RunProgress[] = [];
    const result = await run(draw(), {}, { onProgress: (one) => progress.push(one) });
    const plan = progress.find((one) => one.stage === 'plan');
    // Fields of 42 × 34 px, 40 × 32 apart, at half the slide's spacing; the first one lies on glass.
    expect(result.run.plan).toMatchObject({ stepPx: 80, sizePx: 84, columns: 5, rows: 5, modelSizePx: 42 });
    expect(result.patches.length).toBe(plan?.plan.column.length);
    expect(result.patches).toContainEqual({ x: 240, y: 64, width: 84, height: 68 });
    expect(result.patches).not.toContainEqual({ x: 0, y: 0, width: 84, height: 68 });
    const fields = result.sampling?.fields ?? [];
    expect(fields.map(({ rect }) => rect)).toEqual(result.patches);
    const scores = classAnswer(result.answer).scores;
    for (const c of [0, 1])
      expect(scores[c]).toBeCloseTo(
        fields.reduce((sum, field) => sum + (field.scores[c] ?? NaN), 0) / fields.length,
        9,
      );
    const n = mapOf(result).values.length;
    expect(n).toBe(fields.length * 10 * 8);
    expect(mapOf(result).values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const last = progress.findLast((one) => one.stage === 'encode');
    expect(last).toMatchObject({ done: last?.total, fields: { done: fields.length, total: fields.length } });
    expect(last?.total).toBe(fields.length * 24);
    const read = parseResultFile(serializeResult(result), 'result.json');
    expect(read.sampling).toEqual(result.sampling);
    expect(read.maps[0]?.patches).toEqual(result.maps[0]?.patches);
  });

  it('draws the same in a field whichever others there are', async () => {
    const { run } = await setUp();
    const all = await run(draw());
    const fewer = await run(draw(), {
      tissue: { spacingUmPerPx: 2, closeHolesUm2: 0, dropSpecksUm2: 0, saturationThreshold: 120 },
    });
    expect(fewer.patches.length).toBeLessThan(all.patches.length);
    expect(fewer.patches.length).toBeGreaterThan(0);
    for (const field of fewer.sampling?.fields ?? []) {
      const same = all.sampling?.fields.find(({ rect }) => rect.x === field.rect.x && rect.y === field.rect.y);
      expect(same).toEqual(field);
    }
  });

  it('pads to powers of two and goes on elsewhere when a back end fails, without losing what is done', async () => {
    const expected = await (await setUp()).run(draw());
    const { run } = await setUp({
      webgpu: {
        onRun(number) {
          if (number === 9) throw new Error('no kernel');
        },
      },
    });
    const progress: RunProgress[] = [];
    const result = await run(draw(), {}, { onProgress: (one) => progress.push(one) });
    expect(result.answer).toEqual(expected.answer);
    expect(result.sampling).toEqual(expected.sampling);
    expect(result.run.backEnd.kind).toBe('wasm');
    expect(result.run.notes.join()).toContain('fell back');
  });

  it('stops between two graphs', async () => {
    const { run } = await setUp();
    const controller = new AbortController();
    const read = drawing((calls) => {
      if (calls === 3) controller.abort();
    });
    await expect(run(draw(), {}, { read, signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what is refused', () => {
  it.each([
    ['a slide too coarse', { spacing: { xUmPerPx: 2, yUmPerPx: 2 } }, draw(), 'run/slide-too-coarse'],
    [
      'a region off the slide',
      {},
      draw({ scope: { kind: 'region', rect: level0Rect(500, 0, 90, 90) } }),
      'run/image-too-small',
    ],
    [
      'a huge picture',
      { width: 40_000, height: 40_000 },
      draw({ scope: { kind: 'whole-image' } }),
      'run/image-too-large',
    ],
  ] as const)('%s, before anything is read', async (_, slide, sampling, code) => {
    const { run } = await setUp();
    const read: PatchReader = () => Promise.reject(new Error('read'));
    await expect(run(sampling, { slide: { ...SLIDE, ...slide } }, { read })).rejects.toMatchObject({ code });
  });

  it('numbers outside their bounds', async () => {
    const { run } = await setUp();
    for (const wrong of [{ seed: -1 }, { seed: 0.5 }, { samples: 0 }, { repeats: 1001 }, { seed: 2 ** 32 }])
      await expect(run(draw(wrong))).rejects.toThrow(RangeError);
  });

  it('a bundle with wrong golden answers', async () => {
    const { run } = await setUp({}, { spoilGolden: true });
    await expect(run(draw())).rejects.toMatchObject({ code: 'model/golden-mismatch' });
  });
});

describe('an answer of attention sampling on the way', () => {
  /** Stops with the first answer on the way. */
  const stopping = () => {
    const stop = new AbortController();
    const partials: RunResult[] = [];
    const onProgress = (one: RunProgress) => {
      if (one.stage !== 'partial') return;
      partials.push(one.result);
      stop.abort();
    };
    return { partials, more: { stop: stop.signal, onProgress } };
  };

  it('of a region settles over draws: what fewer draws would have said', async () => {
    const scope = { kind: 'region' as const, rect: level0Rect(150, 60, 100, 80) };
    const { run } = await setUp();
    const { partials, more } = stopping();
    const stopped = await run(draw({ scope }), {}, more);
    expect(partials[0]?.run.coverage).toEqual({ done: 1, planned: 4, lastChange: null, isStopped: false });
    expect(stopped.run.coverage).toEqual({ done: 1, planned: 4, lastChange: null, isStopped: true });
    const one = await run(draw({ scope, repeats: 1 }));
    expect(stopped.answer).toEqual(one.answer);
    expect(stopped.sampling).toEqual(one.sampling);
    expect(mapOf(stopped).values).toEqual(mapOf(one).values);
  });

  it('of a region goes on from the draws made, and looks at nothing it has seen', async () => {
    const scope = { kind: 'region' as const, rect: level0Rect(150, 60, 100, 80) };
    const straight = await (await setUp()).run(draw({ scope }));
    let runs = 0;
    const onRun = () => runs++;
    const whole = await setUp({ webgpu: { onRun } });
    const { more } = stopping();
    const stopped = await whole.run(draw({ scope }), {}, more);
    expect(stopped.run.coverage?.done).toBe(1);
    const progress: RunProgress[] = [];
    runs = 0;
    const rest = await whole.run(draw({ scope }), {}, { onProgress: (one) => progress.push(one) });
    // Of four draws three are left: a batch of votes each, and no look over the image.
    expect(runs).toBe(3);
    const told = progress.flatMap((one) => (one.stage === 'encode' ? [one.done] : []));
    // Places that several draws chose count once, so that a draw is not a quarter of what there is to see.
    expect(told.find((done) => done > 0)).toBeGreaterThan(3);
    expect(told.filter((done) => !Number.isInteger(done))).toEqual([]);
    expect(progress.flatMap((one) => (one.stage === 'partial' ? [one.result.run.coverage?.done] : []))[0]).toBe(2);
    expect(rest.run).not.toHaveProperty('coverage');
    expect([rest.answer, rest.sampling, rest.maps]).toEqual([straight.answer, straight.sampling, straight.maps]);
  });

  it('of tissue rests on whole fields, and the same run again goes on from there', async () => {
    const { run } = await setUp();
    const straight = await run(draw(), {}, { features: memoryFeatureStore() });
    const fields = straight.patches.length;
    expect(fields).toBeGreaterThan(2);
    let reads = 0;
    const read = drawing(() => reads++);
    const { partials, more } = stopping();
    const stopped = await run(draw(), {}, { ...more, read });
    const done = stopped.patches.length;
    const looked = { done, planned: fields };
    expect(stopped.run.coverage).toMatchObject({
      done: done * 4,
      planned: fields * 4,
      fields: looked,
      isStopped: true,
    });
    expect(partials[0]?.run.coverage).toMatchObject({ fields: looked, isStopped: false });
    expect(parseResultFile(serializeResult(stopped), 'r.json').run.coverage).toEqual(stopped.run.coverage);
    expect(partials[0]?.answer).toEqual(stopped.answer);
    expect(done).toBeLessThan(fields);
    expect(mapOf(stopped).values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    for (const field of stopped.sampling?.fields ?? []) expect(straight.sampling?.fields).toContainEqual(field);
    reads = 0;
    const rest = await run(draw(), {}, { read });
    expect(reads).toBe(fields - done);
    expect(rest.run).not.toHaveProperty('coverage');
    expect(rest.sampling).toEqual(straight.sampling);
    expect(rest.answer).toEqual(straight.answer);
    expect(mapOf(rest).values).toEqual(mapOf(straight).values);
  });
});

describe('what attention sampling saw', () => {
  /** Three fields with tissue, of two batches of votes each. */
  const small = {
    slide: { ...SLIDE, height: 70 },
    tissue: { spacingUmPerPx: 2, closeHolesUm2: 0, dropSpecksUm2: 0, saturationThreshold: 20 },
    backEnd: 'webgpu' as const,
  };
  const much = draw({ samples: 40, repeats: 10 });
  const onDisk = () => {
    const disk = memoryDirectory();
    const store = () =>
      fileFeatureStore({ root: disk.root, locks: memoryLocks(), now: () => performance.now(), date: () => 1 });
    return { disk, store };
  };
  const whatItSays = ({ answer, sampling, maps, patches }: RunResult) => ({ answer, sampling, maps, patches });

  /** Counts graphs that are run, and ends with the one that is named. */
  async function counting() {
    const counts = { runs: 0, last: Infinity, reads: 0 };
    const webgpu = {
      onRun() {
        if (counts.runs === counts.last) throw new Error('the process ended');
        counts.runs++;
      },
    };
    const { run } = await setUp({ webgpu });
    const read = drawing(() => counts.reads++);
    // The model is checked on its own example with the first run.
    const straight = await run(much, small, { features: memoryFeatureStore() });
    counts.runs = 0;
    await run(much, small, { features: memoryFeatureStore() });
    const { runs: all } = counts;
    const from = (last: number) => Object.assign(counts, { runs: 0, reads: 0, last });
    return { run, read, straight, all, counts, from };
  }

  it('outlives the process after whatever batch it ends: the rest is looked at, and the answer is the same to the last digit', async () => {
    const { run, read, straight, all, counts, from } = await counting();
    const fields = straight.patches.length;
    expect(all).toBe(3 * fields);
    for (let last = 1; last < all; last++) {
      const { disk, store } = onDisk();
      from(last);
      const told: number[] = [];
      const onProgress = (one: RunProgress) => {
        if (one.stage === 'encode') told.push(one.done);
      };
      await expect(run(much, small, { features: store(), onProgress })).rejects.toMatchObject({
        code: 'run/back-end-failed',
      });
      disk.kill();
      from(Infinity);
      const progress: RunProgress[] = [];
      const again = await run(much, small, { features: store(), read, onProgress: (one) => progress.push(one) });
      expect(counts.runs).toBe(all - last);
      // Fields of which all is known are not read.
      expect(counts.reads).toBe(fields - Math.floor(last / 3));
      expect(whatItSays(again)).toEqual(whatItSays(straight));
      const [note = ''] = again.run.notes;
      expect(again.run.notes).toHaveLength(1);
      expect(noteOfRecord(note)).toMatchObject({
        kind: 'fields-kept',
        fields: Math.ceil(last / 3),
        ofFields: fields,
      });
      // Whole places, none that was not kept.
      expect(told.filter((done) => !Number.isInteger(done))).toEqual([]);
      const dones = progress.flatMap((one) => (one.stage === 'encode' ? [one.done] : []));
      expect(dones).toContain(told.at(-1));
      expect(dones).toEqual(dones.toSorted((a, b) => a - b));
    }
  });

  it('is of use to other seeds, more draws and other tissue; of a run again nothing is read', async () => {
    const { run, read, all, counts, from } = await counting();
    const { store } = onDisk();
    await run(much, small, { features: store() });
    from(Infinity);
    await run(much, small, { features: store(), read });
    expect([counts.runs, counts.reads]).toEqual([0, 0]);
    for (const other of [
      { ...much, seed: 6 },
      { ...much, repeats: 12 },
      { ...much, mode: 'most-attended' as const },
    ]) {
      from(Infinity);
      const fresh = await run(other, small, { features: memoryFeatureStore() });
      from(Infinity);
      const again = await run(other, small, { features: store(), read });
      expect(whatItSays(again)).toEqual(whatItSays(fresh));
      // No field is looked over again, and no place that was drawn before.
      expect(counts.runs).toBeLessThanOrEqual(all / 3);
    }
  });

  it('is not kept where a damaged tile stands in: that field is read again, and only that', async () => {
    const { run, read, straight, counts, from } = await counting();
    const { store } = onDisk();
    const sick: PatchReader = async (request) => {
      const whole = await read(request);
      const [rect] = request.rects;
      const [, second] = straight.patches;
      const isImage = rect && rect.width / request.outWidthPx === 2;
      return isImage && rect.x === second?.x && rect.y === second.y
        ? { pixels: new Uint8Array(whole.pixels.length).fill(255), holes: ['0/1,0'] }
        : whole;
    };
    const damaged = await run(much, small, { features: store(), read: sick });
    expect(damaged.run.damagedTiles).toBe(1);
    expect(damaged.answer).not.toEqual(straight.answer);
    from(Infinity);
    const mended = await run(much, small, { features: store(), read });
    expect([counts.runs, counts.reads]).toEqual([3, 1]);
    expect(whatItSays(mended)).toEqual(whatItSays(straight));
  });

  it('is held in memory where the disk is full, and the record says so', async () => {
    const { run, straight } = await counting();
    const { disk, store } = onDisk();
    disk.quotaBytes = 6000;
    const result = await run(much, small, { features: store() });
    expect(result.run.notes).toEqual(['features not kept on this machine: its storage is full']);
    expect(whatItSays(result)).toEqual(whatItSays(straight));
  });

  it('of a slide, a region or a model that is another is not used', async () => {
    const { run, read, counts, from } = await counting();
    const { store } = onDisk();
    await run(much, small, { features: store() });
    const region = { kind: 'region' as const, rect: level0Rect(240, 0, 84, 68) };
    for (const [sampling, request] of [
      [much, { ...small, slide: { ...small.slide, fingerprint: 'a'.repeat(64) } }],
      [much, { ...small, slide: { ...small.slide, spacing: { xUmPerPx: 0.52, yUmPerPx: 0.52 } } }],
      [{ ...much, scope: region }, small],
    ] as const) {
      from(Infinity);
      const result = await run(sampling, request, { features: store(), read });
      expect(result.run.notes.map((note) => noteOfRecord(note)?.kind)).not.toContain('fields-kept');
      expect(counts.runs).toBeGreaterThanOrEqual(2 * result.patches.length);
    }
  });
});
