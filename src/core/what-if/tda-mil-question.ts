import type { ManifestOf } from '#core/model/manifest.ts';
import { blockGraph } from '#core/model/tda-mil-head.ts';
import type { HeadGraphs, HeadOptions, HostTensor } from '#core/pipelines/head-ports.ts';
import { outputOf } from '#core/pipelines/head-ports.ts';
import { tdaMilResult } from '#core/pipelines/tda-mil.ts';
import { embedTdaMil, runTdaMilTokens } from '#core/pipelines/tda-mil-head.ts';
import type { KeysValues, TdaMilTokens } from '#core/pipelines/tda-mil-head.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { gatherMiddle, gatherRows, keptIndices, scatterKept } from './kept-rows.ts';

type Model = Pick<ManifestOf<'tda-mil'>, 'head' | 'maps' | 'class_names'>;

/** Of a full bag, what no question changes: tokens, and the first block's keys and values, each row of which is its own patch's affair. */
export interface TdaMilMemory extends TdaMilTokens {
  /** Patches of the full bag. */
  readonly n: number;
}

const FLOAT32_BYTES = 4;

/**
 * Computes what questions about a bag share.
 *
 * @param features float32 `[n, D]`, borrowed
 * @param maxBytes what may be kept; where keys and values do not fit beside the tokens they are made with each question
 */
export async function rememberTdaMil(
  graphs: HeadGraphs,
  { head }: Pick<Model, 'head'>,
  features: HostTensor,
  options: HeadOptions,
  maxBytes: number,
): Promise<TdaMilMemory> {
  const x0 = await embedTdaMil(graphs, head, features, options);
  const n = x0.length / head.width - 1;
  const fits = 3 * x0.length * FLOAT32_BYTES <= maxBytes;
  return { n, x0, first: fits ? await firstKeysValues(graphs, head, x0, options) : null };
}

async function firstKeysValues(
  graphs: HeadGraphs,
  head: Model['head'],
  x0: Float32Array<ArrayBuffer>,
  { signal }: HeadOptions,
): Promise<KeysValues> {
  signal?.throwIfAborted();
  const { heads, width } = head;
  const N = x0.length / width;
  const x = { data: x0, dims: [N, width] };
  const out = await graphs.run(blockGraph(head, 1, 0, 'kv'), { x, td: { ...x, data: new Float32Array(x0.length) } });
  return {
    k: { data: outputOf(out, 'k', x0.length), dims: [heads, width / heads, N] },
    v: { data: outputOf(out, 'v', x0.length), dims: [heads, N, width / heads] },
  };
}

/**
 * The head over the kept patches, exactly as if the bag had only those.
 *
 * @param kept uint8 `[n]`
 * @returns maps `[n]`, NaN where a patch was left out
 */
export async function askTdaMil(
  graphs: HeadGraphs,
  model: Model,
  memory: TdaMilMemory,
  kept: Uint8Array,
  options: HeadOptions,
): Promise<Pick<RunResult, 'maps' | 'answer'>> {
  const { n } = memory;
  const indices = keptIndices(kept, n);
  const bag = indices.length === n ? memory : tokensOf(memory, indices, model.head);
  const { maps, answer } = tdaMilResult(await runTdaMilTokens(graphs, model.head, bag, options), model);
  return { answer, maps: maps.map(({ id, values }) => ({ id, values: scatterKept(values, indices, n) })) };
}

/** The rows of CLS, which is token 0 and always there, and of the kept patches. */
function tokensOf(
  { x0, first, n }: TdaMilMemory,
  indices: Int32Array,
  { heads, width }: Pick<Model['head'], 'heads' | 'width'>,
): TdaMilTokens {
  const tokens = new Int32Array(indices.length + 1);
  tokens.set(
    indices.map((i) => i + 1),
    1,
  );
  const size = width / heads;
  const N = tokens.length;
  return {
    x0: gatherRows(x0, width, tokens),
    first: first && {
      k: { data: gatherMiddle(first.k.data, [heads * size, n + 1, 1], tokens), dims: [heads, size, N] },
      v: { data: gatherMiddle(first.v.data, [heads, n + 1, size], tokens), dims: [heads, N, size] },
    },
  };
}
