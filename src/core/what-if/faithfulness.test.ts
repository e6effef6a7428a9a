import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fakeResult } from '#test-support/fake-services.ts';
import { samplingStream } from '#core/pipelines/attention-sampling-random.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { DEFAULT_FAITHFULNESS, faithfulnessMaps, faithfulnessRuns, measureFaithfulness } from './faithfulness.ts';
import type { FaithfulnessOptions } from './faithfulness.ts';
import { curveSizes, mapOrder, randomOrder } from './faithfulness-orders.ts';

const N = 60;
/** What each unit is worth to the pretended model: a tenth of them is worth all but a little. */
const WORTH = Float32Array.from({ length: N }, (_, i) => (i % 10 === 3 ? 1 : 0.02));

/** The score is the mean worth of what is kept, so that the truth is known. */
function model() {
  const asked: Uint8Array[] = [];
  const scoreOf = (kept: Uint8Array) => {
    const own = WORTH.filter((_, i) => kept[i] === 1);
    return own.reduce((a, b) => a + b, 0) / own.length;
  };
  const answer = (kept: Uint8Array) => {
    const score = scoreOf(kept);
    return { classes: ['no', 'yes'], logits: [0, 0], scores: [1 - score, score] };
  };
  return {
    asked,
    full: answer(new Uint8Array(N).fill(1)),
    ask: (kept: Uint8Array) => {
      asked.push(kept);
      return Promise.resolve(answer(kept));
    },
  };
}

function resultWith(values: Float32Array<ArrayBuffer>, answer: RunResult['answer']): RunResult {
  const patches = Array.from({ length: N }, (_, i) => ({ x: i * 256, y: 0, width: 256, height: 256 }));
  return fakeResult({ patches, maps: [{ id: 'task-relevance', values }], answer });
}

const OPTIONS: FaithfulnessOptions = { ...DEFAULT_FAITHFULNESS, map: 'task-relevance', classIndex: 1 };
const clock = { now: () => 0 };

describe('measureFaithfulness', () => {
  it('finds the truth: the map of what a unit is worth is far from random on both curves, a constant map is not', async () => {
    const { ask, full } = model();
    const good = await measureFaithfulness(resultWith(WORTH.slice(), full), OPTIONS, ask, clock);
    for (const { area } of [good.deletion, good.insertion]) expect(area.randomMean).toBeCloseTo(0.118, 1);
    expect(good.deletion.area.map).toBeLessThan(good.deletion.area.randomMean - 2 * good.deletion.area.randomSd);
    expect(good.insertion.area.map).toBeGreaterThan(good.insertion.area.randomMean + 2 * good.insertion.area.randomSd);
    // Deletion at a tenth: all that is worth something is gone. Insertion up to a tenth: nothing else is there.
    expect(good.deletion.shares.slice(0, 2)).toEqual([0, expect.closeTo(0.1, 9)]);
    expect(good.deletion.values.slice(1)).toEqual(
      good.deletion.values.slice(1).map((): unknown => expect.closeTo(0.02)),
    );
    expect(good.insertion.values.slice(0, 2)).toEqual([1, 1]);
    expect(good.insertion.shares.at(-1)).toBe(1);

    const flat = await measureFaithfulness(resultWith(new Float32Array(N), full), OPTIONS, ask, clock);
    const { area } = flat.deletion;
    expect(Math.abs(area.map - area.randomMean)).toBeLessThan(3 * area.randomSd);
  });

  it('says beforehand how often it asks, and asks as often; the full answer is known', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('even' as const, 'log' as const),
        fc.integer({ min: 1, max: 3 }),
        async (points, spacing, randomOrders) => {
          const { ask, asked, full } = model();
          const told: number[] = [];
          const options = { ...OPTIONS, points, spacing, randomOrders };
          const found = await measureFaithfulness(resultWith(WORTH.slice(), full), options, ask, {
            ...clock,
            onProgress: ({ done, total }) => told.push(done / total),
          });
          expect(asked.length).toBe(faithfulnessRuns(N, options));
          expect(found.runs).toBe(asked.length);
          expect(told).toEqual(told.toSorted((a, b) => a - b));
          expect([told[0], told.at(-1)]).toEqual([0, 1]);
          for (const kept of asked) expect([kept.includes(0), kept.includes(1)]).toEqual([true, true]);
          const known = full.scores[1];
          expect([found.deletion.values[0], found.insertion.values.at(-1)]).toEqual([known, known]);
          for (const curve of [found.deletion, found.insertion]) {
            expect(curve.random.every((one) => one.length === curve.shares.length)).toBe(true);
            expect([...curve.values, ...curve.randomMean, curve.area.map].every(Number.isFinite)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gives the same curves for the same seed and others for another', async () => {
    const { ask, full } = model();
    const of = (seed: number) => measureFaithfulness(resultWith(WORTH.slice(), full), { ...OPTIONS, seed }, ask, clock);
    expect(await of(4)).toEqual(await of(4));
    expect((await of(4)).deletion.random).not.toEqual((await of(5)).deletion.random);
  });

  it('follows the risk of a survival model, and the highest class where none is named', async () => {
    const survival = { bins: ['1'], unit: 'years', hazards: [0.5], survival: [0.5], risk: -0.5, reference: null };
    const risks = await measureFaithfulness(
      resultWith(WORTH.slice(), survival),
      OPTIONS,
      (kept) => Promise.resolve({ ...survival, risk: -kept.reduce((a, b) => a + b, 0) }),
      clock,
    );
    expect(risks.classIndex).toBeNull();
    expect(risks.deletion.values.slice(0, 2)).toEqual([-0.5, -54]);
    const { ask, full } = model();
    const top = await measureFaithfulness(
      resultWith(WORTH.slice(), full),
      { ...OPTIONS, classIndex: null },
      ask,
      clock,
    );
    expect(top.classIndex).toBe(0);
  });

  it('stops when told to, and refuses what it cannot measure', async () => {
    const controller = new AbortController();
    const { ask, asked, full } = model();
    const counted = (kept: Uint8Array) => {
      if (asked.length === 6) controller.abort();
      return ask(kept);
    };
    const result = resultWith(WORTH.slice(), full);
    const stopped = measureFaithfulness(result, OPTIONS, counted, { ...clock, signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toHaveLength(7);
    const wrong = [{ points: 0 }, { points: 101 }, { randomOrders: 0 }, { classIndex: 2 }, { map: 'cross-attention' }];
    for (const change of wrong)
      await expect(
        measureFaithfulness(result, { ...OPTIONS, ...change } as typeof OPTIONS, ask, clock),
      ).rejects.toThrow(RangeError);
    expect(faithfulnessMaps(result)).toEqual(['task-relevance']);
  });
});

describe('orders and sizes', () => {
  it('has both ends on both curves, sorted, at most as many points as asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom('even' as const, 'log' as const),
        (n, points, spacing) => {
          const { deletion, insertion } = curveSizes(n, points, spacing);
          expect([deletion[0], deletion.at(-1), insertion[0], insertion.at(-1)]).toEqual([n, 1, 1, n]);
          expect(deletion.length).toBeLessThanOrEqual(points + 2);
          expect(insertion).toEqual([...new Set(insertion)].sort((a, b) => a - b));
          expect(deletion).toEqual([...new Set(deletion)].sort((a, b) => b - a));
        },
      ),
    );
  });

  it('orders by value, equal ones by chance and not by their place', () => {
    const values = Float32Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : i));
    const order = [...mapOrder(values, samplingStream(1, 0, 0))];
    expect(order.slice(0, 200)).toEqual(Array.from({ length: 200 }, (_, i) => 399 - i));
    const rest = order.slice(200);
    expect(rest.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    const neighbours = rest.filter((unit, i) => Math.abs(unit - (rest[i + 1] ?? -10)) === 1);
    expect(neighbours.length).toBeLessThan(12);
    expect([...randomOrder(5, samplingStream(1, 1, 0))].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});
