/** Another host with a slide on it: writes down every request, may demand a header, may send requests on. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseRange } from '../scripts/static-files.ts';

export interface GuardedServer {
  readonly origin: string;
  /** All but the announcements that browsers make by themselves (OPTIONS). */
  readonly requests: readonly SeenRequest[];
  /** It takes requests and says nothing; those get no answer later either. */
  isSilent: boolean;
  readonly close: () => Promise<void>;
}

interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the body that came. */
  receivedBytes: number;
  sentBytes: number;
  /** The client went away before it had all. */
  isGivenUp: boolean;
}

/**
 * @param file sent under every path
 * @param demands the value of `Authorization` without which it answers 401
 * @param sendsOnTo where it sends every request on to, instead of the file
 */
export async function startGuardedServer(
  file: string,
  { demands, sendsOnTo }: { readonly demands?: string; readonly sendsOnTo?: () => string } = {},
): Promise<GuardedServer> {
  const content = readFileSync(file);
  const requests: SeenRequest[] = [];
  const state = { isSilent: false };
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'Content-Range, Content-Length, ETag');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, X-Api-Key, Range');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const seen: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      receivedBytes: 0,
      sentBytes: 0,
      isGivenUp: false,
    };
    requests.push(seen);
    response.on('close', () => (seen.isGivenUp = !response.writableFinished));
    if (state.isSilent) return;
    request.on('data', (part: Buffer) => (seen.receivedBytes += part.length));
    if (sendsOnTo) {
      response.writeHead(302, { Location: sendsOnTo() }).end();
      return;
    }
    if (demands !== undefined && request.headers.authorization !== demands) {
      response.writeHead(401).end();
      return;
    }
    const range = parseRange(request.headers.range, content.length);
    if (range === null || range === 'unsatisfiable') {
      response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end();
      return;
    }
    const { start, end } = range;
    seen.sentBytes = end - start + 1;
    response.writeHead(206, {
      'Content-Range': `bytes ${start}-${end}/${content.length}`,
      'Content-Length': seen.sentBytes,
      ETag: '"1"',
    });
    response.end(content.subarray(start, end + 1));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get isSilent() {
      return state.isSilent;
    },
    set isSilent(is) {
      state.isSilent = is;
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
