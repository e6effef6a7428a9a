/**
 * `npm start`: builds if need be and serves the production build on localhost, with the headers that WASM threads need.
 * The port is `PORT`, else 4173 or the next free one.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { ensureBuild } from './ensure-build.ts';
import { DIST } from './paths.ts';
import { serveFile } from './static-files.ts';

const DEFAULT_PORT = 4173;
const PORTS_TRIED = 50;

/** A running server: its address (ends in `/`) and how to end it. */
export interface StaticServer {
  readonly url: string;
  close(): Promise<void>;
}

function listen(folder: string, port: number): Promise<StaticServer> {
  const server = createServer((request, response) => {
    serveFile(folder, request, response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Only this machine may connect.
    server.listen(port, '127.0.0.1', () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve({
        url: `http://localhost:${actual}/`,
        close: () =>
          new Promise((closed) => {
            server.close(() => {
              closed();
            });
            server.closeAllConnections();
          }),
      });
    });
  });
}

/** Serves `folder` on localhost. `port` 0 is any free port; a taken `port` is an error unless `orNext`, then the next free one is used. */
export async function startServer(folder: string, port: number, orNext = false): Promise<StaticServer> {
  for (let candidate = port; ; candidate++) {
    try {
      return await listen(folder, candidate);
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || !orNext || candidate - port >= PORTS_TRIED) throw error;
    }
  }
}

async function main(): Promise<void> {
  ensureBuild();
  const stated = process.env['PORT'];
  const server = await startServer(DIST, stated ? Number(stated) : DEFAULT_PORT, !stated);
  console.log(`Fovea is at ${server.url} (Ctrl+C ends it)`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
