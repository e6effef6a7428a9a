import type { Step, TdaMilHead } from '#core/model/tda-mil-head.ts';
import { blockGraph } from '#core/model/tda-mil-head.ts';
import { BagTooLargeError, evenRows, outputOf, ranges, rows } from './head-ports.ts';
import type { HeadGraphs, HeadLimits, HeadOptions, HostTensor, KeptTensor } from './head-ports.ts';

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
  const walk = new Walk(graphs, head, n, chunks, options);

  const x0 = await walk.embed(features);
  const nothing = new Float32Array(x0.length);
  const stepOne = await walk.blocks(1, x0, nothing);
  const { relevance, td } = await walk.select(stepOne.x);
  const start = head.second_pass === 'from-input' ? x0 : stepOne.x;
  const stepTwo = await walk.blocks(2, start, td);
  return {
    logits: await walk.classify(stepTwo.x),
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
  const tokens = n + 1;
  const bytes = 4;
  if (tokens * head.width * bytes > limits.tensorBytes)
    throw new BagTooLargeError(
      `${n} patches need tensors of ${tokens * head.width * bytes} bytes; ${limits.tensorBytes} can be bound`,
    );
  const perQuery = head.heads * tokens * bytes;
  if (perQuery > Math.min(limits.tensorBytes, limits.scoreBytes))
    throw new BagTooLargeError(`one query against ${tokens} tokens needs ${perQuery} bytes`);
  const budget = Math.min(limits.scoreBytes, limits.tensorBytes);
  // Inside a block the MLP widens a token, at most by 8 in any model we know of.
  const perToken = Math.max(head.width * 8 * bytes, perQuery);
  return {
    embedRows: evenRows(n, Math.max(head.features, head.width) * bytes, budget),
    queryRows: evenRows(tokens, perToken, budget),
    tokenRows: evenRows(tokens, head.width * 8 * bytes, budget),
  };
}

/** One pass over one bag: owns the chunk loops and the step counter. Token matrices are float32 `[N, d]`, row 0 is CLS. */
class Walk {
  private step = 0;
  private readonly steps: number;

  constructor(
    private readonly graphs: HeadGraphs,
    private readonly head: Omit<TdaMilHead, 'graphs'>,
    private readonly n: number,
    private readonly chunks: Chunks,
    private readonly options: HeadOptions,
  ) {
    const runs = (rows: number, perRun: number) => Math.ceil(rows / perRun);
    const queries = runs(n + 1, chunks.queryRows);
    // Per step and block one run for keys and values, per step one for the attention row; classify at the end.
    this.steps =
      runs(n, chunks.embedRows) +
      (2 * head.blocks - 1) * queries +
      1 +
      2 * head.blocks +
      2 +
      runs(n + 1, chunks.tokenRows) +
      1;
  }

  /** x0 = [CLS; W·features] */
  async embed(features: HostTensor): Promise<Float32Array<ArrayBuffer>> {
    const { width, features: D } = this.head;
    const x0 = new Float32Array((this.n + 1) * width);
    for (const [from, to] of ranges(this.n, this.chunks.embedRows)) {
      const out = await this.run('embed', { features: rows(features.data, D, from, to) });
      x0.set(outputOf(out, 'tokens', (to - from) * width), (from + 1) * width);
      if (from === 0) x0.set(outputOf(out, 'cls', width));
    }
    return x0;
  }

  /** All blocks of one step. Of step II's last block only CLS comes back: nothing else is read. */
  async blocks(step: Step, x0: Float32Array<ArrayBuffer>, td: Float32Array<ArrayBuffer>): Promise<StepAnswer> {
    const { width, blocks } = this.head;
    const N = this.n + 1;
    let x = x0;
    let attention: Float32Array<ArrayBuffer> = new Float32Array(0);
    for (let block = 0; block < blocks; block++) {
      const graph = (part: 'kv' | 'query' | 'attention') => blockGraph(this.head, step, block, part);
      const last = block === blocks - 1;
      const queries = last && step === 2 ? 1 : N;
      this.options.signal?.throwIfAborted();
      const kept = await this.graphs.runKeeping(graph('kv'), {
        x: { data: x, dims: [N, width] },
        td: { data: td, dims: [N, width] },
      });
      try {
        const { k, v } = kept;
        if (!k || !v) throw new Error(`${graph('kv')} gave no k or no v`);
        this.count();
        if (last) {
          const out = await this.run(graph('attention'), { x: rows(x, width, 0, 1), k });
          attention = outputOf(out, 'attention', N);
        }
        const y = new Float32Array(queries * width);
        for (const [from, to] of ranges(queries, this.chunks.queryRows)) {
          const out = await this.run(graph('query'), { x: rows(x, width, from, to), k, v });
          y.set(outputOf(out, 'y', (to - from) * width), from * width);
        }
        x = y;
      } finally {
        for (const one of Object.values(kept)) one.dispose();
      }
    }
    return { x, attention };
  }

  /** Task relevance of every token and the top-down signal td. */
  async select(
    x: Float32Array<ArrayBuffer>,
  ): Promise<{ relevance: Float32Array<ArrayBuffer>; td: Float32Array<ArrayBuffer> }> {
    const { width } = this.head;
    const relevance = new Float32Array(this.n + 1);
    const td = new Float32Array(x.length);
    for (const [from, to] of ranges(this.n + 1, this.chunks.tokenRows)) {
      const out = await this.run('select', { x: rows(x, width, from, to) });
      relevance.set(outputOf(out, 'relevance', to - from), from);
      td.set(outputOf(out, 'td', (to - from) * width), from * width);
    }
    return { relevance, td };
  }

  async classify(x: Float32Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> {
    const { logits } = await this.run('classify', { x: rows(x, this.head.width, 0, 1) });
    if (!logits) throw new Error('classify gave no logits');
    return logits.data;
  }

  private async run(
    graph: string,
    inputs: Record<string, HostTensor | KeptTensor>,
  ): Promise<Record<string, HostTensor>> {
    this.options.signal?.throwIfAborted();
    const outputs = await this.graphs.run(graph, inputs);
    this.count();
    return outputs;
  }

  private count(): void {
    this.options.onStep?.(++this.step, this.steps);
  }
}

interface StepAnswer {
  /** `[N, d]`, or `[1, d]` (CLS) after step II. */
  readonly x: Float32Array<ArrayBuffer>;
  /** `[N]`, CLS row of the last block. */
  readonly attention: Float32Array<ArrayBuffer>;
}
