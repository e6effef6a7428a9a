import { describe, expect, it } from 'vitest';
import { hurriedRetries } from '#test-support/fake-clock.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { addBundle } from './add-bundle.ts';
import type { AddBundleTools } from './add-bundle.ts';
import { createBundleStore } from './bundle-store.ts';
import type { GoldenReport } from './contract.ts';

const report = { backEnd: 'wasm', passed: true } as GoldenReport;

describe('a bundle that was downloaded', () => {
  it('is tried and taken from this machine alone, and refused where a file of it is gone', async () => {
    const { manifest } = await smallBundle();
    const asked: (string | null)[] = [];
    const written: string[] = [];
    const gone = new Set<string>();
    const memory = createBundleStore({
      fetch: () => Promise.reject(new TypeError('offline')),
      retries: hurriedRetries(),
      openFolder: null,
    });
    const tools: AddBundleTools = {
      store: {
        ...memory,
        get: (file, options) => {
          asked.push(options.url);
          if (gone.has(file.path)) return memory.get(file, options);
          return Promise.resolve({
            isKept: true,
            read: () => Promise.resolve(new Uint8Array()),
            lazy: () => new Uint8Array(),
          });
        },
      },
      models: { golden: () => Promise.resolve(report) } as unknown as AddBundleTools['models'],
      bundles: {
        alone: (_signal, job) => job(),
        write: (id) => {
          written.push(id);
          return Promise.resolve();
        },
      },
      backEnds: ['wasm'],
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };
    const request = { source: { kind: 'kept', manifest }, backEnd: 'wasm' } as const;
    expect(await addBundle(request, tools)).toEqual([report]);
    expect(written).toEqual([manifest.id]);
    expect(asked).toEqual(manifest.files.map(() => null));
    gone.add(manifest.files[0]?.path ?? '');
    await expect(addBundle(request, tools)).rejects.toMatchObject({ code: 'model/files-gone' });
    expect(written).toHaveLength(1);
  });
});
