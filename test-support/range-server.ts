/** A small HTTP server for tests that can misbehave in every way that a real one was seen to. */
import { open, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** Content of one address: bytes, or the path of a file on disk. */
export type Served = Uint8Array | string;

export interface Behaviour {
  /** Sends `Access-Control-Allow-Origin: *`. */
  cors: boolean;
  /** With CORS: headers that scripts of other pages may read, beside those that they always may. */
  exposed: readonly string[];
  /**
   * What a request for a range gets. Status 200: `ignored` all of the file. Status 206: `shifted` bytes from elsewhere, `halved` half of the
   * bytes, both saying so; `unannounced` the bytes without `Content-Range`, `unsized` with a total of `*`, `other-total` with a wrong one;
   * `short` ends early and `long` goes on, both saying nothing; `backwards` a range that ends before it begins.
   */
  ranges:
    | 'served'
    | 'ignored'
    | 'shifted'
    | 'halved'
    | 'unannounced'
    | 'unsized'
    | 'other-total'
    | 'short'
    | 'long'
    | 'backwards';
  /** Answers with this status instead; called for every request, null = normally. */
  status: (request: number) => number | null;
  retryAfter: string | null;
  /** Closes the connection after this many body bytes. */
  cutAfterBytes: number | null;
  /** Sends no more after this many body bytes, and does not close. */
  stallAfterBytes: number | null;
  /** Sends the body in pieces of so many bytes, so many ms apart. */
  drip: { readonly bytes: number; readonly everyMs: number } | null;
  etag: string | null;
  lastModified: string | null;
  /** Serves the beginning of each file only, as if there were no more. */
  fileBytes: number | null;
  /** The body as gzip, and says so. */
  compressed: boolean;
  contentType: string | null;
  /** Sends who asks to the same path at another origin (302). */
  redirectTo: string | null;
  latencyMs: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly range: string | null;
  /** Body bytes sent so far. */
  sentBytes: number;
  /** The client went away before the answer was complete. */
  aborted: boolean;
}

export interface RangeServer {
  /** Address of a path of `files`. */
  readonly url: (path: string) => string;
  behaviour: Behaviour;
  /** What is served by path, with leading slash; more may be put there. */
  readonly files: Record<string, Served>;
  readonly requests: SeenRequest[];
  readonly close: () => Promise<void>;
}

/** What a server of slides should let other pages read, as README says it. */
export const EXPOSED_HEADERS = ['Content-Range', 'ETag', 'Retry-After'] as const;

const WELL_BEHAVED: Behaviour = {
  cors: true,
  exposed: EXPOSED_HEADERS,
  ranges: 'served',
  status: () => null,
  retryAfter: null,
  cutAfterBytes: null,
  stallAfterBytes: null,
  drip: null,
  etag: '"1"',
  lastModified: null,
  fileBytes: null,
  compressed: false,
  contentType: null,
  redirectTo: null,
  latencyMs: 0,
};

const CHUNK_BYTES = 16 * 1024;

async function sizeOf(served: Served): Promise<number> {
  return typeof served === 'string' ? (await stat(served)).size : served.length;
}

async function readBytes(served: Served, from: number, to: number): Promise<Uint8Array> {
  if (typeof served !== 'string') return served.subarray(from, to);
  const file = await open(served, 'r');
  try {
    const bytes = new Uint8Array(to - from);
    await file.read(bytes, 0, bytes.length, from);
    return bytes;
  } finally {
    await file.close();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** What is said of the bytes `from` to `to`; null: nothing. */
function rangeSaid(how: Behaviour['ranges'], from: number, to: number, size: number): string | null {
  switch (how) {
    case 'unannounced':
      return null;
    case 'unsized':
      return `bytes ${from}-${to - 1}/*`;
    case 'other-total':
      return `bytes ${from}-${to - 1}/${size + 1}`;
    case 'backwards':
      return `bytes ${from}-${from - 1}/${size}`;
    default:
      return `bytes ${from}-${to - 1}/${size}`;
  }
}

/** Serves files (by path, with leading slash) on a free port of localhost. */
export async function startRangeServer(
  initial: Readonly<Record<string, Served>>,
  behaviour: Partial<Behaviour> = {},
): Promise<RangeServer> {
  const files: Record<string, Served> = { ...initial };
  const requests: SeenRequest[] = [];
  const state = { behaviour: { ...WELL_BEHAVED, ...behaviour } };

  async function answer(request: IncomingMessage, response: ServerResponse, seen: SeenRequest): Promise<void> {
    const now = state.behaviour;
    if (now.latencyMs > 0) await delay(now.latencyMs);
    if (now.cors) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      if (now.exposed.length > 0) response.setHeader('Access-Control-Expose-Headers', now.exposed.join(', '));
    }
    if (now.redirectTo !== null) {
      response.writeHead(302, { Location: new URL(request.url ?? '/', now.redirectTo).href }).end();
      return;
    }
    const served = files[seen.path];
    const status = now.status(requests.length) ?? (served === undefined ? 404 : null);
    if (status !== null || served === undefined) {
      if (now.retryAfter !== null) response.setHeader('Retry-After', now.retryAfter);
      response.writeHead(status ?? 404).end();
      return;
    }
    if (now.etag !== null) response.setHeader('ETag', now.etag);
    if (now.lastModified !== null) response.setHeader('Last-Modified', now.lastModified);
    if (now.contentType !== null) response.setHeader('Content-Type', now.contentType);
    const realSize = await sizeOf(served);
    const size = Math.min(realSize, now.fileBytes ?? realSize);
    // A part of another version than the one that the client began with would be of no use to it: then everything.
    const isSame = (request.headers['if-range'] ?? now.etag) === now.etag;
    const match = isSame ? /^bytes=(\d+)-(\d*)$/.exec(seen.range ?? '') : null;
    const isRange = match !== null && now.ranges !== 'ignored';
    let from = 0;
    let to = size;
    if (match && isRange) {
      from = Number(match[1]);
      to = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
      if (from >= size) {
        response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
        return;
      }
      if (now.ranges === 'shifted') [from, to] = from > 0 ? [from - 1, to - 1] : [1, Math.min(size, to + 1)];
      if (now.ranges === 'halved') to = from + Math.ceil((to - from) / 2);
      const said = rangeSaid(now.ranges, from, to, size);
      if (said !== null) response.setHeader('Content-Range', said);
      if (now.ranges === 'short') to = from + Math.floor((to - from) / 2);
      if (now.ranges === 'long') to = Math.min(realSize, to + (to - from));
    }
    const saysLength = !now.compressed && now.ranges !== 'short' && now.ranges !== 'long';
    response.writeHead(isRange ? 206 : 200, {
      ...(saysLength ? { 'Content-Length': to - from } : {}),
      ...(now.compressed ? { 'Content-Encoding': 'gzip' } : {}),
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    if (now.compressed) {
      response.end(gzipSync(await readBytes(served, from, to)));
      seen.sentBytes += to - from;
      return;
    }
    for (let at = from; at < to && !response.destroyed;) {
      // What begins slowly may go on fast.
      const { drip } = state.behaviour;
      const stop = now.cutAfterBytes ?? now.stallAfterBytes ?? Number.POSITIVE_INFINITY;
      const end = Math.min(to, at + (drip?.bytes ?? CHUNK_BYTES), from + stop);
      if (end <= at) {
        if (now.cutAfterBytes === null) return;
        // What was written must reach the client before the connection goes.
        await delay(50);
        response.destroy();
        return;
      }
      const more = response.write(await readBytes(served, at, end));
      seen.sentBytes += end - at;
      at = end;
      if (!more) await drained(response);
      if (drip) await delay(drip.everyMs);
    }
    response.end();
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname),
      range: request.headers.range ?? null,
      sentBytes: 0,
      aborted: false,
    };
    requests.push(seen);
    response.on('close', () => {
      seen.aborted = !response.writableFinished;
    });
    answer(request, response, seen).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}${path.split('/').map(encodeURIComponent).join('/')}`,
    get behaviour() {
      return state.behaviour;
    },
    set behaviour(next) {
      state.behaviour = next;
    },
    files,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
