import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { build } from 'vite';
import { CHROMIUM_FLAGS } from '../scripts/chromium.ts';
import { presentChromium } from '../scripts/install-chromium.ts';
import { fromRoot } from '../scripts/paths.ts';
import { ISOLATION_HEADERS, serveFile } from '../scripts/static-files.ts';

/** Part of an address (with leading and without trailing `/`) and the folder that it stands for. */
export type Mounts = Readonly<Record<string, string>>;

/**
 * Builds `bench/<name>` and serves it on localhost, isolated as a host should serve the app but without its Content-Security-Policy, which
 * peers do not keep (workers made of blobs), with folders mounted beside it. A mount ending in `*` matches names that begin so and stays in
 * the path.
 */
export async function serveHarness(
  name: 'confusion-harness' | 'inference-harness' | 'recolour-harness' | 'slides-harness' | 'viewer-harness',
  mounts: Mounts,
): Promise<{ url: string; close: () => void }> {
  const built = mkdtempSync(join(tmpdir(), `${name}-`));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fromRoot(`bench/${name}`),
    base: './',
    worker: { format: 'es' },
    build: { outDir: built, emptyOutDir: true },
  });
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    for (const [mount, folder] of Object.entries(mounts)) {
      const isPrefix = mount.endsWith('*') && url.startsWith(mount.slice(0, -1));
      if (!isPrefix && !url.startsWith(`${mount}/`)) continue;
      if (!isPrefix) request.url = url.slice(mount.length);
      serveFile(folder, request, response, ISOLATION_HEADERS);
      return;
    }
    serveFile(built, request, response, ISOLATION_HEADERS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      rmSync(built, { recursive: true, force: true });
    },
  };
}

/** The Chromium that the tests use. */
export function launchChromium(): Promise<Browser> {
  const executablePath = presentChromium();
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...CHROMIUM_FLAGS] });
}

/** Middle one of the values, the upper of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
