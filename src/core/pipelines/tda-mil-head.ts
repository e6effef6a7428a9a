import type { Step, TdaMilHead } from '#core/model/tda-mil-head.ts';
import { blockGraph } from '#core/model/tda-mil-head.ts';
import { GraphWalk, chunkBytes, queryBytes, runsOf, tokenWorkBytes } from './graph-walk.ts';
import { evenRows, outputOf, ranges, rows } from './head-ports.ts';
import type { HeadGraphs, HeadInput, HeadLimits, HeadOptions, HostTensor } from './head-ports.ts';

/** What the head says about a bag of n patches. */
export interface TdaMilAnswer {
  /** `[c]` */
  readonly logits: Float32Array<ArrayBuffer>;
  /** `[n]` each; attentions are the patches' share of the CLS row, whose sum with CLS is 1. */
  readonly taskRelevance: Float32Array<ArrayBuffer>;
  readonly bottomUpAttention: Float32Array<ArrayBuffer>;
  readonly topDownAttention: Float32Array<ArrayBuffer>;
}

/**
 * TDA-MIL's head over a whole bag: exact for any n ≥ 1.
 *
 * Attention needs every key and value but only some queries at a time, and everything else is per token. So keys and values
 * of all N = n + 1 tokens are made at once (N·d each) and kept on the back end, and the queries walk past them in chunks of
 * m, chosen so that the scores `[h, m, N]` fit the budget. The same products are summed as in one piece, so the chunk size does not
 * change the answer beyond the rounding of a matrix product. Of the last block of step II only CLS is asked for, because only CLS is read.
 *
 * @param features float32 `[n, D]`, borrowed
 * @throws BagTooLargeError before anything is run, where a tensor would exceed `limits.tensorBytes`
 */
export async function runTdaMilHead(
  graphs: HeadGraphs,
  head: Omit<TdaMilHead, 'graphs'>,
  features: HostTensor,
  options: HeadOptions,
): Promise<TdaMilAnswer> {
  const n = features.dims[0] ?? 0;
  if (n < 1 || features.data.length !== n * head.features)
    throw new RangeError(`features of ${features.dims.join(' × ')} for D = ${head.features}`);
  const chunks = chunkSizes(head, n, options.limits);
  const steps = runsOf(n, chunks.embedRows) + stepsOf(head, n, chunks);
  const pass = new Pass(new GraphWalk(graphs, steps, options), head, n, chunks);
  return answerFrom(pass, head, await pass.embed(features), { first: null, begun: null });
}

/** What does not depend on which other patches are in the bag, of N = n + 1 tokens, row 0 being CLS. */
export interface TdaMilTokens {
  /** x0, float32 `[N, d]` */
  readonly x0: Float32Array<ArrayBuffer>;
  /** Keys `[h, d/h, N]` and values `[h, N, d/h]` of the first block in step I; null where they are to be made. */
  readonly first: KeysValues | null;
}

/** The first block of both steps, where it was computed otherwise than by its graphs `block0-kv` and `block0-query`. */
export interface BegunBlocks {
  /** Output of step I's first block, float32 `[N, d]`. */
  readonly y: Float32Array<ArrayBuffer>;
  /** Output of step II's first block, from relevance `[N]` and td `[N, d]`; null where the graphs have to do it. */
  second(
    relevance: Float32Array<ArrayBuffer>,
    td: Float32Array<ArrayBuffer>,
  ): Promise<Float32Array<ArrayBuffer> | null>;
}

export interface KeysValues {
  readonly k: HostTensor;
  readonly v: HostTensor;
}

/**
 * {@link runTdaMilHead} for a bag whose tokens are there already; borrowed.
 *
 * @param begun where it is given, no steps are told: how many are left depends on what it can do
 */
export async function runTdaMilTokens(
  graphs: HeadGraphs,
  head: Omit<TdaMilHead, 'graphs'>,
  { x0, first }: TdaMilTokens,
  { onStep, ...options }: HeadOptions,
  begun: BegunBlocks | null = null,
): Promise<TdaMilAnswer> {
  const n = x0.length / head.width - 1;
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`${x0.length} values for tokens of ${head.width}`);
  const chunks = chunkSizes(head, n, options.limits);
  const steps = stepsOf(head, n, chunks) - (first ? 1 : 0);
  const told = { ...options, ...(onStep && !begun ? { onStep } : {}) };
  return answerFrom(new Pass(new GraphWalk(graphs, steps, told), head, n, chunks), head, x0, { first, begun });
}

/** x0 = [CLS; W·features], float32 `[n + 1, d]`, of features `[n, D]`, borrowed. */
export async function embedTdaMil(
  graphs: HeadGraphs,
  head: Omit<TdaMilHead, 'graphs'>,
  features: HostTensor,
  options: HeadOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const n = features.dims[0] ?? 0;
  const chunks = chunkSizes(head, n, options.limits);
  return new Pass(new GraphWalk(graphs, runsOf(n, chunks.embedRows), options), head, n, chunks).embed(features);
}

async function answerFrom(
  pass: Pass,
  head: Omit<TdaMilHead, 'graphs'>,
  x0: Float32Array<ArrayBuffer>,
  { first, begun }: { readonly first: KeysValues | null; readonly begun: BegunBlocks | null },
): Promise<TdaMilAnswer> {
  const nothing = new Float32Array(x0.length);
  const stepOne = await pass.blocks(1, x0, nothing, { first, begun: begun?.y ?? null });
  const { relevance, td } = await pass.select(stepOne.x);
  const start = head.second_pass === 'from-input' ? x0 : stepOne.x;
  const again = begun ? await begun.second(relevance, td) : null;
  const stepTwo = await pass.blocks(2, start, td, { first: null, begun: again });
  return {
    logits: await pass.classify(stepTwo.x),
    taskRelevance: relevance.slice(1),
    bottomUpAttention: stepOne.attention.slice(1),
    topDownAttention: stepTwo.attention.slice(1),
  };
}

interface Chunks {
  /** Patches per run of `embed`. */
  readonly embedRows: number;
  /** Tokens per run of `query`. */
  readonly queryRows: number;
  /** Tokens per run of `select`. */
  readonly tokenRows: number;
}

/** Rows per run, from the limits; every chunk but the last has the same size, so that few shapes are compiled. */
export function chunkSizes(
  head: Pick<TdaMilHead, 'heads' | 'width' | 'features'>,
  n: number,
  limits: HeadLimits,
): Chunks {
  const { heads, width } = head;
  const tokens = n + 1;
  const perQuery = queryBytes({ tokens, width, heads }, limits);
  const budget = chunkBytes(limits);
  return {
    embedRows: evenRows(n, Math.max(head.features, width) * 4, budget),
    queryRows: evenRows(tokens, perQuery, budget),
    tokenRows: evenRows(tokens, tokenWorkBytes(width), budget),
  };
}

/** Graph runs of a pass but for the embedding: per step and block one for keys and values, per step one for the attention row; classify at the end. */
function stepsOf({ blocks }: Pick<TdaMilHead, 'blocks'>, n: number, chunks: Chunks): number {
  const queries = runsOf(n + 1, chunks.queryRows);
  return (2 * blocks - 1) * queries + 1 + 2 * blocks + 2 + runsOf(n + 1, chunks.tokenRows) + 1;
}

/** One pass over one bag. Token matrices are float32 `[N, d]`, row 0 is CLS. */
class Pass {
  constructor(
    private readonly walk: GraphWalk,
    private readonly head: Omit<TdaMilHead, 'graphs'>,
    private readonly n: number,
    private readonly chunks: Chunks,
  ) {}

  /** x0 = [CLS; W·features] */
  async embed(features: HostTensor): Promise<Float32Array<ArrayBuffer>> {
    const { width, features: D } = this.head;
    const x0 = new Float32Array((this.n + 1) * width);
    for (const [from, to] of ranges(this.n, this.chunks.embedRows)) {
      const out = await this.walk.run('embed', { features: rows(features.data, D, from, to) });
      x0.set(outputOf(out, 'tokens', (to - from) * width), (from + 1) * width);
      if (from === 0) x0.set(outputOf(out, 'cls', width));
    }
    return x0;
  }

  /** All blocks of one step. Of step II's last block only CLS comes back: nothing else is read. */
  async blocks(
    step: Step,
    x0: Float32Array<ArrayBuffer>,
    td: Float32Array<ArrayBuffer>,
    { first, begun }: { readonly first: KeysValues | null; readonly begun: Float32Array<ArrayBuffer> | null },
  ): Promise<StepAnswer> {
    const { width, blocks } = this.head;
    const N = this.n + 1;
    let x = begun ?? x0;
    let attention: Float32Array<ArrayBuffer> = new Float32Array(0);
    for (let block = begun ? 1 : 0; block < blocks; block++) {
      const graph = (part: 'kv' | 'query' | 'attention') => blockGraph(this.head, step, block, part);
      const last = block === blocks - 1;
      const before = x;
      const tokens = { x: { data: before, dims: [N, width] }, td: { data: td, dims: [N, width] } };
      const work = async ({ k, v }: { readonly k: HeadInput; readonly v: HeadInput }) => {
        if (last) {
          const out = await this.walk.run(graph('attention'), { x: rows(before, width, 0, 1), k });
          attention = outputOf(out, 'attention', N);
        }
        const { y } = await this.walk.inChunks(graph('query'), {
          rows: last && step === 2 ? 1 : N,
          perRun: this.chunks.queryRows,
          inputs: (from, to) => ({ x: rows(before, width, from, to), k, v }),
          outputs: { y: width },
        });
        return y;
      };
      x = first && block === 0 ? await work(first) : await this.walk.withKeysValues(graph('kv'), tokens, work);
    }
    return { x, attention };
  }

  /** Task relevance of every token and the top-down signal td. */
  select(x: Float32Array<ArrayBuffer>): Promise<Record<'relevance' | 'td', Float32Array<ArrayBuffer>>> {
    const { width } = this.head;
    return this.walk.inChunks('select', {
      rows: this.n + 1,
      perRun: this.chunks.tokenRows,
      inputs: (from, to) => ({ x: rows(x, width, from, to) }),
      outputs: { relevance: 1, td: width },
    });
  }

  async classify(x: Float32Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> {
    const { logits } = await this.walk.run('classify', { x: rows(x, this.head.width, 0, 1) });
    if (!logits) throw new Error('classify gave no logits');
    return logits.data;
  }
}

interface StepAnswer {
  /** `[N, d]`, or `[1, d]` (CLS) after step II. */
  readonly x: Float32Array<ArrayBuffer>;
  /** `[N]`, CLS row of the last block. */
  readonly attention: Float32Array<ArrayBuffer>;
}
