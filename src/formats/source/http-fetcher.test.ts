import { afterEach, describe, expect, it } from 'vitest';
import { startRangeServer, type Behaviour, type RangeServer } from '#test-support/range-server.ts';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { patienceOf, type Patience } from '#network/patience.ts';
import { MISBEHAVIOURS, TRIES } from '#test-support/misbehaviours.ts';
import { HttpFetcher, nameOfUrl, parseContentRange, parseSlideUrl } from './http-fetcher.ts';
import { fetchWholeFile } from './http-file.ts';

const FILE = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const QUICK = patienceOf({ stallTimeoutMs: 20_000, tries: TRIES, silentTries: 2, firstPauseMs: 5, maxPauseMs: 50 });
/** A machine that is busy may keep a server that answers waiting as well: only those that never do get so little time. */
const stallMs = (behaviour: Partial<Behaviour>): number => ('stallAfterBytes' in behaviour ? 200 : 20_000);
const { signal } = new AbortController();

let server: RangeServer;
afterEach(() => server.close());

async function fetcher(behaviour: Partial<Behaviour> = {}, options: Partial<Patience> = {}): Promise<HttpFetcher> {
  server = await startRangeServer({ '/a slide.tif': FILE }, behaviour);
  return new HttpFetcher(new URL(server.url('/a slide.tif')), { ...QUICK, ...options });
}

describe('byte ranges over HTTP', () => {
  it('gives the bytes asked for, learns the size, and clips to it', async () => {
    const source = await fetcher();
    expect(source.name).toBe('a slide.tif');
    expect(source.size).toBeNull();
    expect(await source.fetchRange(1000, 500, signal)).toEqual(FILE.slice(1000, 1500));
    expect(source.size).toBe(FILE.length);
    expect(await source.fetchRange(199_990, 500, signal)).toEqual(FILE.slice(199_990));
    expect(await source.fetchRange(300_000, 500, signal)).toEqual(new Uint8Array(0));
    expect(server.requests.map(({ range }) => range)).toEqual(['bytes=1000-1499', 'bytes=199990-199999']);
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says that a server gives no ranges, with the size, and reads no more than it must', async () => {
    const source = await fetcher({ ranges: 'ignored' });
    await expect(source.fetchRange(0, 16, signal)).rejects.toMatchObject({
      code: 'source/no-range-support',
      context: { bytes: FILE.length },
    });
  });

  it('refuses a range that was not asked for', async () => {
    const source = await fetcher({ ranges: 'shifted' });
    await expect(source.fetchRange(5000, 100, signal)).rejects.toMatchObject({
      code: 'source/wrong-range',
      context: { asked: 'bytes=5000-5099', got: 'bytes 4999-5098/200000' },
    });
  });

  it('tells and logs no credential of an address', async () => {
    server = await startRangeServer({ '/a.tif': FILE }, { status: () => 403 });
    const address = server.url('/a.tif');
    const url = new URL(`${address}?X-Amz-Signature=secret#secret`);
    const failures = [new HttpFetcher(url, QUICK).fetchRange(0, 10, signal), fetchWholeFile(url, 10, signal, QUICK)];
    for (const failure of failures) {
      const error: unknown = await failure.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'source/http-status', context: { url: address } });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret');
    }
    expect(() => parseSlideUrl('//me:secret@host/x.svs?secret')).not.toThrow(/secret/);
  });

  it('recovers when a busy server does, after the pause that it asks for', async () => {
    const source = await fetcher({ status: (request) => (request <= 2 ? 503 : null), retryAfter: '0.04' });
    const start = performance.now();
    expect(await source.fetchRange(7, 3, signal)).toEqual(FILE.slice(7, 10));
    expect(performance.now() - start).toBeGreaterThan(75);
    expect(server.requests).toHaveLength(3);
  });

  it('tries again when the connection breaks, then reports it', async () => {
    const source = await fetcher();
    await source.fetchRange(0, 10, signal);
    server.behaviour = { ...server.behaviour, cutAfterBytes: 100 };
    await expect(source.fetchRange(0, 100_000, signal)).rejects.toMatchObject({
      code: expect.stringMatching(/network|short-read/) as string,
    });
    expect(server.requests).toHaveLength(4);
  });

  it('refuses to mix two versions of a file, for good', async () => {
    const source = await fetcher();
    await source.fetchRange(0, 10, signal);
    server.behaviour = { ...server.behaviour, etag: '"2"' };
    await expect(source.fetchRange(10, 10, signal)).rejects.toMatchObject({ code: 'source/changed' });
    server.behaviour = { ...server.behaviour, etag: '"1"' };
    await expect(source.fetchRange(20, 10, signal)).rejects.toMatchObject({ code: 'source/changed' });
  });

  it('takes a file that became shorter for another one', async () => {
    const source = await fetcher({ etag: null });
    await source.fetchRange(0, 10, signal);
    server.behaviour = { ...server.behaviour, fileBytes: 1000 };
    await expect(source.fetchRange(5000, 10, signal)).rejects.toMatchObject({ code: 'source/changed' });
  });

  it('compares the date of the last change where there is no tag, and one kind of name with its own only', async () => {
    const dated = await fetcher({ etag: null, lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT' });
    await dated.fetchRange(0, 10, signal);
    server.behaviour = { ...server.behaviour, etag: '"other server"', lastModified: null };
    expect(await dated.fetchRange(10, 10, signal)).toEqual(FILE.slice(10, 20));
    server.behaviour = { ...server.behaviour, lastModified: 'Fri, 02 Jan 2026 00:00:00 GMT' };
    await expect(dated.fetchRange(20, 10, signal)).rejects.toMatchObject({ code: 'source/changed' });
  });

  it('tells what a server that is busy for long asks for', async () => {
    const source = await fetcher({ status: () => 429, retryAfter: '900' });
    await expect(source.fetchRange(0, 10, signal)).rejects.toMatchObject({ context: { retryAfterSeconds: 900 } });
  });

  it('is not sent on to another origin', async () => {
    const elsewhere = await startRangeServer({ '/a slide.tif': FILE });
    const source = await fetcher({ redirectTo: elsewhere.url('/') });
    await expect(source.fetchRange(0, 10, signal)).rejects.toMatchObject({ code: 'network/redirected' });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('reports a dead server as a network failure', async () => {
    const source = await fetcher();
    await server.close();
    await expect(source.fetchRange(0, 10, signal)).rejects.toMatchObject({ code: 'source/network' });
  });

  it('ends a request when its caller does', async () => {
    const source = await fetcher({ stallAfterBytes: 50_000 });
    const controller = new AbortController();
    const reading = source.fetchRange(0, 100_000, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => server.requests[0]?.aborted).toBe(true);
  });
});

describe('a server that', () => {
  /** The end of an operation: `good`, or the code of its failure. */
  const ending = async (bytes: Promise<Uint8Array | null>, good: Uint8Array): Promise<unknown> => {
    try {
      const got = await bytes;
      // Element by element, `toEqual` takes longer than all else here.
      if (got !== null) expect(Buffer.compare(got, good)).toBe(0);
      return got === null ? null : 'good';
    } catch (error) {
      return isFoveaError(error) ? error.code : error;
    }
  };

  it.each(MISBEHAVIOURS)('$what: a range ends in $range after $requests requests', async ({ behaviour, ...wanted }) => {
    const source = await fetcher(behaviour, { stallTimeoutMs: stallMs(behaviour) });
    expect(await ending(source.fetchRange(5_000, 50_000, signal), FILE.slice(5_000, 55_000))).toBe(wanted.range);
    expect(server.requests).toHaveLength(wanted.requests);
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each(MISBEHAVIOURS)('$what: a whole file ends in $file', async ({ behaviour, file }) => {
    server = await startRangeServer({ '/x.jpeg': FILE.subarray(0, 20_000) }, behaviour);
    const options = { ...QUICK, stallTimeoutMs: stallMs(behaviour) };
    const reading = fetchWholeFile(new URL(server.url('/x.jpeg')), FILE.length, signal, options);
    expect(await ending(reading, FILE.slice(0, 20_000))).toBe(file);
  });
});

describe('whole files over HTTP', () => {
  it('tells a missing file from a failing server', async () => {
    server = await startRangeServer({ '/x.jpeg': FILE });
    const whole = await fetchWholeFile(new URL(server.url('/x.jpeg')), FILE.length, signal, QUICK);
    expect(Buffer.compare(whole ?? new Uint8Array(), FILE)).toBe(0);
    expect(await fetchWholeFile(new URL(server.url('/y.jpeg')), 10, signal, QUICK)).toBeNull();
    server.behaviour = { ...server.behaviour, status: () => 403 };
    await expect(fetchWholeFile(new URL(server.url('/x.jpeg')), 10, signal, QUICK)).rejects.toMatchObject({
      code: 'source/http-status',
    });
  });

  it('stops reading a file that is larger than it may be', async () => {
    server = await startRangeServer({ '/x.jpeg': FILE });
    await expect(fetchWholeFile(new URL(server.url('/x.jpeg')), 1000, signal, QUICK)).rejects.toMatchObject({
      code: 'source/wrong-range',
    });
  });
});

describe('small print', () => {
  it('parses Content-Range', async () => {
    server = await startRangeServer({});
    expect(parseContentRange('bytes 0-99/1234')).toEqual({ first: 0, last: 99, size: 1234 });
    expect(parseContentRange('bytes 0-99/*')).toEqual({ first: 0, last: 99, size: null });
    expect(parseContentRange('items 0-99/1234')).toBeNull();
    expect(parseContentRange(null)).toBeNull();
  });

  it('takes http addresses only, and names them by their last segment', async () => {
    server = await startRangeServer({});
    expect(() => parseSlideUrl('file:///etc/passwd')).toThrow(
      expect.objectContaining({ code: 'source/bad-url' }) as Error,
    );
    expect(() => parseSlideUrl('not an address')).toThrow(expect.objectContaining({ code: 'source/bad-url' }) as Error);
    expect(() => parseSlideUrl('https://me:secret@host/x.svs')).toThrow(
      expect.objectContaining({ code: 'source/bad-url' }) as Error,
    );
    expect(nameOfUrl(new URL('https://host/a/b%20c.svs?token=1'))).toBe('b c.svs');
    expect(nameOfUrl(new URL('https://host/%zz.svs'))).toBe('%zz.svs');
  });
});
