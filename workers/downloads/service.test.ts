import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hurriedRetries } from '#test-support/fake-clock.ts';
import { memoryDirectory, type MemoryDirectory } from '#test-support/memory-directory.ts';
import { memoryLocks } from '#test-support/memory-locks.ts';
import { startRangeServer, type RangeServer } from '#test-support/range-server.ts';
import { createBundleStore } from '../inference/bundle-store.ts';
import type { Fetch } from '../inference/http-part.ts';
import { removeModelFiles } from '../inference/kept-bundles.ts';
import { openModelFolder, replaceText } from '../inference/model-folder.ts';
import { DOWNLOADS_FOLDER, MODELS_FOLDER } from '../shared/private-folders.ts';
import type { TransferProgress } from './contract.ts';
import { dropDownload, keptArchive, keptDownloads } from './kept-downloads.ts';
import { createDownloadsService } from './service.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const MANY = 400_000;
const content: Bytes = Uint8Array.from({ length: MANY }, (_, i) => (i * 7 + (i >> 8)) & 255);
const other: Bytes = content.map((byte) => byte ^ 1);
const sha256 = createHash('sha256').update(content).digest('hex');
const known = { bundle: 'b', path: 'weights.bin', bytes: MANY, sha256 };
const isSame = (a: Uint8Array | undefined, b: Bytes) => a !== undefined && Buffer.compare(a, b) === 0;

let server: RangeServer;
let usual: RangeServer['behaviour'];
let files: RangeServer['files'];
let disk: MemoryDirectory;

beforeEach(async () => {
  server = await startRangeServer({ '/a.zip': content, '/weights.bin': content });
  ({ files } = server);
  usual = { ...server.behaviour };
  disk = memoryDirectory();
  vi.stubGlobal('navigator', { locks: memoryLocks(), storage: { estimate: () => Promise.resolve({}) } });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
});

/** A worker over the disk: each is a fresh start. */
function worker(change: { fetch?: Fetch; stallMs?: number } = {}) {
  const send: Fetch = change.fetch ?? ((url, init) => fetch(url, init));
  const retries = hurriedRetries();
  const service = createDownloadsService({
    fetch: send,
    retries,
    stallMs: change.stallMs,
    store: createBundleStore({ fetch: send, retries, openFolder: () => openModelFolder(disk.root, MODELS_FOLDER) }),
    openArchives: () => openModelFolder(disk.root, DOWNLOADS_FOLDER),
    async writeNote(id, note) {
      const root = await disk.root();
      await replaceText(await root.getDirectoryHandle(DOWNLOADS_FOLDER, { create: true }), `${id}.json`, note);
    },
    now: () => 0,
  });
  const seen: TransferProgress[] = [];
  const controller = new AbortController();
  const context = {
    signal: controller.signal,
    progress: (value: unknown) => void seen.push(value as TransferProgress),
  };
  const asked = server.requests.length;
  return {
    archive: () => service.archive({ id: 'one', name: 'a.zip', url: server.url('/a.zip') }, context),
    file: () => service.file({ file: known, url: server.url('/weights.bin') }, context),
    manifestText: (path: string) => service.manifestText({ url: server.url(path) }, context),
    note: (note: string) => service.note({ id: 'one', note }, context),
    pause: () => {
      controller.abort();
    },
    seen,
    ranges: () => server.requests.slice(asked).map(({ range }) => range),
  };
}

const archiveBytes = async () => new Uint8Array((await (await keptArchive(disk.root, 'one'))?.arrayBuffer()) ?? []);

describe('an archive from an address', () => {
  it('is gone on with where the connection was lost, after a restart of everything', async () => {
    server.behaviour = { ...server.behaviour, cutAfterBytes: 60_000 };
    const first = worker();
    await first.note('{"about":"it"}');
    await expect(first.archive()).rejects.toMatchObject({ code: 'model/unreachable', context: { isPassing: true } });
    expect(first.seen.at(-1)).toMatchObject({ what: 'retrying', totalBytes: MANY });
    const [kept] = await keptDownloads(disk.root);
    expect(kept).toMatchObject({ id: 'one', note: '{"about":"it"}' });
    expect(kept?.archiveBytes).toBeGreaterThanOrEqual(60_000);
    expect(await keptArchive(disk.root, 'one')).toBeNull();

    server.behaviour = { ...server.behaviour, cutAfterBytes: null };
    const second = worker();
    await second.archive();
    expect(second.ranges()).toEqual([`bytes=${kept?.archiveBytes}-`]);
    expect(second.seen.at(-1)).toMatchObject({ doneBytes: MANY, totalBytes: MANY, startedOver: false });
    expect(isSame(await archiveBytes(), content)).toBe(true);
    // There already: nobody is asked.
    const third = worker();
    await third.archive();
    expect(third.ranges()).toEqual([]);
    await dropDownload(disk.root, 'one', 'archive');
    expect(disk.names(DOWNLOADS_FOLDER)).toEqual(['one.json']);
    await dropDownload(disk.root, 'one', 'all');
    expect(disk.names(DOWNLOADS_FOLDER)).toEqual([]);
  });

  it('is paused with what there is, and whole where only its renaming was missing', async () => {
    server.behaviour = { ...server.behaviour, stallAfterBytes: 100_000 };
    const first = worker();
    const loading = first.archive();
    await vi.waitFor(() => {
      expect(disk.bytesOf(DOWNLOADS_FOLDER, 'one.part')?.length).toBeGreaterThan(50_000);
    });
    first.pause();
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    disk.put([DOWNLOADS_FOLDER, 'one.part'], content);
    server.behaviour = { ...server.behaviour, stallAfterBytes: null };
    const second = worker();
    await second.archive();
    expect(second.ranges()).toEqual([`bytes=${MANY}-`]);
    expect(isSame(await archiveBytes(), content)).toBe(true);
  });

  it.each([
    ['the file has changed', { etag: '"2"' }],
    ['the server names no version of it', { etag: null }],
    ['the server sends no parts', { ranges: 'ignored' as const }],
  ])('is fetched anew, and says so, where %s', async (_, change) => {
    server.behaviour = { ...server.behaviour, cutAfterBytes: 50_000, etag: '"1"', ...('etag' in change && !change.etag ? change : {}) }; // prettier-ignore
    await expect(worker().archive()).rejects.toMatchObject({ code: 'model/unreachable' });
    disk.put([DOWNLOADS_FOLDER, 'one.part'], content.slice(0, 100_000));
    files['/a.zip'] = other;
    server.behaviour = { ...server.behaviour, cutAfterBytes: null, ...change };
    const later = worker();
    await later.archive();
    expect(later.seen.at(-1)).toMatchObject({ doneBytes: MANY, startedOver: true });
    expect(isSame(await archiveBytes(), other)).toBe(true);
  });

  it('goes on without If-Range where another host does not take it, as long as the answer is of the same version', async () => {
    server.behaviour = { ...server.behaviour, cutAfterBytes: 50_000 };
    await expect(worker().archive()).rejects.toMatchObject({ code: 'model/unreachable' });
    const there = disk.bytesOf(DOWNLOADS_FOLDER, 'one.part')?.length;
    server.behaviour = { ...server.behaviour, cutAfterBytes: null };
    const refusing: Fetch = (url, init) =>
      init.headers && 'If-Range' in init.headers ? Promise.reject(new TypeError('Failed to fetch')) : fetch(url, init);
    const same = worker({ fetch: refusing });
    await same.archive();
    expect(same.ranges()).toEqual([`bytes=${there}-`]);
    expect(isSame(await archiveBytes(), content)).toBe(true);
    // Of another version, the part is not taken for one of this.
    await dropDownload(disk.root, 'one', 'archive');
    disk.put([DOWNLOADS_FOLDER, 'one.part'], content.slice(0, 1000));
    disk.put([DOWNLOADS_FOLDER, 'one.from'], new TextEncoder().encode('"1"'));
    files['/a.zip'] = other;
    server.behaviour = { ...server.behaviour, etag: '"2"' };
    await worker({ fetch: refusing }).archive();
    expect(isSame(await archiveBytes(), other)).toBe(true);
  });

  it('says that the disk is full, loses nothing, and goes on once there is room', async () => {
    disk.quotaBytes = 150_000;
    server.behaviour = { ...server.behaviour, drip: { bytes: 20_000, everyMs: 1 } };
    await expect(worker().archive()).rejects.toMatchObject({ code: 'model/no-room', context: { bytes: MANY } });
    expect(disk.bytesOf(DOWNLOADS_FOLDER, 'one.part')?.length).toBeGreaterThan(100_000);
    disk.quotaBytes = 0;
    await expect(worker().note('{"about":"it"}')).rejects.toMatchObject({ code: 'model/no-room' });
    disk.quotaBytes = Infinity;
    const later = worker();
    await later.archive();
    expect(later.ranges()[0]).toMatch(/^bytes=1\d{5}-$/);
    expect(isSame(await archiveBytes(), content)).toBe(true);
  });

  it('is not tried again where the server will not give it', async () => {
    server.behaviour = { ...server.behaviour, status: () => 403 };
    const refused = worker();
    await expect(refused.archive()).rejects.toMatchObject({ code: 'model/unreachable', context: { what: 'HTTP 403' } });
    expect(refused.ranges()).toHaveLength(1);
  });
});

describe('a file that a manifest lists', () => {
  it('is kept under its hash, resumed, verified, and removed with what is on its way', async () => {
    server.behaviour = { ...server.behaviour, cutAfterBytes: 60_000 };
    await expect(worker().file()).rejects.toMatchObject({ code: 'model/unreachable', context: { isPassing: true } });
    const there = disk.bytesOf(MODELS_FOLDER, `${sha256}.part`)?.length;
    server.behaviour = { ...server.behaviour, cutAfterBytes: null };
    const second = worker();
    await second.file();
    expect(second.ranges()).toEqual([`bytes=${there}-${MANY - 1}`]);
    expect(disk.names(MODELS_FOLDER)).toEqual([sha256]);
    await worker().file();
    expect(await removeModelFiles(disk.root, new Set([sha256]))).toBe(true);
    expect(disk.names(MODELS_FOLDER)).toEqual([]);
    files['/weights.bin'] = other;
    await expect(worker().file()).rejects.toMatchObject({ code: 'model/hash-mismatch' });
    expect(disk.names(MODELS_FOLDER)).toEqual([]);
  });

  it('keeps its part when the disk is full', async () => {
    disk.quotaBytes = 150_000;
    server.behaviour = { ...server.behaviour, drip: { bytes: 20_000, everyMs: 1 } };
    await expect(worker().file()).rejects.toMatchObject({ code: 'model/no-room' });
    expect(disk.bytesOf(MODELS_FOLDER, `${sha256}.part`)?.length).toBeGreaterThan(100_000);
  });
});

describe('a model.json', () => {
  it('is read as text, up to what any has', async () => {
    files['/model.json'] = new TextEncoder().encode('{"id":"ä"}');
    files['/endless.json'] = new Uint8Array(5 << 20).fill(32);
    expect((await worker().manifestText('/model.json')).value).toBe('{"id":"ä"}');
    expect((await worker().manifestText('/endless.json')).value.length).toBeLessThan(3 << 20);
    const gone = worker();
    const refused = { code: 'model/unreachable', context: { what: 'HTTP 404', isPassing: false } };
    await expect(gone.manifestText('/none.json')).rejects.toMatchObject(refused);
    expect(gone.ranges()).toHaveLength(1);
  });

  it('is asked for again where the server is busy, falls silent or breaks off, as every other file is', async () => {
    files['/model.json'] = new TextEncoder().encode(JSON.stringify({ id: 'ä'.repeat(40_000) }));
    const ways = [
      { status: (request: number) => (request < 2 ? 503 : null) },
      { stallAfterBytes: 20_000 },
      { cutAfterBytes: 20_000 },
    ];
    for (const way of ways) {
      server.requests.length = 0;
      server.behaviour = { ...usual, ...way };
      const reading = worker({ stallMs: 100 });
      const read = reading.manifestText('/model.json');
      await vi.waitFor(() => {
        expect(server.requests.length).toBeGreaterThan(1);
      });
      server.behaviour = usual;
      expect(JSON.parse((await read).value)).toEqual({ id: 'ä'.repeat(40_000) });
    }
    server.behaviour = { ...usual, status: () => 503, retryAfter: '120' };
    const busy = { context: { isPassing: true, status: 503, askedMs: 120_000 } };
    await expect(worker().manifestText('/model.json')).rejects.toMatchObject(busy);
  });
});
