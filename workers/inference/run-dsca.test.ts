import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { finePatches } from '#core/patches/two-scale-plan.ts';
import { runDscaHead } from '#core/pipelines/dsca-head.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { isSurvival } from '#core/result/run-result.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { nodeRuntime } from '#test-support/node-runtime.ts';
import type { NodeRuntimeOptions } from '#test-support/node-runtime.ts';
import { sha256 } from '#test-support/small-bundle.ts';
import { fromRoot } from '../../scripts/paths.ts';
import type { BundleRef, RunProgress, RunRequest, SlideForRun } from './contract.ts';
import { memoryFeatureStore } from './feature-store.ts';
import { maxDifference } from './golden-file.ts';
import { createModels } from './models.ts';
import { runModel } from './run-model.ts';
import { storedFeatures } from './stored-features.ts';

const BASE_URL = 'https://bundle.test/phantom-dsca/';
const file = (path: string) => readFileSync(fromRoot('models/phantom-dsca', path));
const manifest = dscaManifest();
const bundle = { baseUrl: BASE_URL, manifest };
const { patch_size_pixels: SIZE, spacing_um_px: UM_PER_PX } = manifest;

function dscaManifest(): ManifestOf<'dsca'> {
  const parsed = parseManifest(JSON.parse(file('model.json').toString()));
  if (parsed.architecture !== 'dsca') throw new Error('the phantom bundle is a DSCA');
  return parsed;
}

/** 3 × 2 low-resolution patches and a quarter of a column more; glass in the first column. */
const SLIDE: SlideForRun = {
  slideId: 's1',
  name: 'drawn.tif',
  fingerprint: 'f'.repeat(64),
  width: SIZE * 4 * 3.25,
  height: SIZE * 4 * 2,
  spacing: { xUmPerPx: UM_PER_PX / 4, yUmPerPx: UM_PER_PX / 4 },
  spacingStatedBy: 'metadata',
};

const colourAt = (x: number, y: number, slideWidth: number = SLIDE.width): [number, number, number] => {
  if (x < SIZE * 4 || x >= slideWidth || y >= SLIDE.height) return [255, 255, 255];
  return [150 + 60 * Math.sin(x / 90), 90 + 40 * Math.cos(y / 130), 160];
};

/** Draws the slide at any scale; keeps the sizes of the patches asked for. */
function drawing(onRead: (width: number, count: number) => void = () => undefined, slideWidth = SLIDE.width) {
  const sizes: number[] = [];
  const read: PatchReader = ({ rects, outWidthPx, outHeightPx }) => {
    if (outWidthPx === SIZE && outHeightPx === SIZE) {
      // As strict as the slide worker.
      if (new Set(rects.map(({ width }) => width)).size > 1) throw new Error('patches of one request are of one size');
      sizes.push(...rects.map(({ width }) => width));
      onRead(rects[0]?.width ?? NaN, rects.length);
    }
    const pixels = new Uint8Array(rects.length * outWidthPx * outHeightPx * 3);
    let at = 0;
    for (const { x, y, width, height } of rects)
      for (let j = 0; j < outHeightPx; j++)
        for (let i = 0; i < outWidthPx; i++, at += 3)
          pixels.set(
            colourAt(x + ((i + 0.5) * width) / outWidthPx, y + ((j + 0.5) * height) / outHeightPx, slideWidth),
            at,
          );
    return Promise.resolve({ pixels, holes: [] });
  };
  return { read, sizes };
}

/** The fifth batch of sixteen is read when the first one is encoded. */
function breakAtFifthBatch(onFifth: () => void): (width: number, count: number) => void {
  let patches = 0;
  return (_width, count) => {
    patches += count;
    if (patches > 4 * 16) onFifth();
  };
}

async function setUp(options: NodeRuntimeOptions = {}, of: BundleRef = bundle) {
  const runtime = nodeRuntime(options);
  const fetch = (url: string) => {
    const path = url.slice(BASE_URL.length);
    return Promise.resolve(new Response(path === HALF ? halfEncoder() : new Uint8Array(file(path))));
  };
  const models = createModels({ runtime, fetch, now: () => performance.now() });
  const features = memoryFeatureStore();
  const report = await runtime.report();
  const verified = new Set<string>();
  const run = (
    read: PatchReader,
    request: Partial<RunRequest> = {},
    onProgress: (one: RunProgress) => void = () => undefined,
    stop = new AbortController().signal,
  ) =>
    runModel(
      { slide: SLIDE, bundle: of, backEnd: 'wasm', tissue: { closeHolesUm2: 0, dropSpecksUm2: 0 }, ...request },
      {
        models,
        report,
        features,
        read,
        verified,
        version: '9.9.9',
        signal: new AbortController().signal,
        stop,
        onProgress,
        now: () => performance.now(),
      },
    );
  return { run, models, features };
}

const HALF = 'encoder.fp16.onnx';

/** Another file of the same encoder: a document string (field 6 of `ModelProto`) more. */
function halfEncoder(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...file('encoder.onnx'), (6 << 3) | 2, 1, 'x'.charCodeAt(0)]);
}

/** The phantom bundle with a second file for GPUs with `shader-f16`. */
async function withHalf(): Promise<BundleRef> {
  const bytes = halfEncoder();
  const listed = { path: HALF, sha256: await sha256(bytes), bytes: bytes.length };
  const { encoder, files } = manifest;
  const changed = { ...encoder, files: { ...encoder.files, fp16: HALF } };
  return { baseUrl: BASE_URL, manifest: { ...manifest, encoder: changed, files: [...files, listed] } };
}

describe('a run of DSCA', () => {
  it('reads both resolutions aligned, and answers as the head does on their features', async () => {
    const { run, models } = await setUp();
    const { read, sizes } = drawing();
    const progress: RunProgress[] = [];
    const result = await run(read, {}, (one) => progress.push(one));
    const n = result.patches.length;
    // Column by column, as the bundle wants it; of the fourth column too little is on the slide.
    const step = SIZE * 4;
    expect(result.patches.map(({ x, y }) => [x / step, y / step])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ]);
    expect(sizes.filter((width) => width === step)).toHaveLength(n);
    expect(sizes.filter((width) => width === SIZE)).toHaveLength(n * 16);
    expect(result.run.plan).toMatchObject({ scale: 4, stepPx: step, enlargement: 1, modelSpacingUmPerPx: UM_PER_PX });
    const encode = progress.filter((one) => one.stage === 'encode');
    expect(encode[0]).toMatchObject({ done: 0, total: n * 17 });
    expect(encode.at(-1)).toMatchObject({ done: n * 17, total: n * 17 });
    expect(encode.map(({ done }) => done)).toEqual(encode.map(({ done }) => done).sort((a, b) => a - b));

    const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
    const { encoder, graphs } = await models.load(bundle, 'wasm', quiet);
    if (!encoder) throw new Error('a DSCA has an encoder');
    const encoded = async (rects: typeof result.patches) => {
      const { pixels } = await read({ rects, outWidthPx: SIZE, outHeightPx: SIZE });
      return encoder.encode(pixels, rects.length);
    };
    const want = await runDscaHead(
      graphs,
      manifest.head,
      {
        low: await encoded(result.patches),
        high: await encoded(finePatches(result.patches, { stepPx: step, scale: 4 })),
        places: { column: Int32Array.of(1, 1, 2, 2), row: Int32Array.of(0, 1, 0, 1) },
      },
      { limits: { scoreBytes: 2 ** 26, tensorBytes: 2 ** 30 } },
    );
    if (!isSurvival(result.answer)) throw new Error('a DSCA gives a survival answer');
    expect(maxDifference(Float32Array.from(result.answer.hazards), want.output)).toBeLessThan(1e-5);
    expect(maxDifference(result.maps[0]?.values ?? new Float32Array(), want.globalAttention)).toBeLessThan(1e-5);
    expect(result.maps.map(({ patches }) => patches?.length ?? n)).toEqual([n, n * 16, n * 16]);
  });

  it('encodes nothing again the second time, of either resolution, and says so', async () => {
    const { run } = await setUp();
    const first = await run(drawing().read);
    const { read, sizes } = drawing();
    const second = await run(read);
    expect(sizes).toEqual([]);
    expect(second.answer).toEqual(first.answer);
    expect(second.run.notes.join()).toContain('features of 68 of 68 patches kept');
  });

  it('answers on the way from whole blocks of coarse patches, and stops there when wanted', async () => {
    // Five columns of tissue: two blocks of 4 × 4 cells, cut by the edges.
    const wide = { ...SLIDE, width: SIZE * 4 * 6 };
    const { run } = await setUp();
    const { read } = drawing(() => undefined, wide.width);
    const partials: RunResult[] = [];
    const stop = new AbortController();
    const stopped = await run(
      read,
      { slide: wide },
      (one) => {
        if (one.stage !== 'partial') return;
        partials.push(one.result);
        stop.abort();
      },
      stop.signal,
    );
    const [first] = partials;
    const planned = stopped.run.coverage?.planned ?? 0;
    expect(first?.run.coverage).toMatchObject({ isStopped: false, lastChange: null });
    expect(stopped.run.coverage).toMatchObject({ done: stopped.patches.length, isStopped: true, lastChange: null });
    expect(stopped.patches.length).toBeLessThan(planned);
    expect(stopped.answer).toEqual(first?.answer);
    const whole = await run(read, { slide: wide });
    expect(whole.run).not.toHaveProperty('coverage');
    const firstBlock = whole.patches.filter(({ x, y }) => x < SIZE * 16 && y < SIZE * 16);
    expect(stopped.patches).toEqual(firstBlock);
    expect(whole.patches.length).toBe(planned);
    const fine = stopped.maps.find(({ id }) => id === 'cross-attention');
    expect(fine?.patches).toHaveLength(stopped.patches.length * 16);
    const kept = /features of (\d+) of/.exec(whole.run.notes.join());
    expect(Number(kept?.[1])).toBeGreaterThanOrEqual(stopped.patches.length * 17);
    // As if the rest of the slide were not there: the answer of a slide that ends with the block.
    const alone = await setUp();
    const narrow = { ...SLIDE, width: SIZE * 16 };
    const ofBlock = await alone.run(drawing(() => undefined, wide.width).read, { slide: narrow });
    expect(ofBlock.patches).toEqual(stopped.patches);
    expect(ofBlock.answer).toEqual(stopped.answer);
  });

  it('encodes all again where the GPU fails on the way and the next back end takes other weights', async () => {
    const of = await withHalf();
    let broken = false;
    const onRun = () => {
      if (broken) throw new Error('a kernel failed');
    };
    const { run } = await setUp({ webgpu: { shaderF16: true, onRun } }, of);
    const { read, sizes } = drawing(breakAtFifthBatch(() => (broken = true)));
    const result = await run(read, { backEnd: 'auto' });
    const n = result.patches.length;
    expect(result.run.notes.join()).toContain('fell back from WebGPU to WASM');
    expect(result.run.backEnd).toMatchObject({ kind: 'wasm', precision: 'fp32' });
    expect(sizes.filter((width) => width === SIZE * 4)).toHaveLength(2 * n);
    expect(result.run.notes.join()).not.toContain('kept');
    const whole = await (await setUp()).run(drawing().read);
    expect(result.answer).toEqual(whole.answer);
  });

  it('keeps what is done where the next back end takes the same weights', async () => {
    let broken = false;
    const onRun = () => {
      if (broken) throw new Error('a kernel failed');
    };
    const { run } = await setUp({ webgpu: { shaderF16: true, onRun } });
    const { read } = drawing(breakAtFifthBatch(() => (broken = true)));
    const result = await run(read, { backEnd: 'auto' });
    expect(result.run.backEnd).toMatchObject({ kind: 'wasm', precision: 'fp32' });
    expect(result.run.notes.join()).toContain(`features of 16 of ${result.patches.length * 17} patches kept`);
    const whole = await (await setUp()).run(drawing().read);
    expect(result.answer).toEqual(whole.answer);
  });

  it('records the precision of the features where only the head fell back, so that they are found again', async () => {
    const of = await withHalf();
    let broken = false;
    const onRun = () => {
      if (broken) throw new Error('a kernel failed');
    };
    const { run, features } = await setUp({ webgpu: { shaderF16: true, onRun } }, of);
    const { read, sizes } = drawing();
    const result = await run(read, { backEnd: 'auto' }, (one) => {
      if (one.stage === 'encode' && one.done === one.total) broken = true;
    });
    const n = result.patches.length;
    expect(result.run.notes.join()).toContain('fell back from WebGPU to WASM');
    expect(result.run.backEnd).toMatchObject({ kind: 'wasm', precision: 'fp16' });
    expect(sizes).toHaveLength(n * 17);
    const { precision } = result.run.backEnd;
    const { stepPx } = result.run.plan;
    const request = { slide: SLIDE, bundle: of, stepPx, patches: result.patches };
    await expect(storedFeatures(features, { ...request, precision })).resolves.toHaveLength(
      n * manifest.encoder.feature_dim,
    );
    await expect(storedFeatures(features, { ...request, precision: 'fp32' })).rejects.toMatchObject({
      code: 'result/no-features',
    });
  });

  it('refuses a slide that is too coarse for the finer patches, before anything is read', async () => {
    const { run } = await setUp();
    const reads: unknown[] = [];
    const counting: PatchReader = (request) => {
      reads.push(request);
      return drawing().read(request);
    };
    const at = (umPerPx: number) => ({ ...SLIDE, spacing: { xUmPerPx: umPerPx, yUmPerPx: umPerPx } });
    await expect(run(counting, { slide: at((UM_PER_PX / 4) * 1.31) })).rejects.toMatchObject({
      code: 'run/slide-too-coarse',
      context: { modelUmPerPx: UM_PER_PX / 4 },
    });
    expect(reads).toEqual([]);
    const enlarged = await run(drawing().read, { slide: at((UM_PER_PX / 4) * 1.25) });
    expect(enlarged.run.plan.enlargement).toBeCloseTo(1.25, 9);
    expect(enlarged.run.notes).toContain("slide pixels enlarged 1.250 times to the model's spacing");
  });
});
