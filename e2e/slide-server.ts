/** A server of slides on another origin, as a hospital's or a lab's would be, well or badly set up. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveFile } from '../scripts/static-files.ts';

export type ServerManners =
  /** Answers ranges and lets any page read. */
  | 'good'
  /** Ignores `Range` and sends the whole file. */
  | 'whole-files-only'
  /** Does not let other pages read. */
  | 'no-cors';

export interface SlideServer {
  readonly url: string;
  /** Bytes of bodies sent so far. */
  readonly bytesSent: () => number;
  close(): Promise<void>;
}

/** Serves `folder` on a free port of this machine; `url` ends in `/`. */
export async function startSlideServer(folder: string, manners: ServerManners): Promise<SlideServer> {
  let bytesSent = 0;
  const server = createServer((request, response) => {
    if (manners !== 'no-cors') {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Expose-Headers', 'Content-Range, ETag');
    }
    if (manners === 'whole-files-only') delete request.headers.range;
    response.on('finish', () => {
      bytesSent += Number(response.getHeader('Content-Length') ?? 0);
    });
    serveFile(folder, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    bytesSent: () => bytesSent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
