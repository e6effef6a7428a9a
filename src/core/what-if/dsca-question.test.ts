import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { smallDsca } from '#test-support/dsca-model.ts';
import { randomNumbers } from '#test-support/tda-mil-model.ts';
import { isSurvival } from '#core/result/run-result.ts';
import type { HeadGraphs } from '#core/pipelines/head-ports.ts';
import { askDsca, rememberDsca } from './dsca-question.ts';
import { changedWindows } from './dsca-windows.ts';

const LIMITS = { scoreBytes: 2 ** 13, tensorBytes: 2 ** 27 };
const D = 5;

type Variant = NonNullable<Parameters<typeof smallDsca>[0]>;
const VARIANTS: Variant[] = [
  {},
  { fusion: 'cat', layers: 2, output: 'cox' },
  { join: 'pre', fusion: 'cat', positions: false },
  { join: 'pre' },
];

function setUp(variant: Variant) {
  const small = smallDsca(variant);
  const model = {
    head: { ...small.head, graphs: {} },
    survival: { bins: variant.output === 'cox' ? [] : ['1', '2', '3', '4'], unit: 'years', reference: null },
    maps: (['global-attention', 'cross-attention', 'attention-product'] as const).map((id) => ({
      id,
      label: id,
      reading: '',
      min: 0,
      max: null,
    })),
  };
  return { small, model };
}

/** n low patches on a grid with gaps, each with its sixteen. */
function bag(n: number) {
  const random = randomNumbers(n + 7);
  const row = () => Array.from({ length: D }, () => Math.fround(random()));
  return {
    low: Array.from({ length: n }, row),
    high: Array.from({ length: n }, () => Array.from({ length: 16 }, row)),
    grid: Array.from({ length: n }, (_, i) => [2 * Math.floor(i / 4), (3 * i) % 7] as const),
  };
}

const off = (got: ArrayLike<number>, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  return Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
};

function remember({ model }: Pick<ReturnType<typeof setUp>, 'model'>, graphs: HeadGraphs, n: number) {
  const { low, high, grid } = bag(n);
  return rememberDsca(
    graphs,
    model,
    {
      low: Float32Array.from(low.flat()),
      high: (from, to) => ({ data: Float32Array.from(high.slice(from, to).flat(2)), dims: [to - from, 16, D] }),
      places: { column: Int32Array.from(grid, ([x]) => x), row: Int32Array.from(grid, ([, y]) => y) },
    },
    { limits: LIMITS },
  );
}

describe('a question to DSCA', () => {
  it.each(VARIANTS)('answers as the formulae do, whole low patches left out: %j', async (variant) => {
    const made = setUp(variant);
    const { small, model } = made;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 24 }).filter((flags) => flags.includes(true)),
        async (flags) => {
          const graphs = small.graphs();
          const memory = await remember(made, graphs, flags.length);
          const kept = Uint8Array.from(flags, Number);
          const { answer, maps } = await askDsca(graphs, model, memory, kept, { limits: LIMITS });

          const { low, high, grid } = bag(flags.length);
          const isKept = (_: unknown, i: number) => flags[i] ?? false;
          const whole = small.whole(low.filter(isKept), high.filter(isKept), grid.filter(isKept));
          if (!isSurvival(answer)) throw new Error('not survival');
          if (variant.output === 'cox') expect(off([answer.risk], whole.output)).toBeLessThan(1e-5);
          else expect(off(answer.hazards, whole.output)).toBeLessThan(1e-5);
          const values = Object.fromEntries(maps.map((map) => [map.id, map.values]));
          const own = values['global-attention']?.filter(isKept) ?? [];
          expect(own.length * off(own, whole.globalAttention)).toBeLessThan(1e-4);
          for (const id of ['cross-attention', 'attention-product'])
            expect(Array.from(values[id] ?? [], Number.isNaN)).toEqual(
              flags.flatMap((one) => new Array<boolean>(16).fill(!one)),
            );
          const product = (values['attention-product'] ?? new Float32Array()).filter((one) => !Number.isNaN(one));
          expect(product.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
          expect(graphs.kept.alive).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('asks twice the same and looks into no block again; the convolution only where the list closes up', async () => {
    const made = setUp({});
    const seen: [string, number][] = [];
    const graphs = made.small.graphs((graph, rows) => seen.push([graph, rows]));
    const memory = await remember(made, graphs, 40);
    seen.length = 0;
    const kept = new Uint8Array(40).fill(1).fill(0, 10, 15);
    const ask = () => askDsca(graphs, made.model, memory, kept, { limits: LIMITS });
    const first = await ask();
    expect(seen.filter(([graph]) => graph === 'high-embed')).toEqual([]);
    // Two rows on either side of the gap, and two beyond those.
    expect(seen.filter(([graph]) => graph === 'low-embed')).toEqual([['low-embed', 8]]);
    expect(await ask()).toEqual(first);
  });
});

describe('changedWindows', () => {
  it('names every row whose neighbours changed and no other, and never more rows than the shortened list and its ends', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (flags) => {
        const n = flags.length;
        const indices = Int32Array.from(flags.keys()).filter((i) => flags[i]);
        const { source, changed } = changedWindows(indices, n);
        expect(source.length).toBeLessThanOrEqual(indices.length + 4);
        const window = (list: readonly number[], at: number) => [-2, -1, 0, 1, 2].map((o) => list[at + o] ?? -1);
        const full = Array.from({ length: n }, (_, i) => i);
        const short = Array.from(indices);
        for (const { at, to } of changed) expect(window(source, at)).toEqual(window(short, to));
        const named = new Set(changed.map(({ to }) => to));
        for (const [to, from] of short.entries())
          if (!named.has(to)) expect(window(short, to)).toEqual(window(full, from));
      }),
    );
  });
});
