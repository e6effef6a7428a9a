import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { randomNumbers, smallTdaMil } from '#test-support/tda-mil-model.ts';
import { BagTooLargeError } from './head-ports.ts';
import type { HeadLimits } from './head-ports.ts';
import { chunkSizes, runTdaMilHead } from './tda-mil-head.ts';

const ROOMY: HeadLimits = { scoreBytes: 2 ** 26, tensorBytes: 2 ** 27 };
const SIZE = { features: 5, width: 8, heads: 2, blocks: 2, classes: 3 };

function bag(n: number, seed = 11): number[][] {
  const random = randomNumbers(seed);
  return Array.from({ length: n }, () => Array.from({ length: SIZE.features }, () => Math.fround(random() * 2)));
}
const tensorOf = (list: number[][]) => ({ data: Float32Array.from(list.flat()), dims: [list.length, SIZE.features] });

/** Largest difference over the whole tensor; attentions are scaled to mean 1 by the caller. */
const difference = (got: ArrayLike<number>, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  return Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
};

describe('runTdaMilHead', () => {
  it('gives the same answer in chunks of any size as the formulae in one piece', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.constantFrom('from-input' as const, 'from-output' as const),
        fc.integer({ min: 0, max: 2 ** 13 }),
        async (n, blocks, shared, secondPass, spareBytes) => {
          const model = smallTdaMil({ ...SIZE, blocks, shared, secondPass });
          const oneQuery = SIZE.heads * (n + 1) * 4;
          const graphs = model.graphs();
          const features = bag(n);
          const answer = await runTdaMilHead(graphs, model.head, tensorOf(features), {
            limits: { scoreBytes: oneQuery + spareBytes, tensorBytes: 2 ** 27 },
          });
          const whole = model.whole(features);
          expect(difference(answer.logits, whole.logits)).toBeLessThan(1e-5);
          expect(difference(answer.taskRelevance, whole.relevance)).toBeLessThan(1e-5);
          expect(n * difference(answer.bottomUpAttention, whole.bottomUp)).toBeLessThan(1e-4);
          expect(n * difference(answer.topDownAttention, whole.topDown)).toBeLessThan(1e-4);
          expect(graphs.kept.alive).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('walks over chunk borders: one below, at and one above', async () => {
    const model = smallTdaMil({ ...SIZE, shared: true, secondPass: 'from-input' });
    for (const n of [14, 15, 16, 17, 31, 32, 33]) {
      const rows: number[] = [];
      const graphs = model.graphs((graph, count) => {
        if (graph === 'block0-query') rows.push(count);
      });
      const limits = { scoreBytes: 16 * SIZE.width * 8 * 4, tensorBytes: 2 ** 27 };
      const answer = await runTdaMilHead(graphs, model.head, tensorOf(bag(n)), { limits });
      expect(difference(answer.logits, model.whole(bag(n)).logits)).toBeLessThan(1e-5);
      expect(Math.max(...rows)).toBeLessThanOrEqual(16);
      // Step I and step II each see every token of block 0 once.
      expect(rows.reduce((a, b) => a + b, 0)).toBe(2 * (n + 1));
    }
  });

  it('asks only for CLS in the last block of step II', async () => {
    const model = smallTdaMil({ ...SIZE, shared: false, secondPass: 'from-input' });
    const seen = new Map<string, number>();
    const graphs = model.graphs((graph, count) => seen.set(graph, count));
    await runTdaMilHead(graphs, model.head, tensorOf(bag(20)), { limits: ROOMY });
    expect(seen.get('block1-query')).toBe(21);
    expect(seen.get('step2-block1-query')).toBe(1);
    expect(seen.get('step2-block1-attention')).toBe(1);
  });

  it('counts its steps exactly', async () => {
    for (const blocks of [1, 2, 3]) {
      const model = smallTdaMil({ ...SIZE, blocks, shared: true, secondPass: 'from-input' });
      const steps: [number, number][] = [];
      await runTdaMilHead(model.graphs(), model.head, tensorOf(bag(33)), {
        limits: { scoreBytes: 1024, tensorBytes: 2 ** 20 },
        onStep: (step, of) => steps.push([step, of]),
      });
      expect(steps.at(-1)).toEqual([steps.length, steps.length]);
      expect(steps.map(([step]) => step)).toEqual(steps.map((_, i) => i + 1));
    }
  });

  it('stops between chunks when aborted, and leaves nothing kept', async () => {
    const model = smallTdaMil({ ...SIZE, shared: true, secondPass: 'from-input' });
    const controller = new AbortController();
    let runs = 0;
    const graphs = model.graphs(() => {
      if (++runs === 6) controller.abort();
    });
    const running = runTdaMilHead(graphs, model.head, tensorOf(bag(40)), {
      limits: { scoreBytes: 1024, tensorBytes: 2 ** 20 },
      signal: controller.signal,
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(runs).toBe(6);
    expect(graphs.kept.alive).toBe(0);
  });

  it('frees what it kept when a graph fails, and when a graph breaks its word', async () => {
    const model = smallTdaMil({ ...SIZE, shared: true, secondPass: 'from-input' });
    const failing = model.graphs((graph) => {
      if (graph === 'block1-query') throw new Error('device lost');
    });
    await expect(runTdaMilHead(failing, model.head, tensorOf(bag(4)), { limits: ROOMY })).rejects.toThrow(
      'device lost',
    );
    expect(failing.kept.alive).toBe(0);

    const lying = model.graphs();
    const run = lying.run.bind(lying);
    lying.run = async (graph, inputs) => {
      const out = await run(graph, inputs);
      return graph === 'select' ? { ...out, relevance: { data: new Float32Array(1), dims: [1] } } : out;
    };
    await expect(runTdaMilHead(lying, model.head, tensorOf(bag(4)), { limits: ROOMY })).rejects.toThrow(
      'relevance holds 1 values instead of 5',
    );
  });

  it('refuses features of the wrong shape', async () => {
    const model = smallTdaMil({ ...SIZE, shared: true, secondPass: 'from-input' });
    const empty = { data: new Float32Array(0), dims: [0, SIZE.features] };
    await expect(runTdaMilHead(model.graphs(), model.head, empty, { limits: ROOMY })).rejects.toThrow(RangeError);
  });
});

describe('chunkSizes', () => {
  it('keeps every tensor within the limits up to 20,000 patches and beyond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.constantFrom(64, 256, 512), (n, width) => {
        const head = { heads: 8, width, features: 1280 };
        const limits = { scoreBytes: 2 ** 26, tensorBytes: 2 ** 27 };
        const { embedRows, queryRows, tokenRows } = chunkSizes(head, n, limits);
        expect(queryRows).toBeGreaterThanOrEqual(1);
        expect(queryRows * 8 * (n + 1) * 4).toBeLessThanOrEqual(limits.scoreBytes);
        expect(embedRows * 1280 * 4).toBeLessThanOrEqual(limits.tensorBytes);
        expect(tokenRows * width * 4).toBeLessThanOrEqual(limits.tensorBytes);
      }),
    );
  });

  it('says that a bag is too large instead of binding what the back end cannot', () => {
    const head = { heads: 8, width: 512, features: 1280 };
    const limits = { scoreBytes: 2 ** 26, tensorBytes: 2 ** 20 };
    expect(chunkSizes(head, 511, limits).queryRows).toBeGreaterThan(0);
    expect(() => chunkSizes(head, 512, limits)).toThrow(BagTooLargeError);
  });
});
