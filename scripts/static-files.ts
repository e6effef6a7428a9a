/** Serves the files of one folder over HTTP: byte ranges, right MIME types, the isolation headers. Used by `serve.ts` and the dev server. */
import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { PERMISSIONS, POLICY_IN_HEADER } from '../src/core/network/content-policy.ts';
import { buildMediaType } from '../src/core/network/media-types.ts';

/**
 * A page gets WASM threads (SharedArrayBuffer) only when it is cross-origin isolated, which takes the first two headers.
 * The third lets the page's own workers and files load under them.
 */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** What a host is to send with every file (README, Hosting). */
export const HOST_HEADERS = {
  ...ISOLATION_HEADERS,
  'Content-Security-Policy': POLICY_IN_HEADER,
  'Permissions-Policy': PERMISSIONS,
} as const;

/** What other folders hold beside: test slides, what a person drops there. */
const FURTHER_TYPES: Readonly<Record<string, string>> = {
  '.mjs': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.tiff': 'image/tiff',
  '.svs': 'image/tiff',
};

/** The MIME type by a file's extension; `application/octet-stream` for what is not known. */
export function mimeType(path: string): string {
  return buildMediaType(path) ?? FURTHER_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** Inclusive byte positions. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header of one range against a file of `size` bytes: the range clipped to the file, `'unsatisfiable'`
 * (answer 416), or null where the header is absent, malformed or names several ranges (answer 200 with everything, as RFC 9110 allows).
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'unsatisfiable' : { start: size - count, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}

/** The file that a request's path names inside `folder` (`/` is `index.html`), or null: absent, a folder, or outside of it. */
export function fileOfPath(folder: string, urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    // A malformed escape names no file.
    return null;
  }
  if (decoded.includes('\0')) return null;
  const root = resolve(folder);
  const file = resolve(root, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`);
  if (!file.startsWith(root + sep)) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : null;
}

/** Answers one GET or HEAD request from `folder`; 404, 405 and 416 where it cannot. `headers`: put on every answer. */
export function serveFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = HOST_HEADERS,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return;
  }
  const urlPath = (request.url ?? '/').replace(/[?#].*$/s, '');
  const file = fileOfPath(folder, urlPath);
  if (file === null) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('not found\n');
    return;
  }
  const { size, mtimeMs } = statSync(file);
  const etag = `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`;
  response.setHeader('Content-Type', mimeType(file));
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('ETag', etag);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  // Only Vite's emitted files carry their content's hash in their names.
  const hashed = /\/assets\/[^/]+-[\w-]{8}\.\w+$/.test(urlPath);
  response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  // A part of another version than the one that the client began with would be of no use to it: then everything.
  const isSame = (request.headers['if-range'] ?? etag) === etag;
  const range = isSame ? parseRange(request.headers.range, size) : null;
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
  response.writeHead(range ? 206 : 200, { 'Content-Length': size === 0 ? 0 : end - start + 1 });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  const stream = createReadStream(file, { start, end });
  // The status line is out already: all that can still be said is that the body is not whole.
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}
