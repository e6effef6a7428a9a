import type { DscaInputs } from '#core/pipelines/dsca-head.ts';
import { readNpz } from './npz.ts';

/** A worked example of the original DSCA implementation, with its own answers. */
export interface DscaReference {
  readonly inputs: DscaInputs;
  readonly output: Float32Array<ArrayBuffer>;
  readonly globalAttention: Float32Array<ArrayBuffer>;
  /** Scores before the softmax; null where the configuration has none. */
  readonly crossScores: Float32Array<ArrayBuffer> | null;
}

/** Reads an `io.npz` of `../shared/data/reference/dsca`. Places come from the level-0 coordinates, so ranks are ours to find. */
export function dscaReference(file: Uint8Array): DscaReference {
  const npz = readNpz(file);
  const coordinates = npz.array('coords_level0').data;
  return {
    inputs: {
      low: npz.float32('x5'),
      high: npz.float32('x20'),
      places: {
        column: Int32Array.from(coordinates).filter((_, i) => i % 2 === 0),
        row: Int32Array.from(coordinates).filter((_, i) => i % 2 === 1),
      },
    },
    output: npz.float32('output'),
    globalAttention: npz.float32('global_attention'),
    crossScores: npz.names.includes('cross_attention') ? npz.float32('cross_attention') : null,
  };
}
