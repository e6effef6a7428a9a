import { describe, expect, it } from 'vitest';
import { hurriedRetries } from '#test-support/fake-clock.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import type { Fetch } from './bundle-download.ts';
import { loadBundleFiles } from './bundle-files.ts';
import type { BundleProgress } from './bundle-files.ts';
import { createBundleStore } from './bundle-store.ts';

const bundle = await smallBundle();

const load = (
  fetch: Fetch,
  onProgress: (progress: BundleProgress) => void = () => undefined,
  signal = new AbortController().signal,
) => {
  const store = createBundleStore({ fetch, retries: hurriedRetries(), openFolder: null });
  return loadBundleFiles(bundle, { store, precision: 'fp32', signal, onProgress, now: () => performance.now() });
};

/** Serves the bundle with one file changed. */
const changed =
  (path: string, change: (data: Uint8Array<ArrayBuffer>) => Response): Fetch =>
  (url) => {
    const data = bundle.files.get(path) ?? new Uint8Array();
    return url.endsWith(path) ? Promise.resolve(change(data.slice())) : bundle.fetch(url);
  };

describe('loadBundleFiles', () => {
  it('loads what a run needs, with progress that adds up', async () => {
    const progress: BundleProgress[] = [];
    const files = await load(bundle.fetch, (one) => progress.push(one));
    expect(await files.read('encoder.onnx')).toEqual(bundle.files.get('encoder.onnx'));
    expect(files.file('head/select.onnx')).toEqual(bundle.files.get('head/select.onnx'));
    expect(() => files.file('CARD.md')).toThrow();
    const total = [...bundle.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(progress.at(-1)).toMatchObject({ what: 'verifying', doneBytes: total, totalBytes: total });
    const done = progress.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('refuses a changed, a shorter and a longer file', async () => {
    const mismatch = (path: string) => ({ code: 'model/hash-mismatch', context: { bundle: 'small-test', path } });
    const flipped = changed('head/select.onnx', (data) => {
      data[40] = (data[40] ?? 0) ^ 1;
      return new Response(data);
    });
    await expect(load(flipped)).rejects.toMatchObject(mismatch('head/select.onnx'));
    const cut = changed('encoder.onnx', (data) => new Response(data.subarray(1)));
    await expect(load(cut)).rejects.toMatchObject(mismatch('encoder.onnx'));
    let cancelled = false;
    const endless = changed('encoder.onnx', () => {
      const stream = new ReadableStream({
        pull: (controller) => {
          controller.enqueue(new Uint8Array(4096));
        },
        cancel: () => {
          cancelled = true;
        },
      });
      return new Response(stream);
    });
    await expect(load(endless)).rejects.toMatchObject(mismatch('encoder.onnx'));
    expect(cancelled).toBe(true);
  });

  it('says when a file cannot be had', async () => {
    const gone = changed('encoder.onnx', () => new Response(null, { status: 404 }));
    await expect(load(gone)).rejects.toMatchObject({ code: 'model/unreachable', context: { what: 'HTTP 404' } });
    const offline: Fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(load(offline)).rejects.toMatchObject({ code: 'model/unreachable' });
    const torn = changed('encoder.onnx', () => {
      const stream = new ReadableStream({
        pull: (controller) => {
          controller.error(new TypeError('network error'));
        },
      });
      return new Response(stream);
    });
    await expect(load(torn)).rejects.toMatchObject({ code: 'model/unreachable' });
  });

  it('stops with the abort and not with an error', async () => {
    const controller = new AbortController();
    const hanging: Fetch = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new TypeError('aborted by the browser'));
        });
      });
    const loading = load(hanging, () => undefined, controller.signal);
    await Promise.resolve();
    controller.abort();
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
