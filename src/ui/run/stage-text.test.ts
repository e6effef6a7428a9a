import { expect, it } from 'vitest';
import type { RunStage } from '#state/run-progress.ts';
import { stageShare, stageText } from './stage-text.ts';

const STAGES: readonly RunStage[] = [
  { stage: 'starting' },
  { stage: 'model', what: 'loading', doneBytes: 1, totalBytes: 2 },
  { stage: 'model', what: 'verifying', doneBytes: 2, totalBytes: 2 },
  { stage: 'tissue' },
  { stage: 'encode', done: 0, total: 10, patchesPerSecond: null, secondsLeft: null, holes: 0 },
  { stage: 'encode', done: 10, total: 10, patchesPerSecond: 3, secondsLeft: 0, holes: 0 },
  { stage: 'head', step: 0, steps: 4 },
  { stage: 'head', step: 4, steps: 4 },
];

it('never moves the bar backwards, and ends full', () => {
  const shares = STAGES.map(stageShare);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBe(1);
});

it('does not divide by nothing', () => {
  expect(stageShare({ stage: 'model', what: 'loading', doneBytes: 0, totalBytes: 0 })).toBeGreaterThan(0);
  expect(stageShare({ stage: 'encode', done: 0, total: 0, patchesPerSecond: null, secondsLeft: null, holes: 0 })).toBeLessThan(1); // prettier-ignore
});

it('says each stage in words', () => {
  expect(STAGES.map(stageText)[4]).toBe('Reading patches, 0 of 10');
  expect(new Set(STAGES.map(stageText)).size).toBe(STAGES.length);
});
