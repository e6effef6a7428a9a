/** The production build as the plainest of hosts has it: under a sub-path, without any header of ours; it can be stopped and given a newer build. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DIST } from '../scripts/paths.ts';
import { serveFile } from '../scripts/static-files.ts';

const SUB_PATH = '/lab/slides/';

export interface PlainHost {
  /** Ends in `/`. */
  readonly url: string;
  /** From now on nobody answers at this address. */
  stop(): Promise<void>;
  /** From now on the same program as another version is served: its page says so, and its service worker lists that page. */
  deploy(version: string): void;
}

export async function startPlainHost(): Promise<PlainHost> {
  let deployed: ReadonlyMap<string, string> = new Map();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith(SUB_PATH)) {
      response.writeHead(404).end();
      return;
    }
    request.url = request.url.slice(SUB_PATH.length - 1);
    const replaced = deployed.get(request.url === '/' ? '/index.html' : request.url);
    if (replaced === undefined) {
      serveFile(DIST, request, response, {});
      return;
    }
    const type = request.url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }).end(replaced);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${SUB_PATH}`,
    stop: () => close(server),
    deploy(version) {
      const [page, script] = ['index.html', 'service-worker.js'].map((name) => readFileSync(join(DIST, name), 'utf8'));
      const built = /name="fovea-version" content="([^"]+)"/.exec(page ?? '')?.[1];
      if (!page || !script || built === undefined) throw new Error('the build has no version');
      const newPage = page.replaceAll(built, version.padEnd(built.length, '0').slice(0, built.length));
      const newScript = script
        .replaceAll(built, version.padEnd(built.length, '0').slice(0, built.length))
        .replaceAll(sha256(page), sha256(newPage));
      deployed = new Map([
        ['/index.html', newPage],
        ['/service-worker.js', newScript],
      ]);
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
