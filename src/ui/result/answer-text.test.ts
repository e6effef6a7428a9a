import { describe, expect, it } from 'vitest';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import type { SurvivalAnswer } from '#core/result/run-result.ts';
import { answerText, extentText } from './answer-text.ts';

const survival = fakeSurvivalResult().answer as SurvivalAnswer;

describe('an answer in a few words', () => {
  it('is the class with the highest score', () => {
    expect(answerText(fakeResult())).toBe('yes 0.880');
  });

  it('has its spread where something was drawn more than once', () => {
    const answer = { classes: ['a', 'b'], logits: [1, 0], scores: [0.7, 0.3] };
    const drawn = (repeats: number) => ({ answer: { ...answer, spread: { scoresSd: [0.05, 0.05], repeats } } });
    expect(answerText(drawn(5))).toBe('a 0.700 ± 0.050');
    expect(answerText(drawn(1))).toBe('a 0.700');
  });

  it('is the risk and where it lies', () => {
    expect(answerText({ answer: survival })).toBe('risk −2.426, above 60 %');
    expect(answerText({ answer: { ...survival, reference: null } })).toBe('risk −2.426');
    const cox = { ...survival, bins: [], hazards: [], survival: [], risk: 0.5, reference: null };
    expect(answerText({ answer: cox })).toBe('log-risk 0.500');
  });
});

describe('how much was read', () => {
  it('is told in what the model reads', () => {
    expect(extentText(fakeResult())).toBe('4 patches');
    expect(extentText(fakeSurvivalResult())).toBe('4 patches with 64 finer');
    const sampling = { scope: 'region', mode: 'draw', samples: 5, repeats: 1, fields: [] } as const;
    expect(extentText({ ...fakeResult(), sampling, patches: fakeResult().patches.slice(1, 2) })).toBe('1 image');
  });
});
