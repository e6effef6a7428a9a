/** Files that browser tests read from outside the page's root; `vitest.config.ts` says which folders are served. */

/** A file of the shared test data, or null on a machine that does not have it; tests skip with `SHARED_DATA_ABSENT` then. */
export function sharedFile(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return served(`/shared-data/${path}`);
}

/** Address (ending in `/`) of a bundle made from reference weights by `npm run reference-bundles`. */
export function referenceBundleUrl(id: string): string {
  return new URL(`/reference-bundles/${id}/`, location.href).href;
}

/** Whether that bundle was made. */
export async function hasReferenceBundle(id: string): Promise<boolean> {
  return (await served(`/reference-bundles/${id}/model.json`)) !== null;
}

async function served(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const response = await fetch(path);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
