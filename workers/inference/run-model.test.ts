import { describe, expect, it } from 'vitest';
import { classAnswer } from '#core/result/run-result.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { memoryDirectory } from '#test-support/memory-directory.ts';
import { memoryLocks } from '#test-support/memory-locks.ts';
import { nodeRuntime } from '#test-support/node-runtime.ts';
import type { NodeRuntimeOptions } from '#test-support/node-runtime.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import type { RunProgress, RunRequest, SlideForRun } from './contract.ts';
import { fileFeatureStore } from './feature-files.ts';
import { memoryFeatureStore } from './feature-store.ts';
import type { FeatureStore } from './feature-store.ts';
import { createModels } from './models.ts';
import { runModel } from './run-model.ts';

/** 12 × 10 patches of 16 px; glass in the first two columns of patches, two kinds of tissue elsewhere. */
const SLIDE: SlideForRun = {
  slideId: 's1',
  name: 'drawn.tif',
  fingerprint: 'f'.repeat(64),
  width: 192,
  height: 160,
  spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
  spacingStatedBy: 'user',
};

const colourAt = (x: number, y: number): [number, number, number] => {
  if (x < 32) return [244, 243, 245];
  return y < 80 ? [200, 120, 180] : [130, 80, 170];
};

/** Draws the slide at any scale; counts what is asked for patches. */
function drawing(options: { onPatches?: (call: number) => void; holes?: (call: number) => readonly string[] } = {}) {
  const counts = { patches: 0, calls: 0 };
  const read: PatchReader = async ({ rects, outWidthPx, outHeightPx }) => {
    await Promise.resolve();
    let holes: readonly string[] = [];
    const isPatches = outWidthPx === 16 && outHeightPx === 16;
    if (isPatches) {
      counts.patches += rects.length;
      counts.calls++;
      options.onPatches?.(counts.calls);
      holes = options.holes?.(counts.calls) ?? [];
    }
    const pixels = new Uint8Array(rects.length * outWidthPx * outHeightPx * 3);
    let at = 0;
    for (const { x, y, width, height } of rects)
      for (let j = 0; j < outHeightPx; j++)
        for (let i = 0; i < outWidthPx; i++) {
          const colour = colourAt(x + ((i + 0.5) * width) / outWidthPx, y + ((j + 0.5) * height) / outHeightPx);
          pixels.set(colour, at);
          at += 3;
        }
    return { pixels, holes };
  };
  return { read, counts };
}

async function setUp(
  options: NodeRuntimeOptions = {},
  bundleOptions: Parameters<typeof smallBundle>[0] = {},
  features: FeatureStore = memoryFeatureStore(),
) {
  const bundle = await smallBundle(bundleOptions);
  const runtime = nodeRuntime(options);
  const models = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now() });
  const report = await runtime.report();
  const verified = new Set<string>();
  const run = (
    read: PatchReader,
    request: Partial<RunRequest> = {},
    more: { signal?: AbortSignal; stop?: AbortSignal; onProgress?: (progress: RunProgress) => void } = {},
  ) =>
    runModel(
      {
        slide: SLIDE,
        bundle,
        backEnd: 'auto',
        tissue: { spacingUmPerPx: 2, closeHolesUm2: 0, dropSpecksUm2: 0 },
        ...request,
      },
      {
        models,
        report,
        features,
        read,
        verified,
        version: '9.9.9',
        signal: more.signal ?? new AbortController().signal,
        ...(more.stop ? { stop: more.stop } : {}),
        onProgress: more.onProgress ?? (() => undefined),
        now: () => performance.now(),
      },
    );
  return { bundle, run, verified };
}

describe('runModel', () => {
  it('gives the answer of the formulae for the tissue patches, and says how it was made', async () => {
    const { bundle, run } = await setUp();
    const progress: RunProgress[] = [];
    const { read } = drawing();
    const result = await run(read, {}, { onProgress: (one) => progress.push(one) });
    expect(result.patches).toHaveLength(100);
    expect(result.patches[0]).toEqual({ x: 32, y: 0, width: 16, height: 16 });
    expect(result.patches[99]).toEqual({ x: 176, y: 144, width: 16, height: 16 });

    const bag = result.patches.map(({ x, y }) => bundle.encode(colourAt(x, y)));
    const whole = bundle.model.whole(bag);
    const off = (got: ArrayLike<number>, want: number[]) =>
      Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
    expect(off(classAnswer(result.answer).logits, whole.logits)).toBeLessThan(1e-4);
    const values = Object.fromEntries(result.maps.map((map) => [map.id, map.values]));
    expect(off(values['task-relevance'] ?? [], whole.relevance)).toBeLessThan(1e-4);
    expect(off(values['bottom-up-attention'] ?? [], whole.bottomUp)).toBeLessThan(1e-5);
    expect(off(values['top-down-attention'] ?? [], whole.topDown)).toBeLessThan(1e-5);
    expect(classAnswer(result.answer).scores.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);

    expect(result.run).toMatchObject({
      software: { name: 'Fovea', version: '9.9.9' },
      slide: { name: 'drawn.tif', spacingXUmPerPx: 0.5, spacingStatedBy: 'user' },
      bundle: { id: 'small-test' },
      plan: { stepPx: 16, sizePx: 16, columns: 12, rows: 10, enlargement: 1 },
      backEnd: { kind: 'wasm', adapter: null, threads: 2, precision: 'fp32' },
      notes: [],
      damagedTiles: 0,
    });
    const encode = progress.filter((one) => one.stage === 'encode');
    expect(encode.at(-1)).toMatchObject({ done: 100, total: 100 });
    const stages = progress.map(({ stage }) => stage).filter((stage, i, all) => stage !== all[i - 1]);
    const ends = stages.filter((stage) => stage !== 'partial' && stage !== 'encode');
    expect(ends).toEqual(['tissue', 'plan', 'model', 'head']);
    expect(result.run).not.toHaveProperty('coverage');
  });

  it('goes on after the browser was killed from what was on the disk, to exactly the same result', async () => {
    const disk = memoryDirectory();
    const store = () =>
      fileFeatureStore({ root: disk.root, locks: memoryLocks(), now: () => performance.now(), date: () => 1 });
    const straight = await (await setUp()).run(drawing().read);
    // 100 patches in batches of 16; the process ends while the fifth is read, with three batches ahead of the encoder.
    const gone = drawing({
      onPatches: (call) => {
        if (call === 5) throw new Error('killed');
      },
    });
    const before = await setUp({}, {}, store());
    let done = 0;
    const onProgress = (one: RunProgress) => {
      if (one.stage === 'encode') done = one.done;
    };
    await expect(before.run(gone.read, {}, { onProgress })).rejects.toThrow('killed');
    disk.kill();
    expect(done).toBeGreaterThan(0);

    const { read, counts } = drawing();
    const again = await (await setUp({}, {}, store())).run(read);
    expect(counts.patches).toBe(100 - done);
    expect(again.run.notes).toEqual([
      `features of ${done} of 100 patches kept from an earlier run, on whichever back end that was`,
    ]);
    expect(again.maps).toEqual(straight.maps);
    expect(again.answer).toEqual(straight.answer);
  });

  it('goes on in memory where the disk fills up on the way, and the record says so', async () => {
    const disk = memoryDirectory();
    disk.quotaBytes = 6000;
    const store = fileFeatureStore({
      root: disk.root,
      locks: memoryLocks(),
      now: () => performance.now(),
      date: () => 1,
    });
    const { run } = await setUp({}, {}, store);
    const straight = await (await setUp()).run(drawing().read);
    const result = await run(drawing().read);
    expect(result.run.notes).toEqual(['features not kept on this machine: its storage is full']);
    expect(result.maps).toEqual(straight.maps);
  });

  it('answers on the way from what there is, exactly as a head over just those patches', async () => {
    const { bundle, run } = await setUp();
    const partials: RunResult[] = [];
    const onProgress = (one: RunProgress) => {
      if (one.stage === 'partial') partials.push(one.result);
    };
    const result = await run(drawing().read, {}, { onProgress });
    // 100 patches in batches of 16: not every tenth can be told apart, and the time heads may take is not ours to say.
    expect(partials.length).toBeGreaterThan(0);
    for (const [i, partial] of partials.entries()) {
      const { coverage } = partial.run;
      expect(partial.id).toBe(result.id);
      expect(coverage).toMatchObject({ done: partial.patches.length, planned: 100, isStopped: false });
      expect(coverage?.done).toBeGreaterThanOrEqual(10);
      expect(coverage?.done).toBeGreaterThan(partials[i - 1]?.patches.length ?? 0);
      const whole = bundle.model.whole(partial.patches.map(({ x, y }) => bundle.encode(colourAt(x, y))));
      const { logits, scores } = classAnswer(partial.answer);
      for (const [k, logit] of whole.logits.entries()) expect(logits[k]).toBeCloseTo(logit, 4);
      const values = partial.maps.find(({ id }) => id === 'task-relevance')?.values ?? new Float32Array(0);
      expect(values).toHaveLength(partial.patches.length);
      for (const [k, relevance] of whole.relevance.entries()) expect(values[k]).toBeCloseTo(relevance, 4);
      // Not the answer before where that rests on almost the same: about a tenth of the plan lies between.
      const before = partials.slice(0, i).findLast((one) => one.patches.length <= partial.patches.length - 7.5);
      const change = before
        ? Math.max(...scores.map((score, k) => Math.abs(score - (classAnswer(before.answer).scores[k] ?? NaN))))
        : null;
      expect(coverage?.lastChange).toBe(change);
    }
  });

  it('stops where the user wants it to, from a tenth on, and goes on from there the next time', async () => {
    const { run } = await setUp();
    const straight = await run(drawing().read);
    const { run: again } = await setUp();
    const stop = new AbortController();
    const onPatches = (call: number) => {
      if (call === 5) stop.abort();
    };
    const { read } = drawing({ onPatches });
    const stopped = await again(read, {}, { stop: stop.signal });
    expect(stopped.run.coverage).toMatchObject({ done: stopped.patches.length, planned: 100, isStopped: true });
    expect(stopped.patches.length).toBeGreaterThanOrEqual(10);
    expect(stopped.patches.length).toBeLessThan(100);
    const rows = stopped.patches.map(({ x, y }) => y * 1000 + x);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    const whole = await again(read);
    const kept = /features of (\d+) of 100 patches kept/.exec(whole.run.notes.join());
    expect(Number(kept?.[1])).toBeGreaterThanOrEqual(stopped.patches.length);
    expect(whole.run).not.toHaveProperty('coverage');
    expect(whole.answer).toEqual(straight.answer);
  });

  it('stopped while an answer is made, ends with that one: no head runs twice, and nothing is said to have settled', async () => {
    const { run } = await setUp();
    const stop = new AbortController();
    const progress: RunProgress[] = [];
    const stopped = await run(
      drawing().read,
      {},
      {
        stop: stop.signal,
        onProgress(one) {
          progress.push(one);
          if (one.stage === 'partial') stop.abort();
        },
      },
    );
    const [first] = progress.flatMap((one) => (one.stage === 'partial' ? [one.result] : []));
    expect(stopped.run.coverage).toEqual({
      done: first?.patches.length,
      planned: 100,
      lastChange: null,
      isStopped: true,
    });
    expect([stopped.answer, stopped.maps, stopped.patches]).toEqual([first?.answer, first?.maps, first?.patches]);
    expect(progress.map(({ stage }) => stage)).not.toContain('head');
  });

  it('encodes only what is new the second time', async () => {
    const { run } = await setUp();
    const { read, counts } = drawing();
    const first = await run(read);
    expect(counts.patches).toBe(100);
    const second = await run(read);
    expect(counts.patches).toBe(100);
    expect(second.answer).toEqual(first.answer);
    await run(read, { slide: { ...SLIDE, fingerprint: '0'.repeat(64) } });
    expect(counts.patches).toBe(200);
  });

  it('uses the GPU where there is one, but not a software adapter unless asked by name', async () => {
    const gpu = await setUp({ webgpu: {} });
    expect((await gpu.run(drawing().read)).run.backEnd).toMatchObject({ kind: 'webgpu', adapter: 'pretended adapter' });
    const software = await setUp({ webgpu: { software: true } });
    expect((await software.run(drawing().read)).run).toMatchObject({ backEnd: { kind: 'wasm' }, notes: [] });
    expect((await software.run(drawing().read, { backEnd: 'webgpu' })).run.backEnd.kind).toBe('webgpu');
  });

  it('falls back to WASM with a note when the golden answer is wrong there, and remembers neither', async () => {
    // NaN-free but wrong: the pretended GPU fails its first runs, which are the golden ones.
    const { run, verified } = await setUp({
      webgpu: {
        onRun: () => {
          throw new Error('wrong shader');
        },
      },
    });
    const notes: RunProgress[] = [];
    const { run: record } = await run(
      drawing().read,
      {},
      { onProgress: (one) => one.stage === 'note' && notes.push(one) },
    );
    expect(record.backEnd.kind).toBe('wasm');
    expect(notes).toMatchObject([{ note: { kind: 'fell-back-to-wasm', error: { code: 'run/back-end-failed' } } }]);
    expect(record.notes[0]).toContain('fell back from WebGPU to WASM');
    expect([...verified].map((key) => key.split(' ')[0])).toEqual(['wasm']);
  });

  it('refuses a bundle whose golden answer no back end gives', async () => {
    const { run } = await setUp({ webgpu: {} }, { spoilGolden: true });
    await expect(run(drawing().read)).rejects.toMatchObject({
      code: 'model/golden-mismatch',
      context: { bundle: 'small-test', backend: 'wasm' },
    });
  });

  it('goes on with WASM from where the GPU failed in the middle of a run', async () => {
    let runs = 0;
    const { run } = await setUp({
      webgpu: {
        onRun: () => {
          // The golden test takes about 20 runs; then some batches are encoded.
          if (++runs > 24) throw new Error('a kernel failed');
        },
      },
    });
    const { read, counts } = drawing();
    const reference = await (await setUp()).run(drawing().read);
    const result = await run(read);
    expect(result.run.backEnd.kind).toBe('wasm');
    expect(classAnswer(result.answer).logits).toEqual(classAnswer(reference.answer).logits);
    // Of the batches that the GPU had done nothing is encoded again; a few read ahead were lost.
    expect(counts.patches).toBeLessThan(200);
  });

  it('says in the record that features were kept from an earlier run', async () => {
    const { run } = await setUp();
    const first = await run(drawing().read);
    const second = await run(drawing().read);
    const n = first.patches.length;
    expect(first.run.notes.join()).not.toContain('kept');
    expect(second.run.notes).toContain(
      `features of ${n} of ${n} patches kept from an earlier run, on whichever back end that was`,
    );
    expect(classAnswer(second.answer).logits).toEqual(classAnswer(first.answer).logits);
  });

  it('sends a bag that the GPU cannot bind to WASM', async () => {
    const { run } = await setUp({ webgpu: { tensorBytes: 50 * 16 * 4 } });
    const { run: record } = await run(drawing().read);
    expect(record.backEnd.kind).toBe('wasm');
    expect(record.notes[0]).toContain('can be bound');
  });

  it('ends with run/gpu-lost when the device goes away', async () => {
    let lose: (what: string) => void = () => undefined;
    const { run } = await setUp({
      webgpu: {
        whenLost: new Promise((resolve) => {
          lose = resolve;
        }),
        onRun: (count) => {
          if (count < 24) return;
          // The run fails first; the loss is told a little later.
          setTimeout(() => {
            lose('the adapter was removed');
          }, 20);
          throw new Error('device error');
        },
      },
    });
    await expect(run(drawing().read)).rejects.toMatchObject({
      code: 'run/gpu-lost',
      context: { what: 'the adapter was removed' },
    });
  });

  it('does not blame the back end for the slide: a read error ends the run', async () => {
    const { run } = await setUp({ webgpu: {} });
    const failing = drawing({
      onPatches: (call) => {
        if (call === 3) throw new Error('network down');
      },
    });
    await expect(run(failing.read)).rejects.toThrow('network down');
  });

  it('counts each damaged tile once, however many batches share it, and notes one thread', async () => {
    const { run } = await setUp({ threads: 1 });
    const { run: record } = await run(drawing({ holes: (call) => ['0/4,2', `0/${call},3`] }).read);
    expect(record.damagedTiles).toBe(8);
    expect(record.notes).toEqual([expect.stringContaining('one thread'), '8 damaged or missing tiles read as white']);
  });

  it('stops at an abort, and reads no more', async () => {
    const { run } = await setUp();
    const controller = new AbortController();
    const slide = drawing({
      onPatches: (call) => {
        if (call === 4) controller.abort();
      },
    });
    await expect(run(slide.read, {}, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(slide.counts.calls).toBe(4);
  });

  it('says when there is no tissue or the slide is too coarse, before anything is fetched', async () => {
    const { run } = await setUp();
    const blank: PatchReader = ({ rects, outWidthPx, outHeightPx }) =>
      Promise.resolve({ pixels: new Uint8Array(rects.length * outWidthPx * outHeightPx * 3).fill(240), holes: [] });
    const stages = new Set<string>();
    const onProgress = ({ stage }: RunProgress) => stages.add(stage);
    await expect(run(blank, {}, { onProgress })).rejects.toMatchObject({
      code: 'run/no-tissue',
      context: { slide: 'drawn.tif', tissueShare: 0 },
    });
    const coarse = { ...SLIDE, spacing: { xUmPerPx: 0.7, yUmPerPx: 0.7 } };
    await expect(run(blank, { slide: coarse }, { onProgress })).rejects.toMatchObject({
      code: 'run/slide-too-coarse',
      context: { slideUmPerPx: 0.7, modelUmPerPx: 0.5 },
    });
    expect([...stages]).toEqual(['tissue']);
  });

  it('notes that pixels were enlarged', async () => {
    const { run } = await setUp();
    const slide = { ...SLIDE, spacing: { xUmPerPx: 0.6, yUmPerPx: 0.6 } };
    const { run: record } = await run(drawing().read, { slide });
    expect(record.plan.enlargement).toBeCloseTo(1.2, 9);
    expect(record.notes).toEqual(["slide pixels enlarged 1.200 times to the model's spacing"]);
  });
});
