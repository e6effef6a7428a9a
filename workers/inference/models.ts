import { FoveaError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import type { Encoder } from '#core/pipelines/ports.ts';
import type { HeadGraphs } from '#core/pipelines/head-ports.ts';
import { loadBundleFiles } from './bundle-files.ts';
import type { BundleFiles, BundleProgress } from './bundle-files.ts';
import type { VerdictKey } from './calls.ts';
import type { BackEnd, BundleRef, GoldenReport } from './contract.ts';
import { checkGolden, describeGolden } from './golden.ts';
import type { OrtBackEnd } from './ort/ort-back-end.ts';
import { createOrtEncoder } from './ort/ort-encoder.ts';
import { createOrtHead } from './ort/ort-head.ts';
import type { Runtime } from './ort/runtime.ts';

/** A bundle's encoder and head, loaded on one back end. */
export interface LoadedModel {
  readonly backEnd: OrtBackEnd;
  /** Null where the head reads pixels. */
  readonly encoder: Encoder | null;
  readonly graphs: HeadGraphs;
}

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (
    progress: BundleProgress | { readonly what: 'checking'; doneBytes: number; totalBytes: number },
  ) => void;
}

/** Bundles known to answer right; adding one lets the page remember it. */
export interface Verdicts {
  has(key: VerdictKey): boolean;
  add(key: VerdictKey): void;
}

/**
 * Patches per encoder run: enough to fill the device and to make waiting for other threads rare (on two busy cores 16 were about twice as fast
 * as 4), few enough that progress stays fine-grained.
 */
export const ENCODER_BATCH: Record<BackEnd, number> = { wasm: 16, webgpu: 16 };

/** Bundles in this worker's memory: the files of the last one and its sessions on the last back end. */
export interface Models {
  files(bundle: BundleRef, options: LoadOptions): Promise<BundleFiles>;
  /** Sessions without a verdict. @throws FoveaError `run/*`, `model/*` */
  load(bundle: BundleRef, kind: BackEnd, options: LoadOptions): Promise<LoadedModel>;
  golden(bundle: BundleRef, kind: BackEnd, options: LoadOptions): Promise<GoldenReport>;
  /**
   * Sessions that have answered the golden input right, now or (by `verified`) before.
   * @throws FoveaError `model/golden-mismatch`
   */
  ready(bundle: BundleRef, kind: BackEnd, options: LoadOptions & { readonly verified: Verdicts }): Promise<LoadedModel>;
}

export function createModels({
  runtime,
  fetch,
  now,
}: {
  readonly runtime: Runtime;
  readonly fetch: (url: string, init: { signal: AbortSignal }) => Promise<Response>;
  readonly now: () => number;
}): Models {
  let files: { key: string; value: BundleFiles } | null = null;
  let loaded: { key: string; value: LoadedModel; release(): Promise<void> } | null = null;

  const models: Models = {
    async files(bundle, { signal, onProgress }) {
      const key = bundleKey(bundle);
      if (files?.key === key) return files.value;
      const value = await loadBundleFiles(bundle, { fetch, signal, onProgress });
      files = { key, value };
      return value;
    },

    async load(bundle, kind, options) {
      const key = verdictKey(bundle, kind);
      if (loaded?.key === key) return loaded.value;
      const loadedFiles = await models.files(bundle, options);
      const file = (path: string) => loadedFiles.file(path);
      const backEnd = await runtime.open(kind);
      if (!backEnd)
        throw new FoveaError('run/back-end-failed', { backend: kind, what: 'this machine offers no adapter' });
      const previous = loaded;
      loaded = null;
      await previous?.release();
      options.signal.throwIfAborted();
      const { manifest } = bundle;
      const encoder = hasEncoder(manifest)
        ? await createOrtEncoder(backEnd, file(manifest.encoder.files.fp32), {
            featureDim: manifest.encoder.feature_dim,
            patchSizePx: manifest.patch_size_pixels,
          })
        : null;
      const graphs = await createOrtHead(backEnd, manifest, file);
      loaded = {
        key,
        value: { backEnd, encoder, graphs },
        async release() {
          await encoder?.release();
          await graphs.release();
        },
      };
      return loaded.value;
    },

    async golden(bundle, kind, options) {
      const { backEnd, encoder, graphs } = await models.load(bundle, kind, options);
      const { manifest } = bundle;
      options.onProgress({ what: 'checking', doneBytes: 0, totalBytes: 0 });
      return checkGolden({
        manifest,
        files: await models.files(bundle, options),
        backEnd: kind,
        encoder,
        graphs,
        options: { limits: backEnd.limits, signal: options.signal },
        now,
      });
    },

    async ready(bundle, kind, options) {
      const key = verdictKey(bundle, kind);
      if (!options.verified.has(key)) {
        const report = await models.golden(bundle, kind, options);
        if (!report.passed)
          throw new FoveaError('model/golden-mismatch', {
            bundle: bundle.manifest.id,
            backend: kind,
            what: describeGolden(report),
          });
        options.verified.add(key);
      }
      return models.load(bundle, kind, options);
    },
  };
  return models;
}

/** Identity of a bundle by content: the hashes of all its files, and the manifest values that steer the computation. */
export function bundleKey({ manifest }: BundleRef): string {
  const { head, patch_size_pixels } = manifest;
  const encoder = hasEncoder(manifest) ? manifest.encoder : null;
  const hashes = manifest.files.map(({ path, sha256 }) => `${path}:${sha256}`).sort();
  return JSON.stringify([hashes, head, encoder, manifest.golden, patch_size_pixels]);
}

/** Key of a verdict: the bundle's content and the back end. */
export function verdictKey(bundle: BundleRef, kind: BackEnd): VerdictKey {
  return `${kind} ${bundleKey(bundle)}`;
}
