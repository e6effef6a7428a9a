/** Vite plugin: puts the model bundles of `models/` beside the page, and beside the phantom an index of its files, in dev and in the build. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { bundleIndex } from './bundle-index.ts';
import { shippedIndex } from './shipped-index.ts';
import { serveFile } from './static-files.ts';

/**
 * Serves `modelsFolder` under `models/` in dev and preview, and copies its bundles to `<outDir>/models/` at build. The phantom itself is
 * among the public files; what it is of, by size and SHA-256, is `phantom/index.json`.
 */
export function modelBundles(modelsFolder: string, phantomFolder: string): Plugin {
  let outDir = 'dist';
  return {
    name: 'fovea-model-bundles',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    configureServer(server) {
      server.middlewares.use('/phantom/index.json', (_request, response) => {
        sendJson(response, shippedIndex(phantomFolder));
      });
      server.middlewares.use('/models', (request, response, next) => {
        const path = (request.url ?? '').replace(/[?#].*$/s, '');
        const index = bundleIndex(modelsFolder);
        if (path === '/index.json') {
          sendJson(response, index);
        } else if (index.bundles.some((bundle) => path.startsWith(`/${bundle.path}`))) {
          serveFile(modelsFolder, request, response);
        } else {
          next();
        }
      });
    },
    writeBundle() {
      const index = bundleIndex(modelsFolder);
      const target = join(outDir, 'models');
      mkdirSync(target, { recursive: true });
      for (const bundle of index.bundles) {
        cpSync(join(modelsFolder, bundle.id), join(target, bundle.id), {
          recursive: true,
          filter: (path) => !basename(path).startsWith('.'),
        });
      }
      writeFileSync(join(target, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
      mkdirSync(join(outDir, 'phantom'), { recursive: true });
      writeFileSync(join(outDir, 'phantom', 'index.json'), `${JSON.stringify(shippedIndex(phantomFolder), null, 2)}\n`);
    },
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-cache');
  response.end(JSON.stringify(value));
}
