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
  /**
   * From now on a newer version is served. It is the same program, but its page says so, its service worker lists that page, and the Chinese
   * words have another name, as what has changed has in a build.
   */
  deploy(version: string): void;
}

export async function startPlainHost(): Promise<PlainHost> {
  let deployed: Deployed | null = null;
  const server = createServer((request, response) => {
    if (!request.url?.startsWith(SUB_PATH)) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not here');
      return;
    }
    const path = request.url.slice(SUB_PATH.length);
    const replaced = deployed?.texts.get(path === '' ? 'index.html' : path);
    if (replaced !== undefined) {
      const type = path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
      response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }).end(replaced);
      return;
    }
    if (deployed && path === deployed.renamed.from) request.url = '/no-longer-there';
    else request.url = `/${deployed && path === deployed.renamed.to ? deployed.renamed.from : path}`;
    serveFile(DIST, request, response, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${SUB_PATH}`,
    stop: () => close(server),
    deploy(version) {
      deployed = newerBuild(version);
    },
  };
}

interface Deployed {
  /** By path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly renamed: { readonly from: string; readonly to: string };
}

function newerBuild(version: string): Deployed {
  const [page = '', script = ''] = ['index.html', 'service-worker.js'].map((name) =>
    readFileSync(join(DIST, name), 'utf8'),
  );
  const built = /name="fovea-version" content="([^"]+)"/.exec(page)?.[1];
  const from = /assets\/zh-[\w-]+\.js/.exec(script)?.[0];
  if (built === undefined || from === undefined) throw new Error('the build is not what it was');
  const to = from.replace(/zh-[\w-]+/, (name) => 'zh-'.padEnd(name.length, '0'));
  const newPage = page.replace(built, version);
  const newScript = script
    .replace(built, version)
    .replace(sha256(page), sha256(newPage))
    .replace(from, to)
    // The list says how large the page is.
    .replace(new RegExp(`(${sha256(newPage)}.{1,20}?)${page.length}`), `$1${newPage.length}`);
  return { texts: new Map([['index.html', newPage], ['service-worker.js', newScript]]), renamed: { from, to } }; // prettier-ignore
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
