import type { FeatureCache } from '#core/pipelines/ports.ts';
import { createFeatureMemory } from './feature-memory.ts';

/** Why features stay in memory only: no room on the disk, the user's limit, a browser that keeps no files, or a slide that cannot be recognised again. */
export type NotKept = 'full' | 'limit' | 'refused' | 'unknown-slide';

/** Features of one slide, encoder and grid, for the time of a run. */
export interface OpenFeatures {
  readonly cache: FeatureCache;
  /** Why what is written is not on the disk; null as long as it is. */
  readonly notKept: () => NotKept | null;
  /** Gives the file back; nothing is read or written afterwards. */
  close(): void;
}

/** What lasting features are of, as it is told to who looks at what is kept, and what is wanted of them. */
export interface LastingFeatures {
  readonly slide: { readonly name: string; readonly fingerprint: string };
  readonly encoder: string;
  /** Patches that a run may write; 0: what is there is only read. */
  readonly patches: number;
}

/**
 * Where features are kept between runs, so that a cancelled run goes on where it was, a changed tissue mask costs only its new
 * cells and a second head on the same encoder starts at once.
 */
export interface FeatureStore {
  /**
   * @param key what the features depend on: slide, encoder, patch size, grid
   * @param lasting null where the slide cannot be recognised again (no fingerprint): then memory is all there is
   */
  open(key: string, featureDim: number, lasting: LastingFeatures | null): Promise<OpenFeatures>;
  /** From now on all features together stay within so many bytes. */
  keepWithin?(bytes: number): void;
}

/** A store for as long as the worker lives; also what is left where the browser gives no file. */
export function memoryFeatureStore(): FeatureStore {
  const memory = createFeatureMemory();
  return {
    open: (key) => Promise.resolve({ cache: memory.of(key), notKept: () => null, close: () => undefined }),
  };
}
