import { describe, expect, it } from 'vitest';
import { BagTooLargeError } from '#core/pipelines/head-ports.ts';
import type { RunCoverage } from '#core/result/run-result.ts';
import { MOST_SHARE, createPartialAnswers } from './partial-answers.ts';

/** A run of 100 patches whose encoding takes 1 s a patch and whose head takes `headMs`. */
async function follow({ headMs, fail }: { readonly headMs: (done: number) => number; readonly fail?: Error }) {
  let ms = 0;
  const told: RunCoverage[] = [];
  let asked = 0;
  const partials = createPartialAnswers({
    planned: 100,
    stop: null,
    now: () => ms,
    tell: (_, coverage) => told.push(coverage),
    timed: (job) => job(),
  });
  let spent = 0;
  for (let done = 1; done < 100; done++) {
    ms += 1000;
    await partials.at(done, () => {
      asked++;
      if (fail) throw fail;
      ms += headMs(done);
      spent += headMs(done);
      const score = done / 100;
      const answer = { classes: ['a', 'b'], logits: [0, 0], scores: [score, 1 - score] };
      return Promise.resolve({ patches: [], maps: [], answer });
    });
  }
  return { told: told.map(({ done }) => done), changes: told.map(({ lastChange }) => lastChange), asked, spent };
}

describe('answers on the way', () => {
  it('come at every tenth where the head is quick, with the change since the one before', async () => {
    const { told, changes } = await follow({ headMs: () => 10 });
    expect(told).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(changes[0]).toBeNull();
    for (const change of changes.slice(1)) expect(change).toBeCloseTo(0.1, 12);
  });

  it('come less often where the head would take more than its share', async () => {
    const { told, spent } = await follow({ headMs: (done) => done * 60 });
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThan(9);
    // The last one may go over, by no more than itself.
    expect(spent).toBeLessThanOrEqual(MOST_SHARE * 99_000 + 90 * 60);
  });

  it('are given up for good where a back end cannot hold the bag; any other failure is the run’s', async () => {
    const { told, asked } = await follow({ headMs: () => 0, fail: new BagTooLargeError('too many') });
    expect([told, asked]).toEqual([[], 1]);
    await expect(follow({ headMs: () => 0, fail: new Error('no kernel') })).rejects.toThrow('no kernel');
  });

  it('grants a stop from a tenth on', async () => {
    const stop = new AbortController();
    stop.abort();
    const none = () => Promise.reject(new Error('not asked for'));
    const partials = createPartialAnswers({
      planned: 40,
      stop: stop.signal,
      now: () => 0,
      tell: () => undefined,
      timed: (job) => job(),
    });
    expect([await partials.at(3, none), await partials.at(4, none)]).toEqual(['go-on', 'stop']);
    const answer = { classes: ['a'], logits: [0], scores: [1] };
    expect(partials.coverage(4, { answer }, true)).toEqual({
      coverage: { done: 4, planned: 40, lastChange: null, isStopped: true },
    });
    expect(partials.coverage(40, { answer }, true)).toEqual({});
  });

  it('say how much changed since an answer of about a tenth less, never since one of almost the same', async () => {
    let ms = 0;
    const partials = createPartialAnswers({
      planned: 100,
      stop: null,
      now: () => ms,
      tell: () => undefined,
      timed: (job) => job(),
    });
    const answer = (score: number) => ({ classes: ['a', 'b'], logits: [0, 0], scores: [score, 1 - score] });
    for (const done of [10, 20]) {
      ms += 1000;
      await partials.at(done, () => Promise.resolve({ patches: [], maps: [], answer: answer(done / 100) }));
    }
    const changeAt = (done: number) => partials.coverage(done, { answer: answer(0.2) }, true).coverage?.lastChange;
    // Stopped while the answer at 20 was made, and soon after it: it is no news that it stayed as it was.
    for (const done of [18, 20, 24]) expect(changeAt(done)).toBeCloseTo(0.1, 12);
    expect(changeAt(28)).toBe(0);
    expect(changeAt(12)).toBeNull();
  });
});
