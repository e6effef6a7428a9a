/** Vite plugin: puts the model bundles of `models/` beside the page, in dev and in the build. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { serveFile } from './static-files.ts';

/** What the page fetches first (`models/index.json`) to learn which bundles it has; `path` is relative to that file and ends in `/`. */
export interface BundleIndex {
  readonly bundles: readonly { readonly id: string; readonly path: string }[];
}

/** The bundles of a folder: its sub-folders that hold a `model.json`, sorted by name; a bundle's id is its folder's name. */
export function bundleIndex(modelsFolder: string): BundleIndex {
  if (!existsSync(modelsFolder)) return { bundles: [] };
  const folders = readdirSync(modelsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(modelsFolder, entry.name, 'model.json')))
    .map((entry) => entry.name)
    .sort();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(modelsFolder, folder, 'model.json'), 'utf8')) as { id?: unknown };
    if (manifest.id !== folder) throw new Error(`models/${folder}/model.json says id ${JSON.stringify(manifest.id)}`);
  }
  return { bundles: folders.map((folder) => ({ id: folder, path: `${folder}/` })) };
}

/** Serves `modelsFolder` under `models/` in dev and preview, and copies its bundles to `<outDir>/models/` at build. */
export function modelBundles(modelsFolder: string): Plugin {
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
          response.end(JSON.stringify(index));
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
    },
  };
}
