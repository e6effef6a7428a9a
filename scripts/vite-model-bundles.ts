/** Vite plugin: puts the model bundles of `models/` beside the page, with an index of them and of the phantom's files, in dev and in the build. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { bundleIndex } from './bundle-index.ts';
import { shippedFiles } from './shipped-files.ts';
import { serveFile } from './static-files.ts';

/**
 * Serves `modelsFolder` under `models/` in dev and preview, and copies its bundles to `<outDir>/models/` at build. The phantom itself is
 * among the public files; the index says what it is, by size and SHA-256.
 */
export function modelBundles(modelsFolder: string, phantomFolder: string): Plugin {
  let outDir = 'dist';
  return {
    name: 'fovea-model-bundles',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    configureServer(server) {
      server.middlewares.use('/models', (request, response, next) => {
        const path = (request.url ?? '').replace(/[?#].*$/s, '');
        const index = bundleIndex(modelsFolder);
        if (path === '/index.json') {
          response.setHeader('Content-Type', 'application/json; charset=utf-8');
          response.setHeader('Cache-Control', 'no-cache');
          response.end(JSON.stringify({ ...index, phantom: shippedFiles(phantomFolder) }));
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
      const whole = { ...index, phantom: shippedFiles(phantomFolder) };
      writeFileSync(join(target, 'index.json'), `${JSON.stringify(whole, null, 2)}\n`);
    },
  };
}
