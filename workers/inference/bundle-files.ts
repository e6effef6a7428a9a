import { FoveaError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import { encoderFiles } from '#core/model/precision.ts';
import type { Precision } from '#core/model/precision.ts';
import { createRate } from '#core/pipelines/rate.ts';
import type { ListedFile } from './bundle-download.ts';
import type { BundleStore, StoredFile } from './bundle-store.ts';
import type { BundleRef } from './contract.ts';

export interface BundleProgress {
  readonly what: 'loading' | 'verifying';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Over the last few seconds; null until it can be told. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Files of a bundle, each checked against the manifest's size and SHA-256. */
export interface BundleFiles {
  /** One of the small files, all of which are in memory: head and golden tensors. */
  file(path: string): Uint8Array<ArrayBuffer>;
  /** One of the encoder's, read anew each time and then the caller's. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The encoder's weights without holding them; see `lazyBytes`. */
  lazy(path: string): Uint8Array<ArrayBuffer>;
  /** False where one of them could not be kept on this machine and has to be fetched again next time. */
  readonly areKept: boolean;
}

/** Progress is told no oftener than this, and at the end of each file. */
const PROGRESS_MS = 100;

/** What a run reads, in the order of fetching; the card and other papers stay where they are. */
function neededPaths({ manifest }: BundleRef, precision: Precision): { small: string[]; encoder: string[] } {
  const small = [...Object.values(manifest.head.graphs), manifest.golden.head];
  if (!hasEncoder(manifest)) return { small: [...new Set(small)], encoder: [] };
  const { graph, data } = encoderFiles(manifest.encoder, precision);
  const encoder = data === null ? [graph] : [graph, data];
  const rest = [...small, manifest.golden.encoder].filter((path) => !encoder.includes(path));
  return { small: [...new Set(rest)], encoder };
}

/**
 * Brings the files that a run needs out of the store, where they are fetched first if need be, and accepts none whose size or hash is
 * not the manifest's.
 *
 * @throws FoveaError `model/unreachable`, `model/hash-mismatch`, `model/no-room`, `model/files-gone`
 */
export async function loadBundleFiles(
  bundle: BundleRef,
  options: {
    readonly store: BundleStore;
    readonly precision: Precision;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: BundleProgress) => void;
    /** Milliseconds of a monotonic clock. */
    readonly now: () => number;
  },
): Promise<BundleFiles> {
  const { manifest } = bundle;
  const needed = neededPaths(bundle, options.precision);
  const wanted = [...needed.small, ...needed.encoder].map((path) => listedFile(bundle, path));
  const tell = progressTeller(
    wanted.reduce((sum, { bytes }) => sum + bytes, 0),
    options,
  );
  const stored = new Map<string, StoredFile>();
  for (const file of wanted) {
    const one = await options.store.get(file, {
      url: bundle.baseUrl === null ? null : new URL(file.path, bundle.baseUrl).href,
      signal: options.signal,
      onBytes: tell.bytes,
    });
    tell.fileDone(file.bytes);
    stored.set(file.path, one);
  }
  const inMemory = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const path of needed.small) {
    const file = stored.get(path);
    if (file) inMemory.set(path, await file.read());
  }
  const storedAt = (path: string): StoredFile => {
    const file = stored.get(path);
    if (!file) throw new Error(`${path} of ${manifest.id} was not loaded`);
    return file;
  };
  return {
    areKept: [...stored.values()].every(({ isKept }) => isKept),
    file(path) {
      const data = inMemory.get(path);
      if (!data) throw new Error(`${path} of ${manifest.id} is not in memory`);
      return data;
    },
    read: (path) => storedAt(path).read(),
    lazy: (path) => storedAt(path).lazy(),
  };
}

/** A file of a bundle as its manifest lists it. @throws FoveaError `model/invalid-manifest` */
export function listedFile({ manifest }: Pick<BundleRef, 'manifest'>, path: string): ListedFile {
  const file = manifest.files.find((one) => one.path === path);
  if (!file)
    throw new FoveaError('model/invalid-manifest', {
      bundle: manifest.id,
      problems: [{ code: 'not-listed', at: 'files', name: path }],
      more: 0,
    });
  return { bundle: manifest.id, ...file };
}

/** Sums up the progress of file after file. */
function progressTeller(
  totalBytes: number,
  { onProgress, now }: { onProgress: (progress: BundleProgress) => void; now: () => number },
) {
  const rate = createRate();
  let before = 0;
  let toldAt = -Infinity;
  const tell = (what: BundleProgress['what'], doneBytes: number) => {
    toldAt = now();
    const [bytesPerSecond, secondsLeft] = [rate.perSecond(), rate.secondsLeft(totalBytes)];
    onProgress({ what, doneBytes, totalBytes, bytesPerSecond, secondsLeft });
  };
  return {
    bytes: (what: BundleProgress['what'], ofFile: number): void => {
      if (what === 'loading') rate.add(before + ofFile, now());
      if (now() - toldAt >= PROGRESS_MS) tell(what, before + ofFile);
    },
    fileDone(bytes: number) {
      before += bytes;
      tell('verifying', before);
    },
  };
}
