import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hurriedRetries } from '#test-support/fake-clock.ts';
import type { Fetch, ListedFile } from './bundle-download.ts';
import { createBundleStore } from './bundle-store.ts';
import type { GetOptions } from './bundle-store.ts';
import { StorageFullError } from './model-folder.ts';
import type { ModelFolder, PartFile } from './model-folder.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const URL = 'https://models.test/weights.bin';
const content = Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const other = content.map((byte) => byte ^ 1);
const sha256 = (data: Bytes) => createHash('sha256').update(data).digest('hex');
/** Quicker than the test library's way for millions of bytes. */
const isSame = (a: Bytes | undefined, b: Bytes) => a !== undefined && Buffer.compare(a, b) === 0;
const file: ListedFile = { bundle: 'b', path: 'weights.bin', bytes: content.length, sha256: sha256(content) };

/** A folder that outlives the stores over it, as the browser's does. */
function fakeFolder(change: { room?: number; capacity?: number } = {}) {
  const complete = new Map<string, Bytes>();
  const parts = new Map<string, Bytes>();
  const origins = new Map<string, string>();
  const open: string[] = [];
  const folder: ModelFolder = {
    find: (name) => Promise.resolve(complete.has(name) ? new Blob([complete.get(name) ?? '']) : null),
    openPart(name) {
      expect(open).not.toContain(name);
      open.push(name);
      const data = () => parts.get(name) ?? new Uint8Array();
      const part: PartFile = {
        size: () => data().length,
        read(into, at) {
          const some = data().subarray(at, at + into.length);
          into.set(some);
          return some.length;
        },
        write(bytes, at) {
          const grown = new Uint8Array(Math.max(data().length, at + bytes.length));
          if (grown.length > (change.capacity ?? Infinity)) throw new StorageFullError('full');
          grown.set(data());
          grown.set(bytes, at);
          parts.set(name, grown);
        },
        truncate: (bytes) => parts.set(name, data().slice(0, bytes)),
        flush: () => undefined,
        close: () => {
          if (open.includes(name)) open.splice(open.indexOf(name), 1);
        },
      };
      return Promise.resolve(part);
    },
    readOrigin: (name) => Promise.resolve(origins.get(name) ?? null),
    writeOrigin: (name, validator) => {
      if (validator === null) origins.delete(name);
      else origins.set(name, validator);
      return Promise.resolve();
    },
    complete(name) {
      expect(open).not.toContain(name);
      complete.set(name, parts.get(name) ?? new Uint8Array());
      parts.delete(name);
      return Promise.resolve();
    },
    remove(name) {
      expect(open).not.toContain(name);
      for (const map of [complete, parts, origins]) map.delete(name);
      return Promise.resolve();
    },
    roomBytes: () => Promise.resolve(change.room ?? null),
    alone: (_name, _signal, job) => job(),
  };
  return { folder, complete, parts, origins };
}

interface Asked {
  readonly range: string | null;
  readonly ifRange: string | null;
}

/** A server that keeps to HTTP, unless `answer` says otherwise for a request. */
function fakeServer(
  options: {
    data?: Bytes;
    etag?: string | null;
    /** Breaks the connection after so many bytes of each answer. */
    cutAfter?: (request: number) => number;
    answer?: (asked: Asked, request: number) => Response | Promise<Response> | null;
  } = {},
) {
  const asked: Asked[] = [];
  const data = options.data ?? content;
  const etag = options.etag === undefined ? '"1"' : options.etag;
  return {
    asked,
    fetch: (async (_url, { headers = {}, signal }) => {
      signal.throwIfAborted();
      const one = { range: headers['Range'] ?? null, ifRange: headers['If-Range'] ?? null };
      asked.push(one);
      const given = await options.answer?.(one, asked.length);
      if (given) return given;
      const match = /^bytes=(\d+)-(\d+)$/.exec(one.range ?? '');
      const isPart = match !== null && (one.ifRange === null || one.ifRange === etag);
      const from = isPart ? Number(match[1]) : 0;
      const body = data.subarray(from, isPart ? Number(match[2]) + 1 : undefined);
      const reply = new Headers({ 'Content-Length': String(body.length) });
      if (etag !== null) reply.set('ETag', etag);
      if (isPart) reply.set('Content-Range', `bytes ${from}-${from + body.length - 1}/${data.length}`);
      const stream = streamOf(body, options.cutAfter?.(asked.length) ?? Infinity);
      return new Response(stream, { status: isPart ? 206 : 200, headers: reply });
    }) satisfies Fetch,
  };
}

/** Chunks of 64 KiB; breaks off after `cutAfter` bytes. */
function streamOf(body: Bytes, cutAfter = Infinity): ReadableStream<Bytes> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= cutAfter) controller.error(new TypeError('network error'));
      else if (at >= body.length) controller.close();
      else {
        const to = Math.min(at + 65_536, body.length, cutAfter);
        controller.enqueue(body.slice(at, to));
        at = to;
      }
    },
  });
}

function storeOver(fetch: Fetch, folder: ModelFolder | null) {
  const waits: number[] = [];
  const store = createBundleStore({
    fetch,
    retries: hurriedRetries(waits),
    openFolder: () => (folder ? Promise.resolve(folder) : Promise.reject(new DOMException('no', 'SecurityError'))),
  });
  const get = (change: Partial<GetOptions> = {}, wanted: ListedFile = file) =>
    store.get(wanted, { url: URL, signal: new AbortController().signal, onBytes: () => undefined, ...change });
  return { get, waits };
}

describe('a file of a bundle', () => {
  it('is fetched once and then needs no network', async () => {
    const { folder, complete } = fakeFolder();
    const server = fakeServer();
    const seen: [string, number][] = [];
    const first = await storeOver(server.fetch, folder).get({ onBytes: (what, bytes) => seen.push([what, bytes]) });
    expect(isSame(await first.read(), content)).toBe(true);
    expect(first.isKept).toBe(true);
    expect(seen.at(-1)).toEqual(['loading', content.length]);
    expect([...complete.keys()]).toEqual([file.sha256]);
    const again = await storeOver(() => Promise.reject(new TypeError('offline')), folder).get({ url: null });
    expect(isSame(await again.read(), content)).toBe(true);
    expect(server.asked).toHaveLength(1);
  });

  it('goes on where the connection broke, and after a restart of everything', async () => {
    const { folder, parts, origins } = fakeFolder();
    const server = fakeServer({ cutAfter: (request) => (request === 1 ? 2_000_000 : request === 2 ? 1_500_000 : 0) });
    // Its third answer and all after it bring nothing: this visit gives up and leaves what it has.
    await expect(storeOver(server.fetch, folder).get()).rejects.toMatchObject({ code: 'model/unreachable' });
    expect(isSame(parts.get(file.sha256), content.subarray(0, 3_500_000))).toBe(true);
    expect(origins.get(file.sha256)).toBe('"1"');
    expect(server.asked.slice(0, 3)).toEqual([
      { range: null, ifRange: null },
      { range: 'bytes=2000000-4999999', ifRange: '"1"' },
      { range: 'bytes=3500000-4999999', ifRange: '"1"' },
    ]);
    const better = fakeServer();
    const verified: number[] = [];
    const stored = await storeOver(better.fetch, folder).get({
      onBytes: (what, bytes) => {
        if (what === 'verifying') verified.push(bytes);
      },
    });
    expect(isSame(await stored.read(), content)).toBe(true);
    expect(better.asked).toEqual([{ range: 'bytes=3500000-4999999', ifRange: '"1"' }]);
    expect(verified.at(-1)).toBe(3_500_000);
  });

  it('backs off, and gives up after six tries without progress', async () => {
    const server = fakeServer({ answer: () => new Response(null, { status: 503 }) });
    const { get, waits } = storeOver(server.fetch, fakeFolder().folder);
    await expect(get()).rejects.toMatchObject({ code: 'model/unreachable', context: { what: 'HTTP 503' } });
    expect(server.asked).toHaveLength(6);
    // Half of 500 ms and of what doubles from there, up to 10 s: the other half is chance, 0 here.
    expect(waits).toEqual([250, 500, 1000, 2000, 4000]);
    const missing = fakeServer({ answer: () => new Response(null, { status: 404 }) });
    await expect(storeOver(missing.fetch, fakeFolder().folder).get()).rejects.toMatchObject({
      code: 'model/unreachable',
    });
    expect(missing.asked).toHaveLength(1);
  });

  it.each([
    ['of other bytes', 'bytes 100-4999998/5000000', {}],
    ['of a file of another size', 'bytes 2000000-4999999/6000000', {}],
    ['that does not say what it is', null, {}],
    ['of another version', 'bytes 2000000-4999999/5000000', { ETag: '"2"' }],
    ['that is compressed', 'bytes 2000000-4999999/5000000', { 'Content-Encoding': 'gzip' }],
  ])('starts over at a 206 %s', async (_, range, headers) => {
    const { folder } = fakeFolder();
    const server = fakeServer({
      cutAfter: (request) => (request === 1 ? 2_000_000 : Infinity),
      answer: (asked) =>
        asked.range === null
          ? null
          : new Response(streamOf(other.slice(2_000_000)), {
              status: 206,
              headers: { ...(range === null ? {} : { 'Content-Range': range }), ...headers },
            }),
    });
    expect(isSame(await (await storeOver(server.fetch, folder).get()).read(), content)).toBe(true);
    expect(server.asked.map((one) => one.range)).toEqual([null, 'bytes=2000000-4999999', null]);
  });

  it('starts over where the server sends everything again, or the file changed in between', async () => {
    const { folder } = fakeFolder();
    const old = fakeServer({ data: other, etag: '"old"', cutAfter: (request) => (request === 1 ? 3_000_000 : 0) });
    await expect(storeOver(old.fetch, folder).get()).rejects.toMatchObject({ code: 'model/unreachable' });
    const now = fakeServer({ etag: '"new"' });
    expect(isSame(await (await storeOver(now.fetch, folder).get()).read(), content)).toBe(true);
    expect(now.asked).toEqual([{ range: 'bytes=3000000-4999999', ifRange: '"old"' }]);
  });

  it('is fetched anew where an old part turns out to be of something else and no server said so', async () => {
    const { folder, parts } = fakeFolder();
    parts.set(file.sha256, other.slice(0, 1_000_000));
    const server = fakeServer({ etag: null });
    expect(isSame(await (await storeOver(server.fetch, folder).get()).read(), content)).toBe(true);
    expect(server.asked.map((one) => one.range)).toEqual(['bytes=1000000-4999999', null]);
  });

  it('is refused and deleted where it is not what the manifest says', async () => {
    for (const data of [other, content.slice(1), new Uint8Array(content.length + 1)]) {
      const { folder, parts, complete } = fakeFolder();
      await expect(storeOver(fakeServer({ data }).fetch, folder).get()).rejects.toMatchObject({
        code: 'model/hash-mismatch',
        context: { bundle: 'b', path: 'weights.bin' },
      });
      expect(parts.size + complete.size).toBe(0);
    }
  });

  it('is not trusted where the kept file has another size', async () => {
    const { folder, complete } = fakeFolder();
    complete.set(file.sha256, content.slice(0, 1000));
    const server = fakeServer();
    expect(isSame(await (await storeOver(server.fetch, folder).get()).read(), content)).toBe(true);
    complete.set(file.sha256, content.slice(0, 1000));
    await expect(storeOver(server.fetch, folder).get({ url: null })).rejects.toMatchObject({
      code: 'model/files-gone',
    });
  });

  it('stays in memory where the browser keeps no files or has no room', async () => {
    const cases = [null, fakeFolder({ room: 1000 }).folder, fakeFolder({ capacity: 3_000_000 }).folder];
    for (const folder of cases) {
      const stored = await storeOver(fakeServer().fetch, folder).get();
      expect(stored.isKept).toBe(false);
      expect(isSame(await stored.read(), content)).toBe(true);
      expect(stored.lazy().subarray(10, 20)).toEqual(content.slice(10, 20));
    }
  });

  it('says that there is no room where it is too large for memory', async () => {
    const large = { ...file, bytes: 2 ** 30 };
    const { folder, parts } = fakeFolder({ room: 2 ** 28 });
    const server = fakeServer();
    await expect(storeOver(server.fetch, folder).get({}, large)).rejects.toMatchObject({
      code: 'model/no-room',
      context: { bytes: 2 ** 30, roomBytes: 2 ** 28 },
    });
    expect(parts.size + server.asked.length).toBe(0);
  });

  it('keeps its part when the run is cancelled', async () => {
    const { folder, parts } = fakeFolder();
    const controller = new AbortController();
    const getting = storeOver(fakeServer().fetch, folder).get({
      signal: controller.signal,
      onBytes: (_what, bytes) => {
        if (bytes > 1_000_000) controller.abort();
      },
    });
    await expect(getting).rejects.toMatchObject({ name: 'AbortError' });
    expect(parts.get(file.sha256)?.length).toBeGreaterThan(1_000_000);
  });
});
