import type { ModelManifest } from '#core/model/manifest.ts';
import type { RunResult } from '#core/result/run-result.ts';

/** From the manifest of the model, or from its name where the result came from elsewhere and the model is not installed here. */
export function isOfPhantom({ run: { bundle } }: RunResult, manifest: ModelManifest | null): boolean {
  return manifest ? manifest.phantom : /phantom/i.test(`${bundle.id} ${bundle.name}`);
}
