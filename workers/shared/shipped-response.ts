/** Answers requests for what ships from this machine's disk; runs in a service worker, so nothing here blocks or writes. */
import type { ShippedFile } from '#core/model/shipped-files.ts';
import { buildMediaType } from '#core/network/media-types.ts';
import { MODELS_FOLDER } from './private-folders.ts';

/**
 * Answers a request for a shipped file from the disk: 200 with all of it, 206 with the one range asked for, 416 where there is none such.
 *
 * There is no `ETag` on purpose. The server has a name of its own for the same content, and a slide that was opened from the server and is
 * read on from the disk would be taken for one that changed; the file is found by its hash, so it cannot have. `If-Range` therefore never
 * holds, and is answered with the whole.
 *
 * @param root gives the origin's private folder
 * @returns null where the file is not here in its full size, the request is no GET or HEAD, or the browser keeps no files: then ask the server
 */
export async function answerFromDisk(
  request: Pick<Request, 'method' | 'headers'>,
  file: ShippedFile,
  root: () => Promise<FileSystemDirectoryHandle>,
): Promise<Response | null> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const content = await keptFile(file, root);
  if (!content) return null;
  const { size } = content;
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-cache',
    'Content-Type': buildMediaType(file.path) ?? 'application/octet-stream',
    'X-Content-Type-Options': 'nosniff',
  });
  const range = request.headers.has('If-Range') ? null : wantedRange(request.headers.get('Range'), size);
  if (range === 'outside') {
    headers.set('Content-Range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { from, to } = range ?? { from: 0, to: size };
  if (range) headers.set('Content-Range', `bytes ${from}-${to - 1}/${size}`);
  headers.set('Content-Length', String(to - from));
  const body = request.method === 'HEAD' ? null : content.slice(from, to);
  return new Response(body, { status: range ? 206 : 200, headers });
}

async function keptFile(
  { sha256, bytes }: ShippedFile,
  root: () => Promise<FileSystemDirectoryHandle>,
): Promise<File | null> {
  try {
    const folder = await (await root()).getDirectoryHandle(MODELS_FOLDER);
    const file = await (await folder.getFileHandle(sha256)).getFile();
    return file.size === bytes ? file : null;
  } catch (error) {
    // Not stored (yet), or a browser that keeps no files for this page: the server has it.
    if (error instanceof DOMException || error instanceof TypeError) return null;
    throw error;
  }
}

/** Bytes `from` up to but not including `to`; null for the whole file, as RFC 9110 allows for a range that cannot be read. */
function wantedRange(header: string | null, size: number): { from: number; to: number } | 'outside' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return null;
    const count = Math.min(Number(last), size);
    return count === 0 ? 'outside' : { from: size - count, to: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return null;
  return from >= size ? 'outside' : { from, to: last === '' ? size : Math.min(Number(last) + 1, size) };
}
