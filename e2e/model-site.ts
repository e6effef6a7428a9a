/** The production build with other bundles than it ships, on a server that can break connections. */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { DIST } from '../scripts/paths.ts';
import { ISOLATION_HEADERS, parseRange, serveFile } from '../scripts/static-files.ts';

/** Content of a file: bytes, or a path on disk. */
export type Content = Uint8Array | string;

export interface ModelSite {
  readonly url: string;
  /** Ranges asked for, by path; null for a request of the whole. */
  readonly asked: readonly { readonly path: string; readonly range: string | null }[];
  /** Breaks the connection after so many bytes of an answer; null: never. */
  cutAfter: ((path: string, request: number) => number) | null;
  close(): Promise<void>;
}

/** @param bundles files by bundle id and path */
export async function startModelSite(
  bundles: Readonly<Record<string, Readonly<Record<string, Content>>>>,
): Promise<ModelSite> {
  const asked: { path: string; range: string | null }[] = [];
  const state: Pick<ModelSite, 'cutAfter'> = { cutAfter: null };
  const index = { bundles: Object.keys(bundles).map((id) => ({ id, path: `${id}/` })) };

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/models/index.json') {
      answer(request, response, new TextEncoder().encode(JSON.stringify(index)), Infinity);
      return;
    }
    const [, id = '', file = ''] = /^\/models\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const content = bundles[id]?.[file];
    if (content === undefined) {
      serveFile(DIST, request, response);
      return;
    }
    asked.push({ path: file, range: request.headers.range ?? null });
    const number = asked.filter((one) => one.path === file).length;
    answer(request, response, content, state.cutAfter?.(file, number) ?? Infinity);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    asked,
    get cutAfter() {
      return state.cutAfter;
    },
    set cutAfter(cut) {
      state.cutAfter = cut;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, content: Content, cutAfter: number): void {
  const size = typeof content === 'string' ? statSync(content).size : content.length;
  const etag = `"${size}"`;
  const isSame = (request.headers['if-range'] ?? etag) === etag;
  const found = isSame ? parseRange(request.headers.range, size) : null;
  const range = found === 'unsatisfiable' ? null : found;
  const [from, to] = range ? [range.start, range.end + 1] : [0, size];
  for (const [name, value] of Object.entries({ ...ISOLATION_HEADERS, ETag: etag })) response.setHeader(name, value);
  if (range) response.setHeader('Content-Range', `bytes ${from}-${to - 1}/${size}`);
  response.writeHead(range ? 206 : 200, { 'Content-Length': to - from });
  const end = Math.min(to, from + cutAfter);
  const stream =
    typeof content === 'string'
      ? createReadStream(content, { start: from, end: Math.max(from, end - 1) })
      : Readable.from(pieces(content.subarray(from, end)));
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response, { end: end === to });
  if (end < to) {
    // What was written must reach the client before the connection goes.
    stream.on('end', () => setTimeout(() => response.destroy(), 200));
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
