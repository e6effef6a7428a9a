import { expect, it } from 'vitest';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { lastChangeOf, withPoint, type SettlingPoint } from './settling.ts';

const at = (done: number, score: number, planned = 100) =>
  fakeResult({
    answer: { classes: ['no', 'yes'], logits: [0, 0], scores: [1 - score, score] },
    run: { ...fakeResult().run, coverage: { done, planned, lastChange: null, isStopped: false } },
  });
const none: readonly SettlingPoint[] = [];

it('follows the scores, and says how much they changed over how much of the plan', () => {
  const points = [at(10, 0.6), at(25, 0.9)].reduce(withPoint, none);
  expect(points).toEqual([
    { done: 10, planned: 100, figures: [0.4, 0.6] },
    { done: 25, planned: 100, figures: [1 - 0.9, 0.9] },
  ]);
  expect(lastChangeOf(points)?.change).toBeCloseTo(0.3, 12);
  expect(lastChangeOf(points)?.over).toBeCloseTo(0.15, 12);
  expect(lastChangeOf(points.slice(1))).toBeNull();
});

it('does not take almost the same answer for one that has settled', () => {
  const points = [at(20, 0.6), at(40, 0.8), at(41, 0.8)].reduce(withPoint, none);
  const last = lastChangeOf(points);
  expect([last?.change, last?.over]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.21, 12)]);
  expect(lastChangeOf(points.slice(1))).toBeNull();
});

it('ends with a complete result at all that was planned; a complete result alone has nothing to settle from', () => {
  const complete = fakeResult();
  expect(withPoint(withPoint(none, at(40, 0.8)), complete).at(-1)).toEqual({
    done: 100,
    planned: 100,
    figures: [0.12, 0.88],
  });
  expect(withPoint(none, complete)).toEqual([]);
});

it('drops what cannot be on the way to it: another plan, or as far on already', () => {
  const points = [at(40, 0.8), at(60, 0.7)].reduce(withPoint, none);
  expect(withPoint(points, at(60, 0.75)).map(({ done }) => done)).toEqual([40, 60]);
  expect(withPoint(points, at(50, 0.75)).map(({ done }) => done)).toEqual([40, 50]);
  expect(withPoint(points, at(70, 0.75, 120)).map(({ done }) => done)).toEqual([70]);
});

it('follows survival at the end of each bin, and a Cox model’s log-risk', () => {
  const coverage = { done: 1, planned: 4, lastChange: null, isStopped: true };
  const survival = fakeSurvivalResult();
  const run = { ...survival.run, coverage };
  const figures = withPoint(none, { ...survival, run })[0]?.figures ?? [];
  expect(figures.map((value) => Number(value.toFixed(4)))).toEqual([0.9, 0.72, 0.504, 0.3024]);
  const answer = { bins: [], unit: 'months', hazards: [], survival: [], risk: -0.5, reference: null };
  expect(withPoint(none, { answer, run })[0]?.figures).toEqual([-0.5]);
});
