import { FoveaError, toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { encoderHash } from '#core/model/precision.ts';
import { finePatches } from '#core/patches/two-scale-plan.ts';
import { featuresSafetensors } from '#core/result/features-safetensors.ts';
import type { RunRecord } from '#core/result/run-result.ts';
import { shownKept, shownResult } from '#state/displayed.ts';
import { questionsToKeep } from '#state/what-if-view.ts';
import type { FeaturesRequest } from '#workers/inference/contract.ts';
import { asFileWork } from './as-file-work.ts';
import { reportOpeningError } from './open-commands.ts';
import { showOrWait } from './shared-result.ts';
import type { CommandContext } from './context.ts';
import { exportName } from './export-name.ts';
import { writeAndSave } from './write-and-save.ts';

/** Exports that are written from the result alone. */
export type ExportKind = 'result' | 'wsinfer-csv' | 'qupath-geojson';

export interface ResultCommands {
  /**
   * Saves the result on screen for a slide, written in a worker. Never rejects.
   * @returns why it could not be done; null where it was, was cancelled, or there is nothing to save
   */
  readonly exportResult: (slideId: string, kind: ExportKind) => Promise<PlainError | null>;
  /**
   * Saves the patch features behind the result on screen for a slide, as safetensors. Never rejects.
   * @returns why it could not be done; null where it was, or there is nothing to save
   */
  readonly exportFeatures: (slideId: string) => Promise<PlainError | null>;
  /** Shows a result file over the slide that it was made on; where that is not open, as soon as it is. Never rejects. */
  readonly importResult: (file: File) => Promise<void>;
}

const FILES: Readonly<Record<ExportKind, { readonly ending: string; readonly mediaType: string }>> = {
  result: { ending: 'fovea.json', mediaType: 'application/json' },
  'wsinfer-csv': { ending: 'csv', mediaType: 'text/csv' },
  'qupath-geojson': { ending: 'geojson', mediaType: 'application/geo+json' },
};

export function resultCommands(context: CommandContext): ResultCommands {
  const { stores, inference, saveFile } = context;
  return {
    exportResult: async (slideId, kind) => {
      const shown = shownKept(stores.runs.getState(), slideId);
      if (!shown) return null;
      const questions = questionsToKeep(shown.questions);
      const result = questions ? { ...shown.result, questions } : shown.result;
      return writeAndSave(context, { result, file: { kind }, ...FILES[kind] });
    },

    exportFeatures: async (slideId) => {
      const result = shownResult(stores.runs.getState(), slideId);
      const slide = stores.slides.getState().byId[slideId]?.description;
      const bundle = result && stores.models.getState().byId[result.run.bundle.id];
      if (!slide || !bundle) return null;
      const encoder = encoderOf(result.run, bundle.manifest);
      try {
        const { patches, run } = result;
        if (!encoder) {
          const facts = { slide: slide.name, missing: patches.length, patches: patches.length };
          throw new FoveaError('result/no-features', facts);
        }
        const { stepPx, scale = 1 } = run.plan;
        const featuresOf = (grid: Pick<FeaturesRequest, 'stepPx' | 'patches'>) =>
          inference.features({
            slide: { slideId, name: slide.name, fingerprint: slide.fingerprint },
            bundle: { baseUrl: bundle.baseUrl, manifest: bundle.manifest },
            precision: run.backEnd.precision,
            ...(run.damagedTiles > 0 ? { standInsOf: result.id } : {}),
            ...grid,
          });
        const features = await featuresOf({ stepPx, patches });
        const inside = scale > 1 ? finePatches(patches, { stepPx, scale }) : null;
        const fine = inside && {
          patches: inside,
          features: await featuresOf({ stepPx: stepPx / scale, patches: inside }),
        };
        const content = featuresSafetensors({ result, features, fine, encoder });
        saveFile({
          name: exportName(run.slide.name, run, 'safetensors'),
          mediaType: 'application/octet-stream',
          content,
        });
        return null;
      } catch (reason) {
        return toPlainError(reason);
      }
    },

    importResult: async (file) => {
      try {
        const reading = { kind: 'reading', fileName: file.name } as const;
        const result = await asFileWork(context, reading, (signal) => context.readResultFile(file, signal));
        if (!result) return;
        const origin = { kind: 'file' as const, fileName: file.name };
        showOrWait(context, { result, origin, view: null, overlay: null, slideBytes: null });
      } catch (reason) {
        reportOpeningError(context, file.name, toPlainError(reason));
      }
    },
  };
}

/** The encoder that a result was made with; null where this window has another one under the model's name. */
function encoderOf({ bundle, backEnd }: RunRecord, manifest: ModelManifest): { id: string; sha256: string } | null {
  if (!hasEncoder(manifest)) return null;
  const { encoder, files } = manifest;
  const { precision } = backEnd;
  const sha256 = encoderHash(encoder, precision, bundle.files);
  return sha256 !== null && sha256 === encoderHash(encoder, precision, files) ? { id: encoder.id, sha256 } : null;
}
