import { describe, expect, it } from 'vitest';
import { FULL } from '#test-support/full.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import type { BundleStore } from './bundle-store.ts';
import { lazyBytes } from './lazy-bytes.ts';
import { createModels } from './models.ts';
import { createRuntime } from './ort/runtime.ts';

const bundle = await smallBundle({ externalAt: 64 });
const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

/** Gives the bundle's files from memory, weights by `lazyBytes`, and notes what was read of those. */
function watchedStore() {
  const reads: [number, number][] = [];
  const store: BundleStore = {
    keep: () => Promise.resolve(),
    put: () => Promise.reject(new Error('nothing is put here')),
    get({ path }) {
      const data = bundle.files.get(path) ?? new Uint8Array();
      return Promise.resolve({
        isKept: true,
        read: () => Promise.resolve(data.slice()),
        lazy: () =>
          lazyBytes(data.length, (from, to) => {
            reads.push([from, to]);
            return data.slice(from, to);
          }),
      });
    },
  };
  return { store, reads };
}

describe('weights outside of the graph', () => {
  const runtime = createRuntime();
  for (const kind of FULL ? (['wasm', 'webgpu'] as const) : (['wasm'] as const)) {
    it(`are read tensor by tensor by ONNX Runtime and compute right on ${kind}`, async () => {
      const { store, reads } = watchedStore();
      const models = createModels({ runtime, fetch: bundle.fetch, now: () => performance.now(), store });
      const report = await models.golden(bundle, kind, quiet);
      expect(report.passed).toBe(true);
      expect(report.encoderCosine).toBeGreaterThan(0.99999);
      // Exactly the one matrix of 3 × 6 float32, behind the 64 bytes that precede it.
      expect(reads).toEqual([[64, 64 + 72]]);
    });
  }
});
