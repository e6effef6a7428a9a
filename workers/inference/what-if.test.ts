import { describe, expect, it } from 'vitest';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { nodeRuntime } from '#test-support/node-runtime.ts';
import type { NodeRuntimeOptions } from '#test-support/node-runtime.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import type { SlideForRun } from './contract.ts';
import { memoryFeatureStore } from './feature-store.ts';
import { createModels } from './models.ts';
import { runModel } from './run-model.ts';
import { createQuestions } from './what-if.ts';
import { sentSubject } from './what-if-subject.ts';

/** 10 × 8 patches of 16 px, each of a colour of its own. */
const SLIDE: SlideForRun = {
  slideId: 's1',
  name: 'drawn.tif',
  fingerprint: 'f'.repeat(64),
  width: 160,
  height: 128,
  spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
  spacingStatedBy: 'user',
};

const colourAt = (x: number, y: number): [number, number, number] => {
  const [i, j] = [Math.floor(x / 16), Math.floor(y / 16)];
  return [150 + ((i * 37 + j * 11) % 90), 30 + ((i * 17 + j * 53) % 60), 120 + ((i * 71 + j * 29) % 100)];
};

const read: PatchReader = ({ rects, outWidthPx, outHeightPx }) => {
  const pixels = rects.flatMap(({ x, y, width, height }) =>
    Array.from({ length: outWidthPx * outHeightPx }, (_, i) =>
      colourAt(
        x + (((i % outWidthPx) + 0.5) * width) / outWidthPx,
        y + ((Math.floor(i / outWidthPx) + 0.5) * height) / outHeightPx,
      ),
    ).flat(),
  );
  return Promise.resolve({ pixels: Uint8Array.from(pixels), holes: [] });
};

async function setUp(options: NodeRuntimeOptions = {}, readForRun = read) {
  const bundle = await smallBundle();
  const runtime = nodeRuntime(options);
  const models = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now() });
  const features = memoryFeatureStore();
  const report = await runtime.report();
  const verified = new Set<string>();
  const signal = new AbortController().signal;
  const base = { models, features, now: () => performance.now() };
  const given = { report, read, verified, signal };
  const tissue = { spacingUmPerPx: 2, closeHolesUm2: 0, dropSpecksUm2: 0 };
  const context = { ...base, ...given, version: '9.9.9', onProgress: () => undefined };
  const run = (reading: PatchReader) =>
    runModel({ slide: SLIDE, bundle, backEnd: 'auto', tissue }, { ...context, read: reading });
  const result = await run(readForRun);
  const subject = { slide: SLIDE, bundle, result };
  const questions = () => createQuestions(sentSubject(subject), base);
  return { bundle, result, subject, questions, given, base, run };
}

const off = (got: ArrayLike<number>, want: ArrayLike<number>) => {
  expect(got.length).toBe(want.length);
  return Math.max(...Array.from(want, (value, i) => Math.abs(value - (got[i] ?? NaN))));
};

describe('questions about a TDA-MIL result', () => {
  it('gives the full answer where all is kept, and the formulae’s where some is left out', async () => {
    const { bundle, result, questions, given } = await setUp();
    const asked = questions();
    const n = result.patches.length;
    const full = await asked.ask(new Uint8Array(n).fill(1), given);
    expect(off(classAnswer(full.answer).logits, classAnswer(result.answer).logits)).toBeLessThan(1e-6);
    for (const [i, map] of full.maps.entries())
      expect(off(map.values, result.maps[i]?.values ?? [])).toBeLessThan(1e-6);
    expect(full).toMatchObject({ keptCount: n });
    expect(full).not.toHaveProperty('ranOn');

    const kept = Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const some = await asked.ask(kept, given);
    const left = result.patches.filter((_, i) => kept[i] === 1);
    const whole = bundle.model.whole(left.map(({ x, y }) => bundle.encode(colourAt(x, y))));
    expect(some.keptCount).toBe(left.length);
    expect(off(classAnswer(some.answer).logits, whole.logits)).toBeLessThan(1e-4);
    const own = some.maps.map(({ values }) => values.filter((_, i) => kept[i] === 1));
    expect(off(own[0] ?? [], whole.relevance)).toBeLessThan(1e-4);
    expect(left.length * off(own[1] ?? [], whole.bottomUp)).toBeLessThan(1e-3);
    expect(left.length * off(own[2] ?? [], whole.topDown)).toBeLessThan(1e-3);
    for (const { values } of some.maps) expect(values.filter(Number.isNaN)).toHaveLength(n - left.length);
  });

  it('says that the features are gone, and that the bundle is another one', async () => {
    const { questions, given, subject, base, bundle } = await setUp();
    const forgetful = createQuestions(sentSubject(subject), { ...base, features: memoryFeatureStore() });
    await expect(forgetful.prepare(given)).rejects.toMatchObject({
      code: 'result/no-features',
      context: { missing: 80, patches: 80 },
    });
    const files = bundle.manifest.files.map((file) => ({ ...file, sha256: '1'.repeat(64) }));
    const changed = { ...subject, bundle: { ...bundle, manifest: { ...bundle.manifest, files } } };
    expect(() => createQuestions(sentSubject(changed), base)).toThrow(
      expect.objectContaining({ code: 'model/hash-mismatch' }) as Error,
    );
    await expect(questions().ask(new Uint8Array(80), given)).rejects.toThrow(RangeError);
  });

  it('rests on what the run rested on where a tile was damaged, also when a later run could read it', async () => {
    let reads = 0;
    /** Patches at x = 32, y = 48 are white. */
    const damaged: PatchReader = async (request) => {
      const { pixels } = await read(request);
      if (request.outWidthPx !== 16) return { pixels, holes: [], holed: [] };
      reads += request.rects.length;
      const holed = [...request.rects.keys()].filter((k) => request.rects[k]?.x === 32 && request.rects[k].y === 48);
      for (const k of holed) pixels.fill(255, k * 16 * 16 * 3, (k + 1) * 16 * 16 * 3);
      return { pixels, holes: holed.map(() => '0/0,0'), holed };
    };
    const { bundle, result, subject, given, base, run } = await setUp({}, damaged);
    const patches = result.patches;
    expect([patches.length, reads, result.run.damagedTiles]).toEqual([80, 80, 1]);
    const kept = Uint8Array.from(patches, (_, i) => (i % 3 === 0 ? 0 : 1));
    const colourThen = (x: number, y: number): [number, number, number] =>
      x === 32 && y === 48 ? [255, 255, 255] : colourAt(x, y);
    const left = patches.filter((_, i) => kept[i] === 1);
    expect(left.some(({ x, y }) => x === 32 && y === 48)).toBe(true);
    const answer = async (about: typeof subject) => {
      const said = await createQuestions(sentSubject(about), base).ask(kept, given);
      return classAnswer(said.answer).logits;
    };
    const of = (colour: typeof colourAt) =>
      bundle.model.whole(left.map(({ x, y }) => bundle.encode(colour(x, y)))).logits;
    expect(off(await answer(subject), of(colourThen))).toBeLessThan(1e-4);
    // The tile is read again, and it alone.
    let readAgain = 0;
    const later = await run((request) => {
      if (request.outWidthPx === 16) readAgain += request.rects.length;
      return read(request);
    });
    expect([readAgain, later.run.damagedTiles]).toEqual([1, 0]);
    expect(off(await answer({ ...subject, result: later }), of(colourAt))).toBeLessThan(1e-4);
    expect(off(await answer(subject), of(colourThen))).toBeLessThan(1e-4);
    expect(off(of(colourAt), of(colourThen))).toBeGreaterThan(1e-3);
  });

  it('runs where the result ran; says so where that fails, and does not try again', async () => {
    let runs = 0;
    let isBroken = false;
    const onRun = () => {
      runs++;
      if (isBroken) throw new Error('no kernel');
    };
    const { result, questions, given } = await setUp({ webgpu: { onRun } });
    expect(result.run.backEnd.kind).toBe('webgpu');
    const asked = questions();
    const kept = new Uint8Array(80).fill(1).fill(0, 3, 9);
    runs = 0;
    const there = await asked.ask(kept, given);
    expect(runs).toBeGreaterThan(5);
    expect(there).not.toHaveProperty('ranOn');
    isBroken = true;
    runs = 0;
    const here = await asked.ask(kept, given);
    expect(here.ranOn).toBe('wasm');
    expect(runs).toBe(1);
    for (const [i, { values }] of here.maps.entries())
      expect(
        off(
          values.filter((v) => !Number.isNaN(v)),
          (there.maps[i]?.values ?? values).filter((v) => !Number.isNaN(v)),
        ),
      ).toBeLessThan(1e-5);
    await asked.ask(kept, given);
    expect(runs).toBe(1);
  });

  it('stops between two graph runs when aborted, and answers the next question', async () => {
    const controller = new AbortController();
    let runs = 0;
    const stopAt = { run: Infinity };
    const onRun = () => {
      if (++runs === stopAt.run) controller.abort(new DOMException('enough', 'AbortError'));
    };
    const { questions, given } = await setUp({ webgpu: { onRun } });
    const asked = questions();
    await asked.prepare(given);
    stopAt.run = runs + 3;
    const kept = new Uint8Array(80).fill(1).fill(0, 0, 40);
    await expect(asked.ask(kept, { ...given, signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(runs).toBe(stopAt.run);
    expect((await asked.ask(kept, given)).keptCount).toBe(40);
  });
});
