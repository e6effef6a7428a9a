import { afterEach, expect, it } from 'vitest';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { hurriedRetries } from '#test-support/fake-clock.ts';
import { MISBEHAVIOURS } from '#test-support/misbehaviours.ts';
import { startRangeServer, type RangeServer } from '#test-support/range-server.ts';
import { fetchRest, WrongSizeError } from './http-part.ts';

const FILE = Uint8Array.from({ length: 60_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const THERE = 20_000;

let server: RangeServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** A file of which the first part is there. */
function partial() {
  let held = FILE.slice(0, THERE);
  return {
    bytes: () => held.length,
    add: (data: Uint8Array) => (held = new Uint8Array(Buffer.concat([held, data]))),
    startOver: async () => void (held = new Uint8Array(0)),
    flush: () => undefined,
    held: () => held,
  };
}

/** How the download of the rest ends. */
async function ending(behaviour: Parameters<typeof startRangeServer>[1]) {
  server = await startRangeServer({ '/m.onnx': FILE }, behaviour);
  const sink = partial();
  const waits: number[] = [];
  try {
    await fetchRest({ url: server.url('/m.onnx'), bytes: FILE.length, isVerified: true }, sink, {
      fetch: (url, init) => fetch(url, init),
      signal: new AbortController().signal,
      retries: hurriedRetries(waits),
      ...('stallAfterBytes' in (behaviour ?? {}) ? { stallMs: 100 } : {}),
      origin: { read: async () => '"1"', write: async () => undefined },
    });
    return { how: 'good', held: sink.held(), waits };
  } catch (error) {
    if (!isFoveaError(error)) throw error;
    return { how: error.code, held: sink.held(), waits };
  }
}

it.each(MISBEHAVIOURS)('a server that $what: the rest of a file ends in $download', async ({ behaviour, download }) => {
  const { how, held, waits } = await ending(behaviour);
  expect(how).toBe(download);
  // Whatever came of it, no byte is another than the file's.
  expect(Buffer.compare(held, FILE.subarray(0, held.length))).toBe(0);
  if (how === 'good') expect(held.length).toBe(FILE.length);
  expect(waits.length).toBeLessThan(6);
});

it('a server that has a shorter file by now: refused', async () => {
  await expect(ending({ ranges: 'ignored', fileBytes: 10_000 })).rejects.toThrow(WrongSizeError);
});

it('a connection that is cut after each megabyte is gone on with as long as there is more, never without a pause', async () => {
  const large = new Uint8Array(8.5 * 2 ** 20).fill(7);
  server = await startRangeServer({ '/m.onnx': large }, { cutAfterBytes: 2 ** 20 });
  const waits: number[] = [];
  let bytes = 0;
  let starts = 0;
  await fetchRest(
    { url: server.url('/m.onnx'), bytes: large.length, isVerified: true },
    {
      bytes: () => bytes,
      add: (data) => (bytes += data.length),
      startOver: async () => void (starts += 1),
      flush: () => undefined,
    },
    {
      fetch: (url, init) => fetch(url, init),
      signal: new AbortController().signal,
      retries: hurriedRetries(waits),
      origin: { read: () => Promise.resolve('"1"'), write: () => Promise.resolve() },
    },
  );
  expect(server.requests).toHaveLength(9);
  expect(starts).toBe(1);
  expect(waits).toEqual(Array(8).fill(250));
});
