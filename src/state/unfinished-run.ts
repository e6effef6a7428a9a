import type { Model } from './models-store.ts';
import type { SamplingChoice } from './sampling-store.ts';

/** A run that was cut off: what it was told, and how far it had come. */
export interface UnfinishedRun {
  /** Of the run. */
  readonly id: string;
  /** Of the slide. */
  readonly fingerprint: string;
  readonly slideName: string;
  readonly bundle: {
    readonly id: string;
    readonly version: string;
    readonly name: string;
    readonly files: readonly { readonly path: string; readonly sha256: string }[];
  };
  readonly umPerPx: { readonly x: number; readonly y: number };
  readonly spacingStatedBy: 'metadata' | 'user' | 'model';
  readonly backEnd: 'auto' | 'webgpu' | 'wasm';
  /** What attention sampling was told; null for other models. */
  readonly sampling: SamplingChoice | null;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** When it was last heard of, epoch milliseconds. */
  readonly updatedAtMs: number;
  /** Patches (of attention sampling places) read by then, of all; 0 of 0 until the plan is made. */
  readonly done: number;
  readonly planned: number;
  /** Whether what was read is on this machine still, as far as is known. */
  readonly isKept: boolean;
}

/** Why it cannot be gone on with here; null where it can. */
export type UnfinishedObstacle = 'no-model' | 'other-model' | 'busy';

export function unfinishedObstacle(
  { bundle }: UnfinishedRun,
  model: Model | undefined,
  isBusy: boolean,
): UnfinishedObstacle | null {
  if (!model) return 'no-model';
  const here = new Map(model.manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const isSame =
    here.size === bundle.files.length && bundle.files.every(({ path, sha256 }) => here.get(path) === sha256);
  if (!isSame) return 'other-model';
  return isBusy ? 'busy' : null;
}

/** Share that was done, 0..1. */
export function shareDone({ done, planned }: UnfinishedRun): number {
  return planned > 0 ? Math.min(1, done / planned) : 0;
}
