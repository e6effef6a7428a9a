import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallDsca } from '#test-support/dsca-model.ts';
import { randomNumbers } from '#test-support/tda-mil-model.ts';
import { dscaChunks, runDscaHead } from './dsca-head.ts';
import { BagTooLargeError } from './head-ports.ts';
import type { HeadGraphs } from './head-ports.ts';

const ROOMY = { scoreBytes: 2 ** 20, tensorBytes: 2 ** 20 };

/** A bag of n low-resolution patches on a grid with gaps, as matrices and as the head takes it. */
function bag(n: number, features = 5) {
  const random = randomNumbers(n + 7);
  const row = () => Array.from({ length: features }, () => Math.fround(random()));
  const low = Array.from({ length: n }, row);
  const high = low.map(() => Array.from({ length: 16 }, row));
  const grid = low.map((_, i) => [Math.floor(i / 3) * 5 + 2, (i % 3) * 7] as const);
  return {
    low,
    high,
    grid,
    inputs: {
      low: Float32Array.from(low.flat()),
      high: Float32Array.from(high.flat(2)),
      places: { column: Int32Array.from(grid, ([x]) => x), row: Int32Array.from(grid, ([, y]) => y) },
    },
  };
}

const off = (got: ArrayLike<number>, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  return Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
};

const variants = [
  {},
  { join: 'pre', fusion: 'cat', positions: false },
  { join: 'pre', fusion: 'fusion', layers: 2 },
  { join: 'post', fusion: 'cat', layers: 2, output: 'cox' },
] as const;

describe('the whole head', () => {
  it.each(variants)('gives the formulae’s answer in chunks of any size (%j)', async (variant) => {
    const model = smallDsca(variant);
    const sizes = fc.constantFrom(1, 2, 15, 16, 17);
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 0, max: 13 }), async (n, doublings) => {
        const { low, high, grid, inputs } = bag(n);
        const whole = model.whole(low, high, grid);
        const graphs = model.graphs();
        const scoreBytes = model.head.heads * n * 4 * 2 ** doublings;
        const answer = await runDscaHead(graphs, model.head, inputs, { limits: { ...ROOMY, scoreBytes } });
        expect(off(answer.output, whole.output)).toBeLessThan(1e-5);
        expect(n * off(answer.globalAttention, whole.globalAttention)).toBeLessThan(1e-5);
        expect(off(answer.crossScores ?? [], whole.crossScores.flat(2))).toBeLessThan(1e-5);
        expect(graphs.kept.alive).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('tells every step, and the last one is the last', async () => {
    const model = smallDsca({ layers: 2 });
    for (const scoreBytes of [200, 1000, 2 ** 20]) {
      const steps: string[] = [];
      const onStep = (step: number, of: number) => steps.push(`${step}/${of}`);
      await runDscaHead(model.graphs(), model.head, bag(17).inputs, { limits: { ...ROOMY, scoreBytes }, onStep });
      expect(steps).toEqual(steps.map((_, i) => `${i + 1}/${steps.length}`));
    }
  });

  it('shows the convolution the whole sequence at once, however small the chunks', async () => {
    const model = smallDsca();
    const rows = new Map<string, number[]>();
    const graphs = model.graphs((graph, count) => rows.set(graph, [...(rows.get(graph) ?? []), count]));
    await runDscaHead(graphs, model.head, bag(17).inputs, { limits: { ...ROOMY, scoreBytes: 17 * 8 } });
    expect(rows.get('low-embed')).toEqual([17]);
    expect(rows.get('low-layer0-kv')).toEqual([17]);
    expect(rows.get('high-embed')).toHaveLength(17);
    expect(rows.get('high-layer0-query')).toHaveLength(17);
  });

  it('frees what it kept when a graph fails or the run is aborted', async () => {
    const model = smallDsca();
    const graphs = model.graphs();
    const failing: HeadGraphs = {
      ...graphs,
      run: (graph, inputs) =>
        graph.endsWith('-query') ? Promise.reject(new Error('device lost')) : graphs.run(graph, inputs),
    };
    await expect(runDscaHead(failing, model.head, bag(4).inputs, { limits: ROOMY })).rejects.toThrow('device lost');
    expect(graphs.kept.alive).toBe(0);
    let steps = 0;
    const signal = { throwIfAborted: () => expect(++steps).toBeLessThan(5) };
    await expect(runDscaHead(graphs, model.head, bag(4).inputs, { limits: ROOMY, signal })).rejects.toThrow();
    expect(graphs.kept.alive).toBe(0);
  });

  it('does not take a graph’s word for the length of an output', async () => {
    const model = smallDsca();
    const graphs = model.graphs();
    const lying = (name: string, graph: string): HeadGraphs => ({
      ...graphs,
      run: async (asked, inputs) => {
        const outputs = await graphs.run(asked, inputs);
        return asked === graph ? { ...outputs, [name]: { data: new Float32Array(3), dims: [3] } } : outputs;
      },
    });
    for (const [graph, name] of [
      ['low-embed', 'tokens'],
      ['high-embed', 'cross-attention'],
      ['gate', 'score'],
      ['answer', 'output'],
    ] as const)
      await expect(runDscaHead(lying(name, graph), model.head, bag(4).inputs, { limits: ROOMY })).rejects.toThrow(
        `${name} holds 3 values`,
      );
  });

  it('refuses a bag whose parts do not belong together', async () => {
    const { head, graphs } = smallDsca();
    const { inputs } = bag(4);
    for (const wrong of [
      { ...inputs, high: inputs.high.slice(1) },
      { ...inputs, low: inputs.low.slice(5) },
      { ...inputs, places: { ...inputs.places, row: Int32Array.of(1) } },
      bag(0).inputs,
    ])
      await expect(runDscaHead(graphs(), head, wrong, { limits: ROOMY })).rejects.toThrow(RangeError);
  });
});

describe('chunks', () => {
  const head = { ...smallDsca().head, features: 1024, width: 384, output_width: 384, heads: 8 };

  it('keep what a chunk needs within the budget', () => {
    const { blockRows, queryRows, tokenRows } = dscaChunks(head, 2000, { scoreBytes: 2 ** 26, tensorBytes: 2 ** 31 });
    expect(blockRows * 16 * 9 * 384 * 4).toBeLessThanOrEqual(2 ** 26);
    expect(queryRows * 8 * 2000 * 4).toBeLessThanOrEqual(2 ** 26);
    expect(tokenRows).toBe(2000);
  });

  it('refuse a bag whose sequence, or one query, cannot be bound', () => {
    const tensorBytes = 2 ** 27;
    expect(() => dscaChunks(head, 32_768, { scoreBytes: 2 ** 27, tensorBytes })).not.toThrow();
    expect(() => dscaChunks(head, 32_769, { scoreBytes: 2 ** 27, tensorBytes })).toThrow(BagTooLargeError);
    expect(() => dscaChunks(head, 2000, { scoreBytes: 2000 * 8 * 4 - 1, tensorBytes })).toThrow(BagTooLargeError);
  });
});
