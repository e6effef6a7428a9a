import type { ManifestOf } from '#core/model/manifest.ts';
import { dscaMaps, survivalAnswer } from '#core/pipelines/dsca.ts';
import { embedDsca, runDscaTokens } from '#core/pipelines/dsca-head.ts';
import type { DscaFeatures, DscaTokens } from '#core/pipelines/dsca-head.ts';
import { gatherRows } from '#core/pipelines/gather-rows.ts';
import type { HeadGraphs, HeadOptions } from '#core/pipelines/head-ports.ts';
import { outputOf } from '#core/pipelines/head-ports.ts';
import type { GridPlaces } from '#core/pipelines/position-codes.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { changedWindows } from './dsca-windows.ts';
import { keptIndices, scatterKept } from './kept-rows.ts';

type Model = Pick<ManifestOf<'dsca'>, 'head' | 'maps' | 'survival'>;

/** Of a full bag, what no question changes, or only near what leaves. */
export interface DscaMemory {
  /** float32 `[n, D]`: the convolution is run again where the sequence closes up. */
  readonly low: Float32Array<ArrayBuffer>;
  readonly tokens: DscaTokens;
  readonly places: GridPlaces;
}

/** Computes what questions about a bag share. */
export async function rememberDsca(
  graphs: HeadGraphs,
  { head }: Pick<Model, 'head'>,
  { places, ...features }: DscaFeatures & { readonly places: GridPlaces },
  options: HeadOptions,
): Promise<DscaMemory> {
  return { low: features.low, tokens: await embedDsca(graphs, head, features, options), places };
}

/**
 * The head over the kept low-resolution patches with their finer ones: sequence, convolution, ranks and position codes as if the others had
 * never been there.
 *
 * @param kept uint8 `[n]`
 * @returns maps `[n]`, or `[n · scale²]` on the finer grid; NaN where a patch was left out
 */
export async function askDsca(
  graphs: HeadGraphs,
  model: Model,
  memory: DscaMemory,
  kept: Uint8Array,
  options: HeadOptions,
): Promise<Pick<RunResult, 'maps' | 'answer'>> {
  const { head } = model;
  const { places, tokens } = memory;
  const n = places.column.length;
  const indices = keptIndices(kept, n);
  const inside = head.scale ** 2;
  const bag = {
    low: await lowTokens(graphs, head, memory, indices, options),
    high: gatherRows(tokens.high, head.width, indices),
    crossScores: tokens.crossScores && gatherRows(tokens.crossScores, head.cross_heads * inside, indices),
    places: {
      column: indices.map((i) => places.column[i] ?? 0),
      row: indices.map((i) => places.row[i] ?? 0),
    },
  };
  const said = await runDscaTokens(graphs, head, bag, options);
  return {
    answer: survivalAnswer(said.output, model),
    maps: dscaMaps(said, model).map(({ id, values, isFine }) => ({
      id,
      values: scatterKept(values, indices, n, isFine ? inside : 1),
    })),
  };
}

/** float32 `[m, d]`, owned by the caller: rows of the full sequence, and new ones where neighbours in the list have changed. */
async function lowTokens(
  graphs: HeadGraphs,
  { features, width }: Pick<Model['head'], 'features' | 'width'>,
  { low, tokens, places }: DscaMemory,
  indices: Int32Array,
  { signal }: HeadOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const rows = gatherRows(tokens.low, width, indices);
  const { source, changed } = changedWindows(indices, places.column.length);
  if (changed.length === 0) return rows;
  signal?.throwIfAborted();
  const sequence = new Float32Array(source.length * features);
  for (const [at, from] of source.entries())
    if (from >= 0) sequence.set(low.subarray(from * features, (from + 1) * features), at * features);
  const out = await graphs.run('low-embed', { low: { data: sequence, dims: [source.length, features] } });
  const made = outputOf(out, 'tokens', source.length * width);
  for (const { at, to } of changed) rows.set(made.subarray(at * width, (at + 1) * width), to * width);
  return rows;
}
