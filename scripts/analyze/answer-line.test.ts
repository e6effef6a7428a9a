import { expect, it } from 'vitest';
import { answerLine } from './answer-line.ts';

it('tells an answer in one line, whatever the model', () => {
  expect(answerLine({ classes: ['benign', 'carcinoma'], logits: [0, 1], scores: [0.26894, 0.73106] })).toBe(
    'scores (not calibrated): benign 0.2689, carcinoma 0.7311',
  );
  const hazards = { bins: ['0–1', 'over 1'], unit: 'months', hazards: [0.1, 0.5], survival: [0.9, 0.45], risk: -1.35 };
  expect(
    answerLine({ ...hazards, reference: { on: 'phantoms', count: 4, lowerShare: 0.75, risks: [-3, -2, -1.4, 0] } }),
  ).toBe(
    'risk -1.3500 (higher is worse, not calibrated); higher than 3 of 4: phantoms; hazards by months: 0–1 0.1000, over 1 0.5000',
  );
  expect(answerLine({ bins: [], unit: 'months', hazards: [], survival: [], risk: 0.25, reference: null })).toBe(
    'risk 0.2500 (higher is worse, not calibrated)',
  );
});
