import { describe, expect, it } from 'vitest';
import { classAnswer } from '#core/result/run-result.ts';
import { parseManifest } from '#core/model/manifest.ts';
import { FULL } from '#test-support/full.ts';
import { serveCalls } from '../shared/calls.ts';
import type { SlideCalls } from '../slide/calls.ts';
import type { PatchRequest } from '../slide/contract.ts';
import { createInferenceClient } from './client.ts';
import type { BundleRef, RunProgress, SlideForRun } from './contract.ts';

const baseUrl = new URL('/models/phantom-tda-mil/', location.href).href;

async function phantomBundle(): Promise<BundleRef> {
  const response = await fetch(`${baseUrl}model.json`);
  return { baseUrl, manifest: parseManifest(await response.json()) };
}

/**
 * A slide worker that paints: glass on the right third, speckled pink elsewhere; `delayMs` per request. While `stuck` says so, a request
 * waits for its abort.
 */
function paintedSlides(delayMs = 0, stuck: (request: PatchRequest) => boolean = () => false) {
  const asked: PatchRequest[] = [];
  const handlers = {
    async patches(request: PatchRequest, { signal }: { signal: AbortSignal }) {
      asked.push(request);
      if (stuck(request)) {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
      }
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      signal.throwIfAborted();
      const { rects, outWidthPx, outHeightPx } = request;
      const pixels = new Uint8Array(rects.length * outWidthPx * outHeightPx * 3);
      let at = 0;
      for (const rect of rects) {
        for (let y = 0; y < outHeightPx; y++) {
          for (let x = 0; x < outWidthPx; x++) {
            const slideX = rect.x + ((x + 0.5) * rect.width) / outWidthPx;
            const slideY = rect.y + ((y + 0.5) * rect.height) / outHeightPx;
            const glass = slideX > SLIDE.width * 0.66;
            const speck = (Math.floor(slideX / 8) + Math.floor(slideY / 8)) % 3 === 0 ? 40 : 0;
            pixels[at++] = glass ? 243 : 215 - speck;
            pixels[at++] = glass ? 242 : 150 - speck;
            pixels[at++] = glass ? 244 : 190;
          }
        }
      }
      return { value: { pixels, holes: [] }, transfer: [pixels.buffer] };
    },
  };
  const openPort = () => {
    const { port1, port2 } = new MessageChannel();
    serveCalls<Pick<SlideCalls, 'patches'>>(handlers, port1);
    return Promise.resolve(port2);
  };
  return { openPort, asked };
}

const SLIDE: SlideForRun = {
  slideId: 'painted',
  name: 'painted.tif',
  fingerprint: null,
  width: 3000,
  height: 2000,
  spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
  spacingStatedBy: 'metadata',
};

/** Corners of it: where two batches are all, and where four are. */
const SMALL_SLIDE: SlideForRun = { ...SLIDE, width: 2000, height: 1400 };
const MIDDLE_SLIDE: SlideForRun = { ...SLIDE, width: 2600, height: 1800 };

describe('the inference client with the shipped phantom bundle', () => {
  // The software GPU takes half a minute.
  it('answers the golden input right, whole tensors', async () => {
    const client = createInferenceClient({ slides: paintedSlides() });
    const bundle = await phantomBundle();
    for (const backEnd of FULL ? (['wasm', 'webgpu'] as const) : (['wasm'] as const)) {
      const report = await client.check({ bundle, backEnd });
      expect(report.passed).toBe(true);
    }
    client.dispose();
  });

  it('plans, runs and answers; a second run reuses the features and the verdict', async () => {
    const slides = paintedSlides();
    const client = createInferenceClient({ slides });
    const bundle = await phantomBundle();
    const { mask, plan } = await client.plan({ slide: SLIDE, bundle });
    expect(mask.tissueShare).toBeGreaterThan(0.6);
    expect(mask.tissueShare).toBeLessThan(0.7);
    const progress: RunProgress[] = [];
    const result = await client.run({ slide: SLIDE, bundle, backEnd: 'wasm' }, (one) => progress.push(one));
    const n = plan.column.length;
    expect(result.patches.length).toBe(n);
    for (const { values } of result.maps) {
      expect(values.length).toBe(n);
      expect(values.every(Number.isFinite)).toBe(true);
    }
    const attention = result.maps.find(({ id }) => id === 'top-down-attention')?.values ?? new Float32Array();
    const sum = attention.reduce((a, b) => a + b, 0);
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThanOrEqual(1.00001);
    expect(result.run.backEnd.kind).toBe('wasm');
    const stages = new Set(progress.map(({ stage }) => stage));
    expect([...stages]).toEqual(expect.arrayContaining(['tissue', 'plan', 'model', 'encode', 'head']));

    const before = slides.asked.length;
    const again = await client.run({ slide: SLIDE, bundle, backEnd: 'wasm' }, () => undefined);
    expect(classAnswer(again.answer).logits).toEqual(classAnswer(result.answer).logits);
    const patchesAskedAgain = slides.asked.slice(before).filter(({ outWidthPx }) => outWidthPx === 128);
    expect(patchesAskedAgain).toEqual([]);
    client.dispose();
  });

  it('stops within a second when cancelled, and runs again afterwards', async () => {
    const slides = paintedSlides(60);
    const client = createInferenceClient({ slides });
    const bundle = await phantomBundle();
    const controller = new AbortController();
    let abortedAt = 0;
    const running = client.run(
      { slide: SMALL_SLIDE, bundle, backEnd: 'wasm' },
      (progress) => {
        if (progress.stage === 'encode' && progress.done > 0 && abortedAt === 0) {
          abortedAt = performance.now();
          controller.abort();
        }
      },
      controller.signal,
    );
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - abortedAt).toBeLessThan(1000);
    // What was under way when the worker was told may still have asked; then it is gone.
    await new Promise((resolve) => setTimeout(resolve, 1000 - (performance.now() - abortedAt)));
    const asked = slides.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(slides.asked.length).toBe(asked);
    const result = await client.run({ slide: SMALL_SLIDE, bundle, backEnd: 'wasm' }, () => undefined);
    expect(result.maps[0]?.values.length).toBe(result.patches.length);
    client.dispose();
  });

  it('says that its worker crashed in the middle of a run, and the next run goes on from there', async () => {
    // Two batches of patches come, the third not before the crash.
    let batches = 0;
    let hasCrashed = false;
    const slides = paintedSlides(0, ({ outWidthPx }) => outWidthPx === 128 && !hasCrashed && ++batches > 2);
    const workers: Worker[] = [];
    const startWorker = () => {
      const worker = new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'fovea-inference' });
      workers.push(worker);
      return worker;
    };
    const client = createInferenceClient({ slides, startWorker });
    const fingerprint = Array.from(crypto.getRandomValues(new Uint8Array(32)), (b) => b.toString(16).padStart(2, '0'));
    const slide = { ...MIDDLE_SLIDE, fingerprint: fingerprint.join('') };
    const request = { slide, bundle: await phantomBundle(), backEnd: 'wasm' as const };
    let doneAtCrash = 0;
    const running = client.run(request, (progress) => {
      if (progress.stage !== 'encode' || progress.done < 8 || hasCrashed) return;
      hasCrashed = true;
      doneAtCrash = progress.done;
      workers.at(-1)?.dispatchEvent(new ErrorEvent('error', { message: 'made to crash' }));
    });
    await expect(running).rejects.toMatchObject({ code: 'worker/crashed', context: { worker: 'inference' } });
    let firstDone = -1;
    const result = await client.run(request, (progress) => {
      if (progress.stage === 'encode' && firstDone < 0) firstDone = progress.done;
    });
    expect(firstDone).toBeGreaterThanOrEqual(doneAtCrash);
    expect(result.maps[0]?.values.length).toBe(result.patches.length);
    expect(workers).toHaveLength(2);
    client.dispose();
  }, 120_000);

  it('goes on after a cancelled run where that had been, in a new worker', async () => {
    // The first run gets two batches of patches and waits for the third for ever.
    let batches = 0;
    let cancelled = false;
    const slides = paintedSlides(0, ({ outWidthPx }) => outWidthPx === 128 && !cancelled && ++batches > 2);
    const client = createInferenceClient({ slides });
    const bundle = await phantomBundle();
    // A slide that can be recognised again; new each time the test runs.
    const fingerprint = Array.from(crypto.getRandomValues(new Uint8Array(32)), (b) => b.toString(16).padStart(2, '0'));
    const slide = { ...MIDDLE_SLIDE, fingerprint: fingerprint.join('') };
    const request = { slide, bundle, backEnd: 'wasm' as const };
    const controller = new AbortController();
    let doneAtAbort = 0;
    const onProgress = (progress: RunProgress) => {
      if (progress.stage !== 'encode' || progress.done < 8 || doneAtAbort > 0) return;
      doneAtAbort = progress.done;
      cancelled = true;
      controller.abort();
    };
    await expect(client.run(request, onProgress, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    let firstDone = -1;
    const result = await client.run(request, (progress) => {
      if (progress.stage === 'encode' && firstDone < 0) firstDone = progress.done;
    });
    expect(firstDone).toBeGreaterThanOrEqual(doneAtAbort);
    expect(firstDone).toBeLessThanOrEqual(32);
    expect(result.patches.length).toBeGreaterThan(48);
    const fresh = await client.run({ ...request, slide: { ...slide, fingerprint: null } }, () => undefined);
    expect(classAnswer(result.answer).logits[0]).toBeCloseTo(classAnswer(fresh.answer).logits[0] ?? NaN, 5);
    client.dispose();
  }, 120_000);
});
