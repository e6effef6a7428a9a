/** A small HTTP server for tests that can misbehave in every way that a real one was seen to. */
import { open, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Content of one address: bytes, or the path of a file on disk. */
export type Served = Uint8Array | string;

export interface Behaviour {
  /** Sends `Access-Control-Allow-Origin: *`. */
  cors: boolean;
  /** With CORS: lets scripts read Content-Range, ETag and Content-Length. */
  exposeHeaders: boolean;
  /** `ignored`: 200 with everything. `shifted`: 206 with bytes from elsewhere, `halved`: with half of the bytes, and says so. */
  ranges: 'served' | 'ignored' | 'shifted' | 'halved';
  /** Answers with this status instead; called for every request, null = normally. */
  status: (request: number) => number | null;
  retryAfter: string | null;
  /** Closes the connection after this many body bytes. */
  cutAfterBytes: number | null;
  /** Sends no more after this many body bytes, and does not close. */
  stallAfterBytes: number | null;
  etag: string | null;
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
  readonly requests: SeenRequest[];
  readonly close: () => Promise<void>;
}

const WELL_BEHAVED: Behaviour = {
  cors: true,
  exposeHeaders: true,
  ranges: 'served',
  status: () => null,
  retryAfter: null,
  cutAfterBytes: null,
  stallAfterBytes: null,
  etag: '"1"',
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

/** Serves `files` (by path, with leading slash) on a free port of localhost. */
export async function startRangeServer(
  files: Readonly<Record<string, Served>>,
  behaviour: Partial<Behaviour> = {},
): Promise<RangeServer> {
  const requests: SeenRequest[] = [];
  const state = { behaviour: { ...WELL_BEHAVED, ...behaviour } };

  async function answer(request: IncomingMessage, response: ServerResponse, seen: SeenRequest): Promise<void> {
    const now = state.behaviour;
    if (now.latencyMs > 0) await delay(now.latencyMs);
    if (now.cors) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      if (now.exposeHeaders) response.setHeader('Access-Control-Expose-Headers', 'Content-Range, Content-Length, ETag');
    }
    const served = files[seen.path];
    const status = now.status(requests.length) ?? (served === undefined ? 404 : null);
    if (status !== null || served === undefined) {
      if (now.retryAfter !== null) response.setHeader('Retry-After', now.retryAfter);
      response.writeHead(status ?? 404).end();
      return;
    }
    if (now.etag !== null) response.setHeader('ETag', now.etag);
    const size = await sizeOf(served);
    const match = /^bytes=(\d+)-(\d+)$/.exec(seen.range ?? '');
    let from = 0;
    let to = size;
    if (match && now.ranges !== 'ignored') {
      from = Number(match[1]);
      to = Math.min(size, Number(match[2]) + 1);
      if (from >= size) {
        response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
        return;
      }
      if (now.ranges === 'shifted') [from, to] = from > 0 ? [from - 1, to - 1] : [1, Math.min(size, to + 1)];
      if (now.ranges === 'halved') to = from + Math.ceil((to - from) / 2);
      response.setHeader('Content-Range', `bytes ${from}-${to - 1}/${size}`);
    }
    response.writeHead(match && now.ranges !== 'ignored' ? 206 : 200, { 'Content-Length': to - from });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    for (let at = from; at < to && !response.destroyed;) {
      const stop = now.cutAfterBytes ?? now.stallAfterBytes ?? Number.POSITIVE_INFINITY;
      const end = Math.min(to, at + CHUNK_BYTES, from + stop);
      if (end <= at) {
        if (now.cutAfterBytes !== null) response.destroy();
        return;
      }
      const more = response.write(await readBytes(served, at, end));
      seen.sentBytes += end - at;
      at = end;
      if (!more) await drained(response);
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
