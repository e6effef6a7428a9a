import { isSurvival, type Answer, type RunResult } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en.ts';
import { score } from '../messages/numbers.ts';

/** The answer of a result in a few words: the class with the highest score, or the risk and where it lies. */
export function answerText({ answer }: Pick<RunResult, 'answer'>): string {
  return isSurvival(answer)
    ? en.result.riskIs(riskText(answer.risk), answer.reference?.lowerShare ?? null)
    : topClass(answer);
}

function topClass({ classes, scores, spread }: Exclude<Answer, { risk: number }>): string {
  const top = scores.reduce((best, value, i) => (value > (scores[best] ?? -Infinity) ? i : best), 0);
  const sd = spread && spread.repeats > 1 ? spread.scoresSd[top] : undefined;
  const value = score(scores[top] ?? NaN);
  return `${classes[top] ?? ''} ${sd === undefined ? value : en.result.withSpread(value, score(sd))}`;
}

/** A risk with three decimals and a true minus sign. */
export function riskText(risk: number): string {
  return risk.toFixed(3).replace('-', '−');
}
