import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

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
