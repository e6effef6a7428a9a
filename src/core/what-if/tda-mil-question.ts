import type { ManifestOf } from '#core/model/manifest.ts';
import { blockGraph } from '#core/model/tda-mil-head.ts';
import { gatherMiddle, gatherRows } from '#core/pipelines/gather-rows.ts';
import type { HeadGraphs, HeadOptions, HostTensor } from '#core/pipelines/head-ports.ts';
import { outputOf } from '#core/pipelines/head-ports.ts';
import { FIRST_BLOCK_WIDTHS, FirstBlockWalk, canSplitFirstBlock } from '#core/pipelines/tda-mil-first-block.ts';
import type { FirstBlock } from '#core/pipelines/tda-mil-first-block.ts';
import { tdaMilResult } from '#core/pipelines/tda-mil.ts';
import { embedTdaMil, runTdaMilTokens } from '#core/pipelines/tda-mil-head.ts';
import type { BegunBlocks, KeysValues, TdaMilTokens } from '#core/pipelines/tda-mil-head.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { keptIndices, scatterKept } from './kept-rows.ts';

type Model = Pick<ManifestOf<'tda-mil'>, 'head' | 'maps' | 'class_names'>;

/** Of a full bag, what no question changes: tokens, and the first block's keys and values, each row of which is its own patch's affair. */
export interface TdaMilMemory extends TdaMilTokens {
  /** Patches of the full bag. */
  readonly n: number;
  /** The first block's attention in parts, where the bundle brings the graphs for it and there is room; holds `first` as well. */
  readonly parts: FirstBlock | null;
}

/** Of a full bag's signal few patches have one of their own; where more do, the second step's first block is run as a whole. */
const MOST_MOVED = 0.8;

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
  const bytes = x0.length * FLOAT32_BYTES;
  const first = 3 * bytes <= maxBytes ? await firstKeysValues(graphs, head, x0, options) : null;
  const canSplit = first && canSplitFirstBlock(graphs) && (FIRST_BLOCK_WIDTHS + 1) * bytes <= maxBytes;
  const parts = canSplit ? await new FirstBlockWalk(graphs, head, options).prepare(x0, first.k, first.v) : null;
  return { n, x0, first, parts };
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
  const tokens = tokensOf(indices);
  const x0 = gatherRows(memory.x0, model.head.width, tokens);
  const begun = await begin(graphs, model.head, memory, { tokens, x0 }, options);
  const first = begun ? null : firstOf(memory, tokens, model.head);
  const said = await runTdaMilTokens(graphs, model.head, { x0, first }, options, begun);
  const { maps, answer } = tdaMilResult(said, model);
  return { answer, maps: maps.map(({ id, values }) => ({ id, values: scatterKept(values, indices, n) })) };
}

/** Token 0 is CLS, which is always there. */
function tokensOf(indices: Int32Array): Int32Array<ArrayBuffer> {
  const tokens = new Int32Array(indices.length + 1);
  tokens.set(
    indices.map((i) => i + 1),
    1,
  );
  return tokens;
}

function firstOf(
  { first, n }: TdaMilMemory,
  tokens: Int32Array,
  { heads, width }: Pick<Model['head'], 'heads' | 'width'>,
): KeysValues | null {
  const size = width / heads;
  const N = tokens.length;
  return (
    first && {
      k: { data: gatherMiddle(first.k.data, [heads * size, n + 1, 1], tokens), dims: [heads, size, N] },
      v: { data: gatherMiddle(first.v.data, [heads, n + 1, size], tokens), dims: [heads, N, size] },
    }
  );
}

/** The first block of both steps from the full bag's sums; null where there are none, or float32 does not hold what is left of them. */
async function begin(
  graphs: HeadGraphs,
  head: Model['head'],
  { parts, n }: TdaMilMemory,
  { tokens, x0 }: { readonly tokens: Int32Array; readonly x0: Float32Array<ArrayBuffer> },
  options: HeadOptions,
): Promise<BegunBlocks | null> {
  if (!parts) return null;
  const walk = new FirstBlockWalk(graphs, head, options);
  const before = await walk.mixed(parts, tokens);
  if (!before) return null;
  const { heads, width } = head;
  const size = width / heads;
  return {
    y: await walk.join(x0, before.mixed),
    async second(relevance, td) {
      // Only then the second step attends as the first did, to other values.
      if (!head.shared_blocks || head.second_pass !== 'from-input') return null;
      const moved = Int32Array.from(relevance.keys()).filter((i) => relevance[i] !== 0);
      const still = relevance.indexOf(0);
      if (still < 0 || moved.length > MOST_MOVED * relevance.length || !isOneSignal(relevance, td, still)) return null;
      const rows = Int32Array.from([...moved, still]);
      const dims = [rows.length, width];
      options.signal?.throwIfAborted();
      const out = await graphs.run(blockGraph(head, 2, 0, 'kv'), {
        x: { data: gatherRows(x0, width, rows), dims },
        td: { data: gatherRows(td, width, rows), dims },
      });
      const steered = outputOf(out, 'v', rows.length * width);
      const plain = gatherMiddle(
        parts.v,
        [heads, n + 1, size],
        rows.map((i) => tokens[i] ?? 0),
      );
      const shift = steered.map((value, at) => value - (plain[at] ?? NaN));
      const count = rows.length;
      const common = gatherMiddle(shift, [heads, count, size], Int32Array.of(count - 1));
      const own = Int32Array.from({ length: moved.length }, (_, i) => i);
      const change = gatherMiddle(shift, [heads, count, size], own);
      const each = moved.length * size;
      for (const [at, value] of change.entries())
        change[at] = value - (common[Math.floor(at / each) * size + (at % size)] ?? NaN);
      const places = moved.map((i) => tokens[i] ?? 0);
      return walk.join(x0, await walk.moved(parts, tokens, before, places, { change, common }));
    },
  };
}

/** Whether all tokens without relevance got the very same signal. */
function isOneSignal(relevance: Float32Array, td: Float32Array, still: number): boolean {
  const width = td.length / relevance.length;
  for (const [i, one] of relevance.entries())
    if (one === 0) for (let c = 0; c < width; c++) if (td[i * width + c] !== td[still * width + c]) return false;
  return true;
}
