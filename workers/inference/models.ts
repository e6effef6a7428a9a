import { FoveaError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { choosePrecision, encoderFiles } from '#core/model/precision.ts';
import type { Precision } from '#core/model/precision.ts';
import { threadRetries } from '#core/network/thread-retries.ts';
import type { Encoder } from '#core/pipelines/ports.ts';
import type { HeadGraphs } from '#core/pipelines/head-ports.ts';
import type { Fetch } from './bundle-download.ts';
import { loadBundleFiles } from './bundle-files.ts';
import type { BundleFiles, BundleProgress } from './bundle-files.ts';
import { createBundleStore } from './bundle-store.ts';
import type { BundleStore } from './bundle-store.ts';
import type { VerdictKey } from './calls.ts';
import type { BackEnd, BackEndReport, BundleRef, GoldenReport } from './contract.ts';
import { checkGolden, describeGolden } from './golden.ts';
import type { OrtBackEnd } from './ort/ort-back-end.ts';
import { createOrtEncoder } from './ort/ort-encoder.ts';
import { createOrtHead } from './ort/ort-head.ts';
import { createQueue } from './ort/queue.ts';
import { refuseTooLarge } from './ort/weights-memory.ts';
import type { Runtime } from './ort/runtime.ts';

/** A bundle's encoder and head, loaded on one back end. */
export interface LoadedModel {
  readonly backEnd: OrtBackEnd;
  /** Null where the head reads pixels. */
  readonly encoder: Encoder | null;
  readonly graphs: HeadGraphs;
  /** False where the bundle's files could not be kept on this machine. */
  readonly isKept: boolean;
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

/**
 * Bundles in this worker's memory: the files of the last one and its sessions on the last back end. Calls wait for one another: of two loads
 * side by side, one's sessions would be lost without being released.
 */
export interface Models {
  files(bundle: BundleRef, kind: BackEnd, options: LoadOptions): Promise<BundleFiles>;
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
  store = createBundleStore({ fetch, retries: threadRetries, openFolder: null }),
}: {
  readonly runtime: Runtime;
  readonly fetch: Fetch;
  readonly now: () => number;
  /** In memory where none is given. */
  readonly store?: BundleStore;
}): Models {
  let files: { key: string; value: BundleFiles } | null = null;
  let loaded: { key: string; value: LoadedModel; release(): Promise<void> } | null = null;

  const inTurn = createQueue();

  const models: Models = {
    async files(bundle, kind, { signal, onProgress }) {
      const precision = precisionOn(bundle.manifest, kind, await runtime.report());
      const key = `${precision} ${bundleKey(bundle)}`;
      if (files?.key === key) return files.value;
      files = null;
      const value = await loadBundleFiles(bundle, { store, precision, signal, onProgress, now });
      files = { key, value };
      return value;
    },

    async load(bundle, kind, options) {
      const key = verdictKey(bundle, kind);
      if (loaded?.key === key) return loaded.value;
      const loadedFiles = await models.files(bundle, kind, options);
      const backEnd = await runtime.open(kind);
      if (!backEnd)
        throw new FoveaError('run/back-end-failed', { backend: kind, what: 'this machine offers no adapter' });
      const previous = loaded;
      loaded = null;
      await previous?.release();
      options.signal.throwIfAborted();
      const encoder = await loadEncoder(bundle, backEnd, loadedFiles, await runtime.report());
      const graphs = await headBeside(encoder, () =>
        createOrtHead(backEnd, bundle.manifest, (path) => loadedFiles.file(path)),
      );
      loaded = {
        key,
        value: { backEnd, encoder, graphs, isKept: loadedFiles.areKept },
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
        files: await models.files(bundle, kind, options),
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
  const turn = <T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> =>
    inTurn(() => {
      signal.throwIfAborted();
      return job();
    });
  return {
    files: (bundle, kind, options) => turn(options.signal, () => models.files(bundle, kind, options)),
    load: (bundle, kind, options) => turn(options.signal, () => models.load(bundle, kind, options)),
    golden: (bundle, kind, options) => turn(options.signal, () => models.golden(bundle, kind, options)),
    ready: (bundle, kind, options) => turn(options.signal, () => models.ready(bundle, kind, options)),
  };
}

/** Makes the head; where that fails, the encoder goes with it. */
async function headBeside<T>(encoder: { release(): Promise<void> } | null, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    await Promise.allSettled([encoder?.release()]);
    throw error;
  }
}

/** Number format of the weights that a bundle's encoder has on a back end of this machine. */
export function precisionOn(manifest: ModelManifest, backEnd: BackEnd, report: BackEndReport): Precision {
  const shaderF16 = report.webgpu?.shaderF16 ?? false;
  return hasEncoder(manifest) ? choosePrecision(manifest.encoder, { backEnd, shaderF16 }) : 'fp32';
}

async function loadEncoder({ manifest }: BundleRef, backEnd: OrtBackEnd, files: BundleFiles, report: BackEndReport) {
  if (!hasEncoder(manifest)) return null;
  const { graph, data } = encoderFiles(manifest.encoder, precisionOn(manifest, backEnd.kind, report));
  const bytesOf = (path: string | null) => manifest.files.find((file) => file.path === path)?.bytes ?? 0;
  refuseTooLarge(manifest.id, backEnd.kind, { graphBytes: bytesOf(graph), dataBytes: bytesOf(data) });
  return createOrtEncoder(
    backEnd,
    {
      graph: await files.read(graph),
      // The graph names it without its folder.
      ...(data === null ? {} : { external: { path: data.split('/').at(-1) ?? data, data: files.lazy(data) } }),
    },
    { featureDim: manifest.encoder.feature_dim, patchSizePx: manifest.patch_size_pixels },
  );
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
