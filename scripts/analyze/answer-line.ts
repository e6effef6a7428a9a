import { isSurvival, type Answer, type SurvivalAnswer } from '#core/result/run-result.ts';

const DIGITS = 4;

/** The slide-level answer in one line, for whoever watches a run without a window; the result file has all of it. */
export function answerLine(answer: Answer): string {
  if (isSurvival(answer)) return survivalLine(answer);
  const scores = answer.classes.map((name, i) => `${name} ${figure(answer.scores[i])}`);
  return `scores (not calibrated): ${scores.join(', ')}`;
}

function survivalLine({ bins, unit, hazards, risk, reference }: SurvivalAnswer): string {
  const parts = [`risk ${figure(risk)} (higher is worse, not calibrated)`];
  if (reference)
    parts.push(
      `higher than ${Math.round(reference.lowerShare * reference.count)} of ${reference.count}: ${reference.on}`,
    );
  if (bins.length > 0)
    parts.push(`hazards by ${unit}: ${bins.map((bin, i) => `${bin} ${figure(hazards[i])}`).join(', ')}`);
  return parts.join('; ');
}

function figure(value: number | undefined): string {
  return (value ?? NaN).toFixed(DIGITS);
}
