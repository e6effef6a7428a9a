import type { TdaMilHead } from '#core/model/tda-mil-head.ts';
import { chunkBytes, tokenWorkBytes } from './graph-walk.ts';
import { evenRows, outputOf, ranges, rows } from './head-ports.ts';
import type { HeadGraphs, HeadOptions, HostTensor } from './head-ports.ts';
import { gatherMiddle } from './gather-rows.ts';

/**
 * The first block's attention in step I as sums over a full bag of N tokens, from which the sums over a part follow: with
 * `e_ij = exp(q_i·k_j − shift_i)`, `total_i = Σ_j e_ij` and `sum_i = Σ_j e_ij v_j`, the attention of token i is sum_i / total_i, and leaving out tokens
 * takes their terms off. float32, row by row.
 */
export interface FirstBlock {
  /** Queries `[h, N, d/h]`, divided by √(d/h). */
  readonly q: Float32Array<ArrayBuffer>;
  /** `[h, d/h, N]` */
  readonly k: Float32Array<ArrayBuffer>;
  /** `[h, N, d/h]` */
  readonly v: Float32Array<ArrayBuffer>;
  /** `[h, N]`: no score of a query exceeds it (‖q_i‖ times the largest ‖k_j‖). */
  readonly shift: Float32Array<ArrayBuffer>;
  /** `[h, N]` */
  readonly total: Float32Array<ArrayBuffer>;
  /** `[h, N, d/h]` */
  readonly sum: Float32Array<ArrayBuffer>;
}

/** Numbers that are kept for one token, as multiples of d; `shift` and `total` are fewer. */
export const FIRST_BLOCK_WIDTHS = 5;

/** What is left of a total must be at least this share of it, or its row is summed anew: taking off more would leave rounding. */
const LEAST_LEFT = 0.25;

/** Sums below this have met the end of float32. */
const LEAST_TOTAL = 1e-25;

type Size = Pick<TdaMilHead, 'heads' | 'width'>;

/** Sums over some tokens, for some queries. */
interface Sums {
  /** `[h, m]` */
  readonly total: Float32Array<ArrayBuffer>;
  /** `[h, m, d/h]` */
  readonly sum: Float32Array<ArrayBuffer>;
}

export function canSplitFirstBlock(graphs: HeadGraphs): boolean {
  return ['first-queries', 'first-sums', 'first-join'].every((name) => graphs.has?.(name) ?? false);
}

/** The first block of a bag in parts: the graphs `first-*` of a bundle that brings them. */
export class FirstBlockWalk {
  private readonly size: number;

  constructor(
    private readonly graphs: HeadGraphs,
    private readonly head: Size,
    private readonly options: HeadOptions,
  ) {
    this.size = head.width / head.heads;
  }

  /** Everything that questions about a bag start from. @param x0 float32 `[N, d]`; k and v of all tokens */
  async prepare(x0: Float32Array<ArrayBuffer>, k: HostTensor, v: HostTensor): Promise<FirstBlock> {
    const { heads, width } = this.head;
    const N = x0.length / width;
    const q = new Float32Array(x0.length);
    for (const [from, to] of ranges(N, this.rowsPerRun(N, 0))) {
      const out = await this.run('first-queries', { x: rows(x0, width, from, to) });
      this.place(q, outputOf(out, 'q', (to - from) * width), from, N, this.size);
    }
    const shift = this.shifts(q, k.data, N);
    const all = Int32Array.from({ length: N }, (_, i) => i);
    const sums = await this.sums({ q, shift, N }, all, { k: k.data, v: v.data, count: N });
    if (sums.total.length !== heads * N) throw new Error('one total for each head and token');
    return { q, k: k.data, v: v.data, shift, ...sums };
  }

  /**
   * Attention of the kept tokens among themselves, `[h, m, d/h]`, and the totals that it was divided by `[h, m]`; null where float32 does not
   * hold the sums.
   *
   * @param kept tokens, ascending, CLS among them
   */
  async mixed(
    first: FirstBlock,
    kept: Int32Array,
  ): Promise<{ readonly mixed: Float32Array<ArrayBuffer>; readonly total: Float32Array<ArrayBuffer> } | null> {
    const { heads } = this.head;
    const N = first.total.length / heads;
    const m = kept.length;
    const isKept = new Uint8Array(N);
    for (const i of kept) isKept[i] = 1;
    const gone = Int32Array.from(isKept.keys()).filter((i) => isKept[i] === 0);
    const queries = { q: first.q, shift: first.shift, N };
    let left: Sums;
    if (gone.length >= m) left = await this.sums(queries, kept, this.keysOf(first, kept, N));
    else {
      left = {
        total: gatherMiddle(first.total, [heads, N, 1], kept),
        sum: gatherMiddle(first.sum, [heads, N, this.size], kept),
      };
      if (gone.length > 0) await this.takeOff(queries, left, kept, first, gone);
    }
    if (!left.total.every((total) => total > LEAST_TOTAL)) return null;
    const mixed = left.sum;
    for (let at = 0; at < mixed.length; at++)
      mixed[at] = (mixed[at] ?? NaN) / (left.total[Math.floor(at / this.size)] ?? NaN);
    return { mixed, total: left.total };
  }

  /**
   * The same attention in step II, where top-down signals are added to the tokens that the values are made of. Where relevance is 0 the signal
   * is one and the same, so that only the others are summed over: `mixed + c + Σ_j e_ij (w_j − c) / total_i` with `w_j = W_V td_j`, and c that of relevance 0.
   *
   * @param moved tokens (of the full bag) whose signal differs. @param change `[h, moved, d/h]`: w_j − c. @param common `[d]`: c
   */
  async moved(
    first: FirstBlock,
    kept: Int32Array,
    before: { readonly mixed: Float32Array; readonly total: Float32Array },
    moved: Int32Array,
    { change, common }: { readonly change: Float32Array<ArrayBuffer>; readonly common: Float32Array },
  ): Promise<Float32Array<ArrayBuffer>> {
    const { heads } = this.head;
    const N = first.total.length / heads;
    const m = kept.length;
    const k = gatherMiddle(first.k, [heads * this.size, N, 1], moved);
    const { sum } = await this.sums({ ...first, N }, kept, { k, v: change, count: moved.length });
    for (let h = 0; h < heads; h++)
      for (let i = 0; i < m; i++) {
        const total = before.total[h * m + i] ?? NaN;
        for (let c = 0; c < this.size; c++) {
          const at = (h * m + i) * this.size + c;
          sum[at] = (before.mixed[at] ?? NaN) + (common[h * this.size + c] ?? NaN) + (sum[at] ?? NaN) / total;
        }
      }
    return sum;
  }

  /** The rest of the block for tokens `x [m, d]` whose attention is `mixed [h, m, d/h]`: `[m, d]`. */
  async join(x: Float32Array<ArrayBuffer>, mixed: Float32Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> {
    const { heads, width } = this.head;
    const m = x.length / width;
    const y = new Float32Array(x.length);
    for (const [from, to] of ranges(m, this.rowsPerRun(m, 0))) {
      const part = gatherMiddle(mixed, [heads, m, this.size], range(from, to));
      const inputs = { x: rows(x, width, from, to), mixed: { data: part, dims: [heads, to - from, this.size] } };
      y.set(outputOf(await this.run('first-join', inputs), 'y', (to - from) * width), from * width);
    }
    return y;
  }

  /** Takes the terms of tokens off sums; rows of which too little is left are summed anew. */
  private async takeOff(
    queries: Queries,
    left: Sums,
    kept: Int32Array,
    first: FirstBlock,
    gone: Int32Array,
  ): Promise<void> {
    const { heads } = this.head;
    const m = kept.length;
    const off = await this.sums(queries, kept, this.keysOf(first, gone, queries.N));
    const poor = new Set<number>();
    for (let at = 0; at < left.total.length; at++) {
      const total = left.total[at] ?? NaN;
      const rest = total - (off.total[at] ?? NaN);
      if (!(rest >= LEAST_LEFT * total)) poor.add(at % m);
      left.total[at] = rest;
    }
    for (let at = 0; at < left.sum.length; at++) left.sum[at] = (left.sum[at] ?? NaN) - (off.sum[at] ?? NaN);
    if (poor.size === 0) return;
    const where = Int32Array.from(poor).sort();
    const tokens = where.map((row) => kept[row] ?? 0);
    const anew = await this.sums(queries, tokens, this.keysOf(first, kept, queries.N));
    for (let h = 0; h < heads; h++)
      for (const [i, row] of where.entries()) {
        left.total[h * m + row] = anew.total[h * where.length + i] ?? NaN;
        const from = (h * where.length + i) * this.size;
        left.sum.set(anew.sum.subarray(from, from + this.size), (h * m + row) * this.size);
      }
  }

  private keysOf({ k, v }: FirstBlock, tokens: Int32Array, N: number): Keys {
    const { heads } = this.head;
    return {
      k: gatherMiddle(k, [heads * this.size, N, 1], tokens),
      v: gatherMiddle(v, [heads, N, this.size], tokens),
      count: tokens.length,
    };
  }

  /** Sums over keys and values for the queries of some tokens. */
  private async sums({ q, shift, N }: Queries, tokens: Int32Array, { k, v, count }: Keys): Promise<Sums> {
    const { heads, width } = this.head;
    const m = tokens.length;
    const total = new Float32Array(heads * m);
    const sum = new Float32Array(m * width);
    if (count === 0) return { total, sum };
    const keys = { data: k, dims: [heads, this.size, count] };
    const values = { data: v, dims: [heads, count, this.size] };
    for (const [from, to] of ranges(m, this.rowsPerRun(m, count))) {
      const part = tokens.subarray(from, to);
      const out = await this.run('first-sums', {
        q: { data: gatherMiddle(q, [heads, N, this.size], part), dims: [heads, part.length, this.size] },
        shift: { data: gatherMiddle(shift, [heads, N, 1], part), dims: [heads, part.length, 1] },
        k: keys,
        v: values,
      });
      this.place(total, outputOf(out, 'total', heads * part.length), from, m, 1);
      this.place(sum, outputOf(out, 'sum', part.length * width), from, m, this.size);
    }
    return { total, sum };
  }

  /** Queries in one run, so that their scores against `keys` tokens and their widened tokens fit. */
  private rowsPerRun(m: number, keys: number): number {
    const bytes = Math.max(this.head.heads * keys * 4, tokenWorkBytes(this.head.width));
    return evenRows(m, bytes, chunkBytes(this.options.limits));
  }

  /** Puts `[h, part, inner]` into `[h, n, inner]` from place `from` on. */
  private place(into: Float32Array, part: Float32Array, from: number, n: number, inner: number): void {
    const each = part.length / this.head.heads;
    for (let h = 0; h < this.head.heads; h++) into.set(part.subarray(h * each, (h + 1) * each), (h * n + from) * inner);
  }

  /** ‖q_i‖ · max ‖k_j‖ of each head. */
  private shifts(q: Float32Array, k: Float32Array, N: number): Float32Array<ArrayBuffer> {
    const shift = new Float32Array(this.head.heads * N);
    for (let h = 0; h < this.head.heads; h++) {
      let most = 0;
      for (let j = 0; j < N; j++) {
        let square = 0;
        for (let c = 0; c < this.size; c++) square += (k[(h * this.size + c) * N + j] ?? NaN) ** 2;
        most = Math.max(most, square);
      }
      for (let i = 0; i < N; i++) {
        let square = 0;
        for (let c = 0; c < this.size; c++) square += (q[(h * N + i) * this.size + c] ?? NaN) ** 2;
        shift[h * N + i] = Math.sqrt(square * most);
      }
    }
    return shift;
  }

  private run(graph: string, inputs: Parameters<HeadGraphs['run']>[1]): ReturnType<HeadGraphs['run']> {
    this.options.signal?.throwIfAborted();
    return this.graphs.run(graph, inputs);
  }
}

interface Queries {
  readonly q: Float32Array;
  readonly shift: Float32Array;
  /** Tokens of the full bag. */
  readonly N: number;
}

interface Keys {
  readonly k: Float32Array<ArrayBuffer>;
  readonly v: Float32Array<ArrayBuffer>;
  readonly count: number;
}

function range(from: number, to: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
