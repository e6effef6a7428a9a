import { expect, it } from 'vitest';
import type { RunCoverage } from '#core/result/run-result.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { changeText, coverageMark, coverageText, coveredShare } from './anytime-text.ts';
import { drawnLines, heightRange } from './settling-lines.ts';

const covering = (coverage: RunCoverage, of = fakeResult()) => ({ ...of, run: { ...of.run, coverage } });
const soFar: RunCoverage = { done: 240, planned: 2040, lastChange: 0.0123, isStopped: false };
const stopped: RunCoverage = { ...soFar, done: 775, isStopped: true };

it('says what an answer rests on', () => {
  expect(coverageText(covering(soFar), true, [])).toBe('So far, from 240 of 2,040 patches.');
  expect(coverageText(covering(soFar), false, [])).toBe('Not finished: from 240 of 2,040 patches.');
  expect(coverageText(covering(stopped), false, [])).toBe('Stopped at 37 %: 775 of 2,040 patches.');
  expect(coverageText(covering(stopped, fakeSurvivalResult()), false, [])).toContain('of 2,040 low-resolution patches');
  expect(coverageText(covering(stopped, fakeSamplingResult()), false, [])).toContain('of 2,040 draws');
  const overFields = { ...stopped, fields: { done: 6, planned: 30 } };
  expect(coverageText(covering(overFields, fakeSamplingResult()), false, [])).toBe(
    'Stopped at 37 %: 775 of 2,040 draws. That is all draws of 6 of 30 fields; in the rest nothing was looked at.',
  );
  expect(coverageMark(covering(stopped).run, false)).toBe('stopped at 37 %');
});

it('of a whole result says so only where there were answers on the way', () => {
  expect(coverageText(fakeResult(), false, [])).toBeNull();
  expect(coverageText(fakeResult(), false, [{ done: 9, planned: 9, figures: [0, 1] }])).toBe('From all 9 patches.');
});

it('never rounds to all or to nothing', () => {
  expect(coveredShare({ done: 9999, planned: 10_000 })).toBe('99 %');
  expect(coveredShare({ done: 1, planned: 10_000 })).toBe('1 %');
});

it('says the last change with what it is a change over', () => {
  const points = [0.5, 0.55, 0.5503].map((score, i) => ({
    done: 10 * (i + 1),
    planned: 100,
    figures: [1 - score, score],
  }));
  expect(changeText(covering(soFar), points.slice(0, 2))).toBe(
    'The scores changed by up to 0.050 over the last tenth.',
  );
  expect(changeText(covering(soFar), points)).toBe('The scores changed by less than 0.001 over the last tenth.');
  expect(changeText(covering(soFar), [])).toBe('The scores changed by up to 0.012 since the answer before.');
  expect(changeText(fakeResult(), points.slice(0, 1))).toBeNull();
  const survival = covering({ ...soFar, lastChange: 0.0512 }, fakeSurvivalResult());
  expect(changeText(survival, [])).toBe(
    'The survival curve changed by up to 5.1 percentage points since the answer before.',
  );
});

it('draws the highest classes and some of many times, and a log-risk on a scale of its own', () => {
  const classes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const scores = [0.05, 0.3, 0.1, 0.25, 0.2, 0.1];
  expect(drawnLines({ classes, logits: [], scores }).map(({ name }) => name)).toEqual(['b', 'c', 'd', 'e']);
  const none = { hazards: [], survival: [], risk: 0.2, reference: null };
  const bins = Array.from({ length: 10 }, (_, i) => `${i}`);
  const times = drawnLines({ ...none, bins, unit: 'years' });
  expect(times.map(({ name }) => name)).toEqual(['0 years', '3 years', '6 years', '9 years']);
  const cox = { ...none, bins: [], unit: '' };
  expect(heightRange(cox, [{ done: 1, planned: 2, figures: [-1.2] }])).toEqual([-2, 1]);
  expect(heightRange({ classes, logits: [], scores }, [])).toEqual([0, 1]);
});
