import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { randomNumbers, smallTdaMil } from '#test-support/tda-mil-model.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { askTdaMil, rememberTdaMil } from './tda-mil-question.ts';

const SIZE = { features: 5, width: 8, heads: 2, blocks: 2, classes: 3 };
const LIMITS = { scoreBytes: 2 ** 12, tensorBytes: 2 ** 27 };
const ROOM = 2 ** 20;

function setUp(change: Partial<Parameters<typeof smallTdaMil>[0]> = {}) {
  const small = smallTdaMil({ ...SIZE, shared: true, secondPass: 'from-input', ...change });
  const model = {
    head: { ...small.head, graphs: {} },
    class_names: ['a', 'b', 'c'],
    maps: (['task-relevance', 'bottom-up-attention', 'top-down-attention'] as const).map((id) => ({
      id,
      label: id,
      reading: '',
      min: 0,
      max: null,
    })),
  };
  return { small, model };
}

function bag(n: number): number[][] {
  const random = randomNumbers(n + 3);
  return Array.from({ length: n }, () => Array.from({ length: SIZE.features }, () => Math.fround(random() * 2)));
}
const tensorOf = (list: number[][]) => ({ data: Float32Array.from(list.flat()), dims: [list.length, SIZE.features] });

/** Largest difference over a whole tensor. */
const off = (got: ArrayLike<number>, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  return Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
};

describe('a question to TDA-MIL', () => {
  it('answers as the formulae do for a bag of only the kept patches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }).filter((flags) => flags.includes(true)),
        fc.boolean(),
        fc.constantFrom('from-input' as const, 'from-output' as const),
        fc.integer({ min: 2, max: 3 }),
        fc.constantFrom(0, ROOM),
        fc.boolean(),
        async (flags, shared, secondPass, blocks, room, hasParts) => {
          const { small, model } = setUp({ shared, secondPass, blocks });
          const all = bag(flags.length);
          const graphs = small.graphs(undefined, hasParts);
          const options = { limits: LIMITS };
          const memory = await rememberTdaMil(graphs, model, tensorOf(all), options, room);
          expect(memory.first === null).toBe(room === 0);
          expect(memory.parts === null).toBe(room === 0 || !hasParts);
          const kept = Uint8Array.from(flags, Number);
          const { answer, maps } = await askTdaMil(graphs, model, memory, kept, options);

          const left = all.filter((_, i) => flags[i]);
          const whole = small.whole(left);
          expect(off(classAnswer(answer).logits, whole.logits)).toBeLessThan(1e-5);
          for (const [id, values] of maps.map((map) => [map.id, map.values] as const)) {
            const own = values.filter((_, i) => flags[i]);
            const want = { 'task-relevance': whole.relevance, 'bottom-up-attention': whole.bottomUp }[id as string];
            expect(left.length * off(own, want ?? whole.topDown)).toBeLessThan(1e-4);
            expect(Array.from(values, Number.isNaN)).toEqual(flags.map((flag) => !flag));
          }
          expect(graphs.kept.alive).toBe(0);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('neither embeds nor projects again what does not depend on the rest', async () => {
    const { small, model } = setUp();
    const seen: string[] = [];
    const graphs = small.graphs((graph) => seen.push(graph), false);
    const memory = await rememberTdaMil(graphs, model, tensorOf(bag(12)), { limits: LIMITS }, ROOM);
    expect(seen.splice(0)).toEqual(expect.arrayContaining(['embed', 'block0-kv']));
    const kept = Uint8Array.from({ length: 12 }, (_, i) => i % 3);
    const steps: [number, number][] = [];
    const onStep = (step: number, of: number) => steps.push([step, of]);
    await askTdaMil(graphs, model, memory, kept, { limits: LIMITS, onStep });
    expect(seen).not.toContain('embed');
    // Once in step II, where the top-down signal is in the values.
    expect(seen.filter((graph) => graph === 'block0-kv')).toHaveLength(1);
    expect(steps.at(-1)).toEqual([steps.length, steps.length]);
  });

  it('stops between two graph runs, and refuses a question that keeps nothing or counts otherwise', async () => {
    const { small, model } = setUp();
    const controller = new AbortController();
    let runs = 0;
    const graphs = small.graphs(() => {
      if (++runs === 6) controller.abort();
    });
    const memory = await rememberTdaMil(graphs, model, tensorOf(bag(4)), { limits: LIMITS }, ROOM);
    const kept = Uint8Array.of(1, 0, 1, 1);
    const asking = askTdaMil(graphs, model, memory, kept, { limits: LIMITS, signal: controller.signal });
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    expect(runs).toBe(6);
    expect(graphs.kept.alive).toBe(0);
    for (const wrong of [Uint8Array.of(0, 0, 0, 0), Uint8Array.of(1, 1, 1)])
      await expect(askTdaMil(graphs, model, memory, wrong, { limits: LIMITS })).rejects.toThrow(RangeError);
  });
});
