import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import type { SurvivalAnswer } from '#core/result/run-result.ts';
import type { WhatIfRegion, WhatIfSet } from '#core/result/questions.ts';
import { answerSentences, changePercent, changeText, questionLead, tookText } from './question-text.ts';

const region = (effect: WhatIfRegion['effect'], id = effect): WhatIfRegion => ({
  id,
  effect,
  shape: { kind: 'rectangle', rect: level0Rect(0, 0, 1, 1) },
});
const asked = (regions: WhatIfRegion[], count?: number): WhatIfSet => ({
  regions,
  withoutTop: count === undefined ? null : { map: 'task-relevance', count },
});
const scores = (tumour: number) => ({ classes: ['normal', 'tumour'], logits: [0, 0], scores: [1 - tumour, tumour] });
const survival = (risk: number): SurvivalAnswer => ({
  bins: [],
  unit: 'months',
  hazards: [],
  survival: [],
  risk,
  reference: null,
});

describe('how an answer was worked out', () => {
  it('says on what where that is not what the result was made on', () => {
    expect(tookText({ seconds: 0.12 })).toBe('answered in 120 ms');
    expect(tookText({ seconds: 0.12, ranOn: 'wasm' })).toBe(
      'answered in 120 ms, on another back end than the result: CPU (WASM)',
    );
  });
});

describe('a question in words', () => {
  it.each([
    [asked([region('exclude')]), 'Without the marked region'],
    [asked([region('exclude', 'exclude'), region('exclude', 'exclude')]), 'Without the 2 marked regions'],
    [asked([region('keep')]), 'With nothing but the marked region'],
    [asked([region('keep'), region('exclude')]), 'With the kept regions alone, less what is left out,'],
    [
      asked([region('keep'), region('exclude')], 3),
      'With the kept regions alone, less what is left out, and without the 3 highest of what is left,',
    ],
    [asked([], 10), 'Without the 10 highest by task relevance'],
    [asked([region('exclude')], 3), 'Without the marked region, and without the 3 highest of what is left,'],
  ])('%#', (set, lead) => {
    expect(questionLead(set)).toBe(lead);
  });
});

describe('what a question changes, in words', () => {
  const without = asked([region('exclude')]);

  it('the score of the class that the model looks for, and who leads now', () => {
    expect(answerSentences(without, scores(0.97), scores(0.41), 1)).toEqual([
      'Without the marked region the score for tumour falls from 0.97 to 0.41.',
      'The highest score is now that of normal, 0.59.',
    ]);
    expect(answerSentences(without, scores(0.02), scores(0.3), 1)).toEqual([
      'Without the marked region the score for tumour rises from 0.02 to 0.30.',
    ]);
  });

  it('of the leading class where the model looks for none', () => {
    expect(answerSentences(without, scores(0.2), scores(0.1), null)).toEqual([
      'Without the marked region the score for normal rises from 0.80 to 0.90.',
    ]);
  });

  it('next to no change is told as such, by the figures of the table', () => {
    const sentence = (before: number, after: number) => answerSentences(without, scores(before), scores(after), 1)[0];
    expect(sentence(0.975, 0.974)).toBe(
      'Without the marked region the score for tumour hardly changes: 0.974, before 0.975.',
    );
    expect(sentence(0.9751, 0.9749)).toBe('Without the marked region the score for tumour stays at 0.975.');
    expect(sentence(0.9748, 0.9696)).toContain('falls from 0.975 to 0.970');
  });

  it('a risk, which is worse the higher it is', () => {
    expect(answerSentences(without, survival(-2.31), survival(-1.9), null)).toEqual([
      'Without the marked region the risk rises from −2.310 to −1.900 (higher is worse).',
    ]);
    expect(answerSentences(without, survival(-2.31), survival(-2.311), null)).toEqual([
      'Without the marked region the risk hardly changes: −2.311, before −2.310 (higher is worse).',
    ]);
    expect(answerSentences(without, survival(-2.31), survival(-2.3102), null)).toEqual([
      'Without the marked region the risk stays at −2.310.',
    ]);
  });
});

describe('a change', () => {
  it('of shares is told in per cent', () => {
    expect([0.0691, -0.0064, 0.0002, 0].map(changePercent)).toEqual(['+6.9 %', '−0.6 %', '< 0.1 %', '0.0 %']);
  });

  it.each([
    [0.1234, '+0.123'],
    [-0.1234, '−0.123'],
    [-0.0002, '< 0.001'],
    [-0.0006, '−0.001'],
    [-1e-8, '0.000'],
  ])('%s is written %s', (change, words) => {
    expect(changeText(change)).toBe(words);
  });
});
