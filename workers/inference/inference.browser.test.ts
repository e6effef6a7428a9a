import * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, it } from 'vitest';
import { FULL } from '#test-support/full.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { randomNumbers } from '#test-support/tda-mil-model.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import { createModels } from './models.ts';
import { findAdapter, openGpu } from './ort/gpu.ts';
import { createOrtBackEnd } from './ort/ort-back-end.ts';
import { createOrtEncoder } from './ort/ort-encoder.ts';
import { createQueue } from './ort/queue.ts';
import { createRuntime } from './ort/runtime.ts';

const runtime = createRuntime();
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

const off = (got: Float32Array, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  return Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
};

describe('back ends in this browser', () => {
  it('reports threads only where the page is isolated, and the software adapter as one', async () => {
    const report = await runtime.report();
    expect(crossOriginIsolated).toBe(true);
    expect(report.wasm.threads).toBeGreaterThanOrEqual(1);
    expect(report.webgpu?.software).toBe(true);
    expect(report.webgpu?.maxStorageBindingBytes).toBeGreaterThanOrEqual(2 ** 27);
  });

  for (const kind of ['wasm', 'webgpu'] as const) {
    it(`answers the golden input right on ${kind}`, async () => {
      const bundle = await smallBundle();
      const models = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now() });
      const report = await models.golden(bundle, kind, quiet);
      expect(report).toMatchObject({ backEnd: kind, passed: true });
      expect(report.encoderCosine).toBeGreaterThan(0.99999);
      expect(Math.max(...Object.values(report.differences))).toBeLessThan(1e-3);
    });

    // Shaders for every length take the software GPU long.
    if (kind === 'webgpu' && !FULL) continue;
    it(`is exact at chunk borders on ${kind}`, async () => {
      for (const shared of [true, false]) {
        const bundle = await smallBundle({ shared, secondPass: shared ? 'from-input' : 'from-output' });
        const models = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now() });
        const { graphs } = await models.load(bundle, kind, quiet);
        // 16 tokens of width 16 a chunk
        const limits = { scoreBytes: 16 * 16 * 8 * 4, tensorBytes: 2 ** 20 };
        for (const n of [1, 14, 15, 16, 31, 64]) {
          const random = randomNumbers(n);
          const bag = Array.from({ length: n }, () => Array.from({ length: 6 }, () => Math.fround(random())));
          const features = { data: Float32Array.from(bag.flat()), dims: [n, 6] };
          const answer = await runTdaMilHead(graphs, bundle.manifest.head, features, { limits });
          const whole = bundle.model.whole(bag);
          expect(off(answer.logits, whole.logits)).toBeLessThan(1e-3);
          expect(off(answer.taskRelevance, whole.relevance)).toBeLessThan(1e-3);
          expect(n * off(answer.bottomUpAttention, whole.bottomUp)).toBeLessThan(1e-2);
          expect(n * off(answer.topDownAttention, whole.topDown)).toBeLessThan(1e-2);
        }
      }
    });
  }

  it('runs on the device that it was given, with the adapter’s limits, and gives up when that is lost', async () => {
    const found = await findAdapter();
    if (!found) throw new Error('these tests need the software adapter');
    const { device, whenLost } = await openGpu(found.adapter);
    expect(device.limits.maxStorageBufferBindingSize).toBe(found.report.maxStorageBindingBytes);
    const limits = { scoreBytes: 2 ** 20, tensorBytes: 2 ** 20 };
    const backEnd = createOrtBackEnd({ ort, kind: 'webgpu', queue: createQueue(), limits, device, whenLost });
    const { manifest, files } = await smallBundle();
    const encoder = await createOrtEncoder(
      backEnd,
      { graph: files.get('encoder.onnx') ?? new Uint8Array() },
      {
        featureDim: manifest.encoder.feature_dim,
        patchSizePx: manifest.patch_size_pixels,
      },
    );
    const pixels = new Uint8Array(8 * 16 * 16 * 3);
    await encoder.encode(pixels, 8);
    device.destroy();
    await expect(encoder.encode(pixels, 8)).rejects.toMatchObject({ code: 'run/gpu-lost' });
    await expect(encoder.encode(pixels, 8)).rejects.toMatchObject({ code: 'run/gpu-lost' });
  });
});
