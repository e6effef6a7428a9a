import type { FeatureCache } from '#core/pipelines/ports.ts';
import { createFeatureMemory } from './feature-memory.ts';

/** Features of one slide, encoder and grid, for the time of a run. */
export interface OpenFeatures {
  readonly cache: FeatureCache;
  /** Gives the file back; nothing is read or written afterwards. */
  close(): void;
}

/**
 * Where features are kept between runs, so that a cancelled run goes on where it was, a changed tissue mask costs only its new
 * cells and a second head on the same encoder starts at once.
 */
export interface FeatureStore {
  /**
   * @param key what the features depend on: slide, encoder, patch size, grid
   * @param lasting false where the slide cannot be recognised again (no fingerprint): then memory is all there is
   */
  open(key: string, featureDim: number, lasting: boolean): Promise<OpenFeatures>;
}

/** A store for as long as the worker lives; also what is left where the browser gives no file. */
export function memoryFeatureStore(): FeatureStore {
  const memory = createFeatureMemory();
  return { open: (key) => Promise.resolve({ cache: memory.of(key), close: () => undefined }) };
}
