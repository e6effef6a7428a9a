import { toPlainError } from '#core/errors/fovea-error.ts';
import { parseManifestText, type ModelManifest } from '#core/model/manifest.ts';
import type { Model, RefusedModel } from '#state/models-store.ts';
import type { CommandContext } from './context.ts';

/** The bundles that the user added; one whose manifest does not hold any more is refused by itself. */
export async function addedModels({ inference }: CommandContext): Promise<(Model | RefusedModel)[]> {
  return (await inference.addedBundles()).map(({ id, manifestText }) => {
    try {
      return { baseUrl: null, manifest: parseManifestText(manifestText, id) };
    } catch (reason) {
      return { id, isAdded: true, error: toPlainError(reason) };
    }
  });
}

/**
 * Deletes the files of bundles that are on the list no more; those of added ones that are not shown stay as well. Where the list is not
 * whole, or a bundle could not be read, nobody knows what is listed, and everything stays. Never rejects.
 */
export async function tidyModels({ stores, inference }: CommandContext): Promise<void> {
  const { byId, refused, loading } = stores.models.getState();
  if (refused.length > 0 || loading.kind !== 'done') return;
  const manifests = Object.values(byId).map(({ manifest }) => manifest);
  try {
    const files = [...manifests.flatMap((manifest) => manifest.files), ...stores.modelFiles.getState().phantom];
    await inference.tidyModelFiles(new Set(files.map(({ sha256 }) => sha256)));
  } catch (reason) {
    // What is too much only takes room; the next start tries again.
    console.warn('the files of models that are gone could not be deleted', reason);
  }
}

/** Whether every file of a bundle is on this machine in its full size. */
export async function isWhole({ inference }: CommandContext, { files }: ModelManifest): Promise<boolean> {
  const bytesOf = await inference.modelFileBytes();
  return files.every(({ sha256, bytes }) => (bytesOf[sha256] ?? 0) >= bytes);
}

/** Looks what this machine holds of the bundles. Never rejects. */
export async function refreshStorage({ stores, inference }: CommandContext): Promise<void> {
  try {
    const bytesOf = await inference.modelFileBytes();
    stores.models.setState((state) => ({ storage: { ...state.storage, bytesOf } }));
  } catch (reason) {
    // The browser may refuse at any time: the figures stay as they were.
    console.warn('the models on this machine cannot be looked at', reason);
  }
}
