import type { HeadGraphs, HeadInput, HostTensor, KeptTensor } from '#core/pipelines/head-ports.ts';
import type { TdaMilHead } from '#core/model/tda-mil-head.ts';

/** Rows of numbers; small and slow on purpose: every formula is written as it stands in the paper. */
export type Matrix = number[][];

export interface Block {
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
  readonly o: Matrix;
  /** Stands for the MLP: tanh(LN(x)·mlp). */
  readonly mlp: Matrix;
}

/** A TDA-MIL with random weights in plain arithmetic: the truth for the chunked walk, and the graphs that it walks over. */
export interface SmallTdaMil {
  readonly head: Omit<TdaMilHead, 'graphs'>;
  /** Matrices act from the right: `[rows in, columns out]`. */
  readonly weights: {
    readonly W: Matrix;
    readonly cls: Matrix;
    readonly T: readonly number[];
    readonly C: Matrix;
    readonly mlpTd: Matrix;
    readonly fc: Matrix;
    readonly blocks: Readonly<Record<1 | 2, readonly Block[]>>;
  };
  /** The whole head at once, without chunks, straight from the formulae. */
  whole(features: Matrix): { logits: number[]; relevance: number[]; bottomUp: number[]; topDown: number[] };
  /** The same model cut into the graphs of the bundle format; `log` gets each graph's name and number of rows. */
  graphs(
    log?: (graph: string, rows: number) => void,
    /** Whether the optional graphs of the first block in parts are among them. */
    hasParts?: boolean,
  ): HeadGraphs & { readonly kept: { alive: number } };
}

/** Deterministic numbers in −1..1 (LCG of Numerical Recipes). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function smallTdaMil(options: {
  features: number;
  width: number;
  heads: number;
  blocks: number;
  classes: number;
  shared: boolean;
  secondPass: 'from-input' | 'from-output';
  seed?: number;
  /** Weights are drawn from ± this. */
  scale?: number;
}): SmallTdaMil {
  const { features: D, width: d, heads: h, blocks: L } = options;
  const random = randomNumbers(options.seed ?? 1);
  const matrix = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => Math.fround(random() * (options.scale ?? 0.8))),
    );
  const makeBlocks = (): Block[] =>
    Array.from({ length: L }, () => ({
      q: matrix(d, d),
      k: matrix(d, d),
      v: matrix(d, d),
      o: matrix(d, d),
      mlp: matrix(d, d),
    }));
  const W = matrix(D, d);
  const cls = matrix(1, d);
  const T = matrix(1, d)[0] ?? [];
  const C = matrix(d, d);
  const mlpTd = matrix(d, d);
  const fc = matrix(d, options.classes);
  const first = makeBlocks();
  const blocks = { 1: first, 2: options.shared ? first : makeBlocks() };

  const head: SmallTdaMil['head'] = {
    architecture: 'tda-mil',
    features: D,
    width: d,
    heads: h,
    blocks: L,
    shared_blocks: options.shared,
    second_pass: options.secondPass,
  };

  const attend = (block: Block, q: Matrix, keys: Matrix): Matrix[] =>
    Array.from({ length: h }, (_, one) => {
      const part = (row: number[]) => row.slice((one * d) / h, ((one + 1) * d) / h);
      return times(q, block.q).map((query) =>
        softmax(keys.map((key) => dot(part(query), part(key)) / Math.sqrt(d / h))),
      );
    });
  const finish = (block: Block, x: Matrix, attention: Matrix[], values: Matrix): Matrix => {
    const mixed = x.map((_, row) =>
      Array.from({ length: d }, (_, column) => {
        const weights = attention[Math.floor((column * h) / d)]?.[row] ?? [];
        return weights.reduce((sum, weight, i) => sum + weight * (values[i]?.[column] ?? NaN), 0);
      }),
    );
    return join(block, x, mixed);
  };
  const join = (block: Block, x: Matrix, mixed: Matrix): Matrix => {
    const added = plus(x, times(mixed, block.o));
    return plus(
      added,
      times(layerNorm(added), block.mlp).map((row) => row.map(Math.tanh)),
    );
  };
  const select = (x: Matrix) => {
    const s = x.map((row) => Math.min(1, Math.max(0, dot(row, T) / Math.sqrt(dot(row, row) * dot(T, T)))));
    const chosen = x.map((row, i) => row.map((value) => value * (s[i] ?? NaN)));
    return { s, td: times(times(chosen, C), mlpTd).map((row) => row.map(Math.tanh)) };
  };

  return {
    head,
    weights: { W, cls, T, C, mlpTd, fc, blocks },
    whole(features) {
      const x0 = [...cls, ...times(features, W)];
      const pass = (step: 1 | 2, start: Matrix, td: Matrix) => {
        let x = start;
        let attention: Matrix[] = [];
        for (const block of blocks[step]) {
          const z = layerNorm(x);
          attention = attend(block, z, times(z, block.k));
          x = finish(block, x, attention, times(plus(z, td), block.v));
        }
        return { x, row: mean(attention.map((one) => one[0] ?? [])) };
      };
      const one = pass(
        1,
        x0,
        x0.map((row) => row.map(() => 0)),
      );
      const { s, td } = select(one.x);
      const two = pass(2, options.secondPass === 'from-input' ? x0 : one.x, td);
      return {
        logits: times(layerNorm(two.x.slice(0, 1)), fc)[0] ?? [],
        relevance: s.slice(1),
        bottomUp: one.row.slice(1),
        topDown: two.row.slice(1),
      };
    },

    graphs(log, hasParts = true) {
      const kept = { alive: 0 };
      const stores = new WeakMap<KeptTensor, Matrix>();
      const keep = (values: Matrix, dims: number[]): KeptTensor => {
        kept.alive++;
        const tensor: KeptTensor = {
          dims,
          dispose() {
            if (!stores.delete(tensor)) throw new Error('disposed twice');
            kept.alive--;
          },
        };
        stores.set(tensor, values);
        return tensor;
      };
      const read = (input: HeadInput | undefined, isKeys = false): Matrix => {
        if (!input) throw new Error('an input is missing');
        if (!('data' in input)) {
          const values = stores.get(input);
          if (!values) throw new Error('a kept tensor was used after it was disposed');
          return values;
        }
        const [rows = 0, columns = 0, last] = input.dims;
        if (input.data.length !== rows * columns * (last ?? 1)) throw new Error('data and dims disagree');
        if (last !== undefined) return headsJoined(input.data, isKeys ? last : columns, isKeys);
        return Array.from({ length: rows }, (_, i) => [...input.data.subarray(i * columns, (i + 1) * columns)]);
      };
      /** Keys `[h, d/h, N]` or values `[h, N, d/h]`, as the bundle format lays them out, as `[N, d]`. */
      const headsJoined = (data: ArrayLike<number>, N: number, isKeys: boolean): Matrix =>
        Array.from({ length: N }, (_, row) =>
          Array.from({ length: d }, (_, column) => {
            const [head, inner] = [Math.floor(column / (d / h)), column % (d / h)];
            return data[isKeys ? column * N + row : (head * N + row) * (d / h) + inner] ?? NaN;
          }),
        );
      /** The reverse of {@link headsJoined}. */
      const headsApart = (values: Matrix, isKeys: boolean): HostTensor => {
        const N = values.length;
        const data = Float32Array.from({ length: N * d }, (_, i) => {
          if (isKeys) return values[i % N]?.[Math.floor(i / N)] ?? NaN;
          const [head, row] = [Math.floor(i / (N * (d / h))), Math.floor(i / (d / h)) % N];
          return values[row]?.[head * (d / h) + (i % (d / h))] ?? NaN;
        });
        return { data, dims: isKeys ? [h, d / h, N] : [h, N, d / h] };
      };
      const host = (values: Matrix): HostTensor => ({
        data: Float32Array.from(values.flat()),
        dims: [values.length, values[0]?.length ?? 0],
      });
      const blockOf = (graph: string): Block => {
        const [, step, index] = /^(step2-)?block(\d+)-/.exec(graph) ?? [];
        const block = blocks[step ? 2 : 1][Number(index)];
        if (!block) throw new Error(`no graph ${graph}`);
        return block;
      };
      /** One of the graphs `first-*`, of step I's first block. */
      const part = (graph: string, inputs: Readonly<Record<string, HeadInput>>): Record<string, HostTensor> => {
        const [block] = blocks[1];
        if (!block) throw new Error('no first block');
        if (graph !== 'first-sums') {
          const x = read(inputs['x']);
          log?.(graph, x.length);
          if (graph === 'first-join') return { y: host(join(block, x, read(inputs['mixed']))) };
          const q = times(layerNorm(x), block.q).map((row) => row.map((value) => value / Math.sqrt(d / h)));
          return { q: headsApart(q, false) };
        }
        const [q, k, v] = [read(inputs['q']), read(inputs['k'], true), read(inputs['v'])];
        log?.(graph, q.length);
        const shift = inputs['shift'];
        const size = d / h;
        const total = new Float32Array(h * q.length);
        const sum = q.map((query, i) =>
          Array.from({ length: h }, (_, head) => {
            const own = (row: number[]) => row.slice(head * size, (head + 1) * size);
            const least = shift && 'data' in shift ? (shift.data[head * q.length + i] ?? NaN) : NaN;
            const weights = k.map((key) => Math.exp(dot(own(query), own(key)) - least));
            total[head * q.length + i] = weights.reduce((a, b) => a + b, 0);
            return Array.from({ length: size }, (_, c) =>
              weights.reduce((all, weight, j) => all + weight * (own(v[j] ?? [])[c] ?? NaN), 0),
            );
          }).flat(),
        );
        return { total: { data: total, dims: [h, q.length, 1] }, sum: headsApart(sum, false) };
      };
      const graphs: HeadGraphs & { kept: { alive: number } } = {
        kept,
        has: (graph) => hasParts && graph.startsWith('first-'),
        run(graph, inputs) {
          if (graph.startsWith('first-')) return Promise.resolve(part(graph, inputs));
          const x = read(inputs['features'] ?? inputs['x']);
          log?.(graph, x.length);
          if (graph === 'embed') return Promise.resolve({ tokens: host(times(x, W)), cls: host(cls) });
          if (graph === 'select') {
            const { s, td } = select(x);
            return Promise.resolve({ relevance: host([s]), td: host(td) });
          }
          if (graph === 'classify') return Promise.resolve({ logits: host(times(layerNorm(x), fc)) });
          const block = blockOf(graph);
          if (graph.endsWith('-kv')) {
            const z = layerNorm(x);
            const v = times(plus(z, read(inputs['td'])), block.v);
            return Promise.resolve({ k: headsApart(times(z, block.k), true), v: headsApart(v, false) });
          }
          const attention = attend(block, layerNorm(x), read(inputs['k'], true));
          if (graph.endsWith('-attention'))
            return Promise.resolve({ attention: host([mean(attention.map((one) => one[0] ?? []))]) });
          return Promise.resolve({ y: host(finish(block, x, attention, read(inputs['v']))) });
        },
        runKeeping(graph, inputs) {
          const z = layerNorm(read(inputs['x']));
          log?.(graph, z.length);
          const block = blockOf(graph);
          return Promise.resolve({
            k: keep(times(z, block.k), [h, d / h, z.length]),
            v: keep(times(plus(z, read(inputs['td'])), block.v), [h, z.length, d / h]),
          });
        },
      };
      return graphs;
    },
  };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const plus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value + (b[i]?.[j] ?? NaN)));
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    (b[0] ?? []).map((_, column) => row.reduce((sum, value, i) => sum + value * (b[i]?.[column] ?? NaN), 0)),
  );
const mean = (lists: Matrix): number[] =>
  (lists[0] ?? []).map((_, i) => lists.reduce((sum, list) => sum + (list[i] ?? NaN), 0) / lists.length);
const softmax = (scores: readonly number[]): number[] => {
  const most = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
};
const layerNorm = (x: Matrix): Matrix =>
  x.map((row) => {
    const average = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - average) ** 2, 0) / row.length;
    return row.map((value) => (value - average) / Math.sqrt(variance + 1e-5));
  });
