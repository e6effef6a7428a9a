import { describe, expect, it } from 'vitest';
import type { Faithfulness } from '#core/what-if/faithfulness.ts';
import {
  beginCheck,
  cancelCheck,
  checkOf,
  createFaithfulnessStore,
  failCheck,
  finishCheck,
  progressCheck,
  runningCheck,
} from './faithfulness-store.ts';

const NONE = createFaithfulnessStore().getState();
const progress = { done: 3, total: 9, perSecond: 2, secondsLeft: 3 };
const curve = {
  shares: [0, 1],
  values: [1, 0],
  random: [],
  randomMean: [],
  randomSd: [],
  area: { map: 0.5, randomMean: 0.5, randomSd: 0 },
};
const value: Faithfulness = {
  map: 'task-relevance',
  classIndex: 1,
  units: 4,
  runs: 9,
  spacing: 'even',
  seed: 1,
  deletion: curve,
  insertion: curve,
};

describe('checks of maps', () => {
  const begun = beginCheck(NONE, 'k', 'task-relevance', 't1');

  it('one at a time, followed and kept by result and map', () => {
    const going = progressCheck(begun, 't1', progress);
    expect(runningCheck(going)?.check.status).toEqual({ kind: 'running', progress });
    const done = finishCheck(going, 't1', value);
    expect(runningCheck(done)).toBeNull();
    expect(checkOf(done, 'k', 'task-relevance')?.status).toEqual({ kind: 'done', value });
    expect(checkOf(done, 'k', 'top-down-attention')).toBeUndefined();
    expect(checkOf(done, 'other', 'task-relevance')).toBeUndefined();
  });

  it('another check cancels the one in progress, whose news is not taken', () => {
    const second = beginCheck(begun, 'k', 'top-down-attention', 't2');
    expect(checkOf(second, 'k', 'task-relevance')?.status.kind).toBe('cancelled');
    expect(progressCheck(second, 't1', progress)).toBe(second);
    expect(finishCheck(second, 't1', value)).toBe(second);
    expect(runningCheck(second)?.check.map).toBe('top-down-attention');
  });

  it('ends cancelled or failed', () => {
    expect(checkOf(cancelCheck(begun, 't1'), 'k', 'task-relevance')?.status.kind).toBe('cancelled');
    const error = { code: 'internal', context: { what: 'x' } } as const;
    expect(checkOf(failCheck(begun, 't1', error), 'k', 'task-relevance')?.status).toEqual({ kind: 'failed', error });
    expect(failCheck(NONE, 't1', error)).toBe(NONE);
  });
});
