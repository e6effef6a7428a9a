import { afterEach, expect, it, vi } from 'vitest';
import { DOWNLOADS_FOLDER, writeLock } from '../shared/private-folders.ts';
import { createDownloadsClient } from './client.ts';

/** A server that sends 64 kB every few milliseconds, of a gigabyte. */
const ENDLESS = `
  self.fetch = () => {
    const pull = (stream) => new Promise((resolve) => setTimeout(resolve, 5)).then(() => stream.enqueue(new Uint8Array(65536)));
    const response = new Response(new ReadableStream({ pull }), { headers: { 'Content-Length': String(2 ** 30), ETag: '"1"' } });
    return Promise.resolve(response);
  };`;

/** Against a hang: the machine may be busy. */
const PATIENCE = { timeout: 60_000 };

afterEach(() => {
  vi.restoreAllMocks();
});

async function names(): Promise<string[]> {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(DOWNLOADS_FOLDER, { create: true });
  const found: string[] = [];
  for await (const name of folder.keys()) found.push(name);
  return found.sort();
}

it('leaves nothing of an archive on the disk that is discarded while it comes in', async () => {
  // The worker lets go when it comes to it: that is waited for as long as it takes.
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
  const url = (script: string) => URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const entry = new URL('./entry.ts', import.meta.url).href;
  const client = createDownloadsClient({
    startWorker: () => new Worker(url(`import '${url(ENDLESS)}'; import '${entry}';`), { type: 'module' }),
  });
  for (const id of ['one', 'two', 'three']) {
    const stop = new AbortController();
    let bytes = 0;
    await client.note(id, '{}');
    const request = { id, name: `${id}.zip`, url: new URL(`/${id}.zip`, location.href).href };
    const loading = client
      .archive(request, ({ doneBytes }) => (bytes = doneBytes), stop.signal)
      .catch((error: unknown) => error);
    await vi.waitFor(async () => {
      expect(bytes).toBeGreaterThan(200_000);
      expect(await names()).toContain(`${id}.part`);
    }, PATIENCE);
    stop.abort();
    expect(await loading).toBe(stop.signal.reason);
    expect(await client.drop(id)).toBe(true);
    expect(await names()).toEqual([]);
  }
});

it('leaves what somebody goes on writing, and says so', async () => {
  const client = createDownloadsClient({});
  await navigator.locks.request(writeLock('four'), async () => {
    const patience = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(patience.signal);
    const dropped = client.drop('four');
    await vi.waitFor(async () => {
      const { pending = [] } = await navigator.locks.query();
      expect(pending.map(({ name }) => name)).toContain(writeLock('four'));
    }, PATIENCE);
    patience.abort(new DOMException('long enough', 'TimeoutError'));
    expect(await dropped).toBe(false);
  });
});
