import { afterEach, describe, expect, it } from 'vitest';
import type { Patience } from '#network/patience.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { hurriedRetries } from '#test-support/fake-clock.ts';
import { MISBEHAVIOURS, TRIES } from '#test-support/misbehaviours.ts';
import { startRangeServer, type RangeServer } from '#test-support/range-server.ts';
import { FOLD_BYTES, readWholeFile, type WholeFilePlatform } from './read-whole-file.ts';

const MB = 2 ** 20;
const URL_OF_SLIDE = 'https://slides.test/a.svs';

/** A server that sends pieces of 1 MB, numbered, and a browser that says how much room it has. */
function serving(
  pieces: number,
  options: {
    readonly roomMb?: number;
    readonly sayLength?: boolean;
    readonly busy?: number[];
    readonly breaks?: boolean;
  } = {},
) {
  const seen = { folds: [] as number[], asked: 0, pulled: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (seen.pulled === pieces && options.breaks) controller.error(new TypeError('network error'));
      else if (seen.pulled === pieces) controller.close();
      else controller.enqueue(new Uint8Array(MB).fill(seen.pulled++));
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  const headers: HeadersInit = options.sayLength === false ? {} : { 'Content-Length': String(pieces * MB) };
  const platform: WholeFilePlatform = {
    fetch: () => {
      seen.asked += 1;
      const status = options.busy?.shift();
      return Promise.resolve(status === undefined ? new Response(body, { headers }) : new Response(null, { status }));
    },
    patience: { retries: hurriedRetries() },
    estimate: () => Promise.resolve({ quota: (options.roomMb ?? 1000) * MB + 5, usage: 5 }),
    blobOf: (parts) => {
      const bytes = parts.reduce((sum, part) => sum + (part instanceof Uint8Array ? part.byteLength : 0), 0);
      seen.folds.push(bytes);
      return new Blob(parts);
    },
  };
  return { seen, platform };
}

const never = new AbortController().signal;

describe('a whole file', () => {
  it('is folded as it comes: the page never holds more than a fold of it', async () => {
    const { seen, platform } = serving(40);
    const progress: (readonly [number, number | null])[] = [];
    const blob = await readWholeFile(URL_OF_SLIDE, (...args) => progress.push(args), never, 'slide', platform);
    expect(blob.size).toBe(40 * MB);
    expect(seen.folds).toEqual([FOLD_BYTES, FOLD_BYTES, 8 * MB]);
    expect(progress.at(-1)).toEqual([40 * MB, 40 * MB]);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    expect([0, 15, 16, 39].map((piece) => bytes[piece * MB + 7])).toEqual([0, 15, 16, 39]);
  });

  it('is read where streams cannot be read by `for await`, as in Safari', async () => {
    const { seen, platform } = serving(3);
    const fetch: WholeFilePlatform['fetch'] = async (...args) => {
      const response = await platform.fetch(...args);
      Object.defineProperty(response.body, Symbol.asyncIterator, { value: undefined });
      return response;
    };
    const blob = await readWholeFile(URL_OF_SLIDE, () => undefined, never, 'slide', { ...platform, fetch });
    expect([blob.size, seen.asked]).toEqual([3 * MB, 1]);
  });

  it('is refused unread where its length says that it does not fit', async () => {
    const { seen, platform } = serving(40, { roomMb: 30 });
    await expect(readWholeFile(URL_OF_SLIDE, () => undefined, never, 'slide', platform)).rejects.toMatchObject({
      code: 'source/no-room',
      context: { bytes: 40 * MB, roomBytes: 30 * MB },
    });
    expect(seen.cancelled).toBe(true);
    expect(seen.folds).toEqual([]);
  });

  it('is not asked for with a name and a password: the browser’s own error repeats them', async () => {
    const { platform } = serving(1);
    const asking = readWholeFile('https://me:secret@slides.test/a.svs', () => undefined, never, 'slide', platform);
    await expect(asking).rejects.toMatchObject({ code: 'source/bad-url', context: { url: URL_OF_SLIDE } });
  });

  it('of unknown length is given up when the room is used up', async () => {
    const { seen, platform } = serving(40, { roomMb: 30, sayLength: false });
    await expect(readWholeFile(URL_OF_SLIDE, () => undefined, never, 'slide', platform)).rejects.toMatchObject({
      code: 'source/no-room',
      context: { bytes: null },
    });
    expect(seen.pulled).toBeLessThan(40);
    expect(seen.cancelled).toBe(true);
  });

  it('is asked for again where the server is busy, and not where it refuses', async () => {
    const { platform } = serving(1, { busy: [503, 429] });
    expect((await readWholeFile(URL_OF_SLIDE, () => undefined, never, 'slide', platform)).size).toBe(MB);
    const busy = [403, 503];
    const refusing = serving(1, { busy });
    await expect(
      readWholeFile(URL_OF_SLIDE, () => undefined, never, 'result', refusing.platform),
    ).rejects.toMatchObject({
      code: 'source/http-status',
      context: { status: 403 },
    });
    expect(busy).toEqual([503]);
  });

  describe('from a server that misbehaves', () => {
    const FILE = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
    let server: RangeServer;
    afterEach(() => server.close());

    const QUICK = { retries: hurriedRetries(), tries: TRIES, silentTries: 2 };
    const real = (patience: Partial<Patience>): WholeFilePlatform => ({
      fetch: (purpose, url, init) => threadNetwork.fetch(purpose, url, init),
      patience,
      estimate: () => Promise.resolve({}),
      blobOf: (parts) => new Blob(parts),
    });
    const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

    it.each(MISBEHAVIOURS)('$what: it ends in $file', async ({ behaviour, file }) => {
      server = await startRangeServer({ '/a.svs': FILE }, behaviour);
      const patience = { ...QUICK, stallTimeoutMs: 'stallAfterBytes' in behaviour ? 200 : 20_000 };
      const reading = readWholeFile(server.url('/a.svs'), () => undefined, never, 'result', real(patience));
      const wanted = file ?? 'source/http-status';
      if (wanted === 'good') expect(Buffer.compare(await bytesOf(await reading), FILE)).toBe(0);
      else await expect(reading).rejects.toMatchObject({ code: wanted });
    });

    it('that broke off after little is asked for again, after much the user is asked', async () => {
      server = await startRangeServer({ '/a.svs': FILE }, { cutAfterBytes: 5_000 });
      const first = readWholeFile(server.url('/a.svs'), () => undefined, never, 'slide', real(QUICK));
      await expect.poll(() => server.requests.length).toBe(1);
      server.behaviour = { ...server.behaviour, cutAfterBytes: null };
      expect((await first).size).toBe(FILE.length);
      expect(server.requests).toHaveLength(2);

      const much = serving(70, { breaks: true });
      const second = readWholeFile(URL_OF_SLIDE, () => undefined, never, 'slide', much.platform);
      await expect(second).rejects.toMatchObject({ code: 'source/network' });
      expect(much.seen.asked).toBe(1);
    });
  });
});
