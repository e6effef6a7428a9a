import type { DscaHead, DscaStream } from '#core/model/dsca-head.ts';
import { streamWidth } from '#core/model/dsca-head.ts';
import type { HeadGraphs, HeadInput, HostTensor, KeptTensor } from '#core/pipelines/head-ports.ts';
import { randomNumbers } from './tda-mil-model.ts';
import type { Matrix } from './tda-mil-model.ts';

/** What the whole head says, without chunks, straight from MODELS.md. */
export interface WholeDsca {
  readonly output: number[];
  readonly globalAttention: number[];
  /** `[n][heads][16]`, before the softmax. */
  readonly crossScores: Matrix[];
}

/** A DSCA (`capool`) with random weights in plain arithmetic: the truth for the chunked walk, and the graphs that it walks over. */
export interface SmallDsca {
  readonly head: Omit<DscaHead, 'graphs'>;
  /** @param grid column and row of each low-resolution patch, with gaps if wanted */
  whole(low: Matrix, high: Matrix[], grid: readonly (readonly [number, number])[]): WholeDsca;
  /** The same model cut into the graphs of the bundle format; `log` gets each graph's name and number of rows. */
  graphs(log?: (graph: string, rows: number) => void): HeadGraphs & { readonly kept: { alive: number } };
}

interface Layer {
  readonly q: Matrix;
  readonly k: Matrix;
  readonly v: Matrix;
  readonly o: Matrix;
  readonly up: Matrix;
  readonly down: Matrix;
}

const CROSS_HEADS = 4;
const SIDE = 4;

export function smallDsca(
  options: Partial<Pick<DscaHead, 'join' | 'fusion' | 'layers' | 'positions' | 'output'>> & { seed?: number } = {},
): SmallDsca {
  const { join = 'post', fusion = 'fusion', layers = 1, positions = true, output = 'hazards', seed = 1 } = options;
  const [D, d, heads] = [5, 8, 2];
  const classes = output === 'cox' ? 1 : 4;
  const width = fusion === 'cat' ? 2 * d : d;
  const e = streamWidth({ join, fusion, width: d });
  const random = randomNumbers(seed);
  const matrix = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(random() * 0.8)));
  const taps = Array.from({ length: 5 }, () => matrix(D, d));
  const blockTaps = Array.from({ length: 9 }, () => matrix(D, d));
  const point = matrix(D, d);
  const [crossQ, crossK, crossV, crossO] = [matrix(d, d), matrix(d, d), matrix(d, d), matrix(d, d)];
  const layer = (): Layer => ({
    q: matrix(e, e),
    k: matrix(e, e),
    v: matrix(e, e),
    o: matrix(e, e),
    up: matrix(e, e),
    down: matrix(e, e),
  });
  const stack = (): Layer[] => Array.from({ length: layers }, layer);
  const stacks: Record<DscaStream, Layer[]> = { low: stack(), high: stack(), joint: stack() };
  const gate = { said: matrix(width, 6), gate: matrix(width, 6), score: matrix(6, 1) };
  const out = output === 'cox' ? [matrix(width, d / 2), matrix(d / 2, 1)] : [matrix(width, classes)];

  const lowEmbed = (low: Matrix): Matrix =>
    layerNorm(
      low.map((_, i) =>
        taps.map((tap, t) => times([low[i + t - 2] ?? zeros(D)], tap)[0] ?? []).reduce((a, b) => addRows(a, b)),
      ),
    );
  /** One 4 × 4 block through the 3 × 3 convolution, `[16, d]`. */
  const convolved = (block: Matrix): Matrix =>
    block.map((_, place) => {
      const [row, column] = [Math.floor(place / SIDE), place % SIDE];
      return blockTaps
        .map((tap, t) => {
          const [y, x] = [row + Math.floor(t / 3) - 1, column + (t % 3) - 1];
          const isInside = y >= 0 && x >= 0 && y < SIDE && x < SIDE;
          return times([isInside ? (block[y * SIDE + x] ?? []) : zeros(D)], tap)[0] ?? [];
        })
        .reduce((a, b) => addRows(a, b));
    });
  const highEmbed = (low: number[], block: Matrix): { token: number[]; scores: Matrix } => {
    const x = layerNorm(convolved(block)).map((row) => row.map((value) => Math.max(0, value)));
    const q = times(times([low], point), crossQ)[0] ?? [];
    const [k, v] = [times(x, crossK), times(x, crossV)];
    const size = d / CROSS_HEADS;
    const part = (row: number[], head: number) => row.slice(head * size, (head + 1) * size);
    const scores = Array.from({ length: CROSS_HEADS }, (_, head) =>
      k.map((key) => dot(part(q, head), part(key, head)) / Math.sqrt(size)),
    );
    const mixed = Array.from({ length: d }, (_, i) => {
      const weights = softmax(scores[Math.floor(i / size)] ?? []);
      return weights.reduce((sum, weight, place) => sum + weight * (v[place]?.[i] ?? NaN), 0);
    });
    return { token: times([mixed], crossO)[0] ?? [], scores };
  };
  const attend = (one: Layer, x: Matrix, k: Matrix, v: Matrix): Matrix => {
    const size = e / heads;
    const mixed = times(x, one.q).map((query) =>
      Array.from({ length: e }, (_, i) => {
        const head = Math.floor(i / size);
        const part = (row: number[]) => row.slice(head * size, (head + 1) * size);
        const weights = softmax(k.map((key) => dot(part(query), part(key)) / Math.sqrt(size)));
        return weights.reduce((sum, weight, j) => sum + weight * (v[j]?.[i] ?? NaN), 0);
      }),
    );
    const y = layerNorm(add(x, times(mixed, one.o)));
    const hidden = times(y, one.up).map((row) => row.map((value) => Math.max(0, value)));
    return layerNorm(add(y, times(hidden, one.down)));
  };
  const encode = (stream: DscaStream, tokens: Matrix): Matrix =>
    stacks[stream].reduce((x, one) => attend(one, x, times(x, one.k), times(x, one.v)), tokens);
  const joinedTokens = (low: Matrix, high: Matrix): Matrix =>
    fusion === 'cat' ? high.map((row, i) => [...row, ...(low[i] ?? [])]) : add(low, high);
  const gateScores = (x: Matrix): number[] => {
    const said = times(x, gate.said).map((row) => row.map(Math.tanh));
    const open = times(x, gate.gate).map((row) => row.map(sigmoid));
    return times(
      said.map((row, i) => row.map((value, j) => value * (open[i]?.[j] ?? NaN))),
      gate.score,
    ).map(([score]) => score ?? NaN);
  };
  const answer = (pooled: Matrix): number[] => {
    if (output === 'hazards') return (times(pooled, out[0] ?? [])[0] ?? []).map(sigmoid);
    const hidden = times(pooled, out[0] ?? []).map((row) => row.map((value) => Math.max(0, value)));
    return times(hidden, out[1] ?? [])[0] ?? [];
  };

  return {
    head: {
      architecture: 'dsca',
      features: D,
      width: d,
      output_width: width,
      classes,
      scale: 4,
      pooling: 'capool',
      fusion,
      join,
      layers,
      heads,
      cross_heads: CROSS_HEADS,
      positions,
      output,
    },

    whole(low, high, grid) {
      const blocks = low.map((row, i) => highEmbed(row, high[i] ?? []));
      let [lowTokens, highTokens] = [lowEmbed(low), blocks.map(({ token }) => token)];
      if (positions) {
        const codes = codesOf(grid, d);
        [lowTokens, highTokens] = [add(lowTokens, codes), add(highTokens, codes)];
      }
      const x =
        join === 'pre'
          ? encode('joint', joinedTokens(lowTokens, highTokens))
          : joinedTokens(encode('low', lowTokens), encode('high', highTokens));
      const attention = softmax(gateScores(x));
      const pooled = zeros(width).map((_, k) => attention.reduce((sum, a, i) => sum + a * (x[i]?.[k] ?? NaN), 0));
      return {
        output: answer([pooled]),
        globalAttention: attention,
        crossScores: blocks.map(({ scores }) => scores),
      };
    },

    graphs(log) {
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
      const rowsOf = (input: HeadInput | undefined): Matrix => {
        if (!input) throw new Error('an input is missing');
        if (!('data' in input)) {
          const values = stores.get(input);
          if (!values) throw new Error('a kept tensor was used after it was disposed');
          return values;
        }
        const columns = input.dims.at(-1) ?? 0;
        if (input.data.length !== input.dims.reduce((a, b) => a * b, 1)) throw new Error('data and dims disagree');
        return Array.from({ length: input.data.length / columns }, (_, i) =>
          Array.from(input.data.subarray(i * columns, (i + 1) * columns)),
        );
      };
      const host = (values: Matrix): HostTensor => ({
        data: Float32Array.from(values.flat()),
        dims: [values.length, values[0]?.length ?? 0],
      });
      const layerOf = (graph: string): Layer => {
        const [, stream, index] = /^(low|high|joint)-layer(\d)-/.exec(graph) ?? [];
        const one = stacks[(stream ?? 'low') as DscaStream][Number(index)];
        if (!one) throw new Error(`no graph ${graph}`);
        return one;
      };
      return {
        kept,
        run(graph, inputs) {
          const x = rowsOf(inputs['low'] ?? inputs['x']);
          log?.(graph, x.length);
          if (graph === 'low-embed') return Promise.resolve({ tokens: host(lowEmbed(x)) });
          if (graph === 'high-embed') {
            const high = rowsOf(inputs['high']);
            const blocks = x.map((row, i) => highEmbed(row, high.slice(i * 16, (i + 1) * 16)));
            return Promise.resolve({
              tokens: host(blocks.map(({ token }) => token)),
              'cross-attention': host(blocks.flatMap(({ scores }) => scores)),
            });
          }
          if (graph === 'gate') return Promise.resolve({ score: host([gateScores(x)]) });
          if (graph === 'answer') return Promise.resolve({ output: host([answer(x)]) });
          return Promise.resolve({ y: host(attend(layerOf(graph), x, rowsOf(inputs['k']), rowsOf(inputs['v']))) });
        },
        runKeeping(graph, inputs) {
          const x = rowsOf(inputs['x']);
          log?.(graph, x.length);
          const one = layerOf(graph);
          return Promise.resolve({
            k: keep(times(x, one.k), [heads, e / heads, x.length]),
            v: keep(times(x, one.v), [heads, x.length, e / heads]),
          });
        },
      };
    },
  };
}

/** Position codes as MODELS.md writes them, ranks by counting. */
function codesOf(grid: readonly (readonly [number, number])[], width: number): Matrix {
  const rank = (axis: 0 | 1, value: number) =>
    new Set(grid.map((place) => place[axis]).filter((other) => other < value)).size;
  const omega = Array.from({ length: width / 4 }, (_, k) => 10000 ** (-k / (width / 4 - 1)));
  return grid.map(([column, row]) => {
    const [x, y] = [rank(0, column), rank(1, row)];
    return [
      ...omega.map((w) => Math.sin(x * w)),
      ...omega.map((w) => Math.cos(x * w)),
      ...omega.map((w) => Math.sin(y * w)),
      ...omega.map((w) => Math.cos(y * w)),
    ];
  });
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const addRows = (a: number[], b: number[]): number[] => a.map((value, i) => value + (b[i] ?? NaN));
const add = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => addRows(row, b[i] ?? []));
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    (b[0] ?? []).map((_, column) => row.reduce((sum, value, i) => sum + value * (b[i]?.[column] ?? NaN), 0)),
  );
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
