import { FoveaError, isFoveaError } from '#core/errors/fovea-error.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { listedFile } from './bundle-files.ts';
import type { ListedFile } from './bundle-download.ts';
import type { BundleStore, GetOptions } from './bundle-store.ts';
import type {
  AddBundleProgress,
  AddBundleRequest,
  BackEnd,
  BundleRef,
  BundleSource,
  GoldenReport,
} from './contract.ts';
import { openDroppedBundle } from './dropped-bundle.ts';
import { describeGolden } from './golden.ts';
import { ADDING_LOCK, BUNDLES_FOLDER } from './kept-bundles.ts';
import { isStorageFull, replaceText } from './model-folder.ts';
import type { Models } from './models.ts';

/** Where the manifests of added bundles are kept. */
export interface AddedBundles {
  /** Runs `job` while no other tab adds a bundle, and none tidies up. */
  alone<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T>;
  /** Keeps a manifest, in the place of an earlier one of the same id. */
  write(id: string, manifestText: string): Promise<void>;
}

/** In the origin's private file system; reading and removing is the page's (`kept-bundles.ts`). */
export function addedBundlesFolder(root: () => Promise<FileSystemDirectoryHandle>): AddedBundles {
  return {
    alone: (signal, job) => navigator.locks.request(ADDING_LOCK, { signal }, job),
    async write(id, manifestText) {
      const folder = await (await root()).getDirectoryHandle(BUNDLES_FOLDER, { create: true });
      await replaceText(folder, `${id}.json`, manifestText);
    },
  };
}

export interface AddBundleTools {
  readonly store: BundleStore;
  readonly models: Models;
  readonly bundles: AddedBundles;
  /** Where to run the golden input, in order: the next one where one fails for reasons of its own. */
  readonly backEnds: readonly BackEnd[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AddBundleProgress) => void;
}

/** Progress is told no oftener than this many bytes. */
const PROGRESS_BYTES = 1 << 20;

/**
 * Takes a bundle that was dropped, or one that was downloaded: every file that its manifest lists, by size and SHA-256, then its golden input on this machine, then onto the
 * list. What was written of a bundle that is refused lies unlisted and goes with the next tidying.
 *
 * @returns the golden reports, the last of which passed
 */
export function addBundle({ source }: AddBundleRequest, tools: AddBundleTools): Promise<GoldenReport[]> {
  const { store, bundles, signal, onProgress } = tools;
  return bundles.alone(signal, async () => {
    const { manifest, take } = await openSource(source, store);
    const totalBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    let told = -PROGRESS_BYTES;
    const tell = (doneBytes: number) => {
      if (doneBytes - told < PROGRESS_BYTES && doneBytes < totalBytes) return;
      told = doneBytes;
      onProgress({ stage: 'storing', doneBytes, totalBytes });
    };
    for (const { path } of manifest.files) {
      const file = listedFile({ manifest }, path);
      const options = {
        signal,
        onBytes: (_what: unknown, bytes: number) => {
          tell(before + bytes);
        },
      };
      await take(file, options);
      before += file.bytes;
    }
    onProgress({ stage: 'checking', doneBytes: totalBytes, totalBytes });
    const reports = await passingReports({ baseUrl: null, manifest }, tools);
    // Cancelled meanwhile: the page was told that it is not taken.
    signal.throwIfAborted();
    await writeManifest(bundles, manifest);
    return reports;
  });
}

async function writeManifest(bundles: AddedBundles, manifest: ModelManifest): Promise<void> {
  const text = JSON.stringify(manifest);
  try {
    await bundles.write(manifest.id, text);
  } catch (cause) {
    if (!isStorageFull(cause)) throw cause;
    throw new FoveaError('model/no-room', { bundle: manifest.id, bytes: text.length, roomBytes: 0 }, { cause });
  }
}

/** A bundle whose manifest is in order, and how one of its files gets into the store. */
interface OpenSource {
  readonly manifest: ModelManifest;
  readonly take: (file: ListedFile, options: Pick<GetOptions, 'signal' | 'onBytes'>) => Promise<unknown>;
}

async function openSource(source: BundleSource, store: BundleStore): Promise<OpenSource> {
  if (source.kind === 'kept')
    return { manifest: source.manifest, take: (file, options) => store.get(file, { ...options, url: null }) };
  const dropped = await openDroppedBundle(source);
  return {
    manifest: dropped.manifest,
    take: async (file, options) => store.put(file, await dropped.open(file), options),
  };
}

/** Golden reports up to the first that passes. @throws FoveaError where none does */
async function passingReports(bundle: BundleRef, tools: AddBundleTools): Promise<GoldenReport[]> {
  const reports: GoldenReport[] = [];
  let problem: unknown = new FoveaError('run/back-end-failed', { backend: 'wasm', what: 'nothing to run it on' });
  for (const backEnd of tools.backEnds) {
    try {
      const report = await tools.models.golden(bundle, backEnd, { signal: tools.signal, onProgress: () => undefined });
      reports.push(report);
      if (report.passed) return reports;
      problem = mismatch(bundle.manifest, report);
    } catch (error) {
      tools.signal.throwIfAborted();
      if (!isFoveaError(error)) throw error;
      problem = error;
    }
  }
  throw problem;
}

function mismatch({ id }: ModelManifest, report: GoldenReport): FoveaError {
  return new FoveaError('model/golden-mismatch', {
    bundle: id,
    backend: report.backEnd,
    what: describeGolden(report),
  });
}
