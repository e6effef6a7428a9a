import { isSurvival, type ClassAnswer, type RunResult } from '#core/result/run-result.ts';
import { en } from '#ui/messages/en.ts';
import { score } from '../messages/numbers.ts';

/** The answer of a result in a few words: the class with the highest score, or the risk and where it lies. */
export function answerText({ answer }: Pick<RunResult, 'answer'>): string {
  if (!isSurvival(answer)) return topClass(answer);
  const { bins, risk, reference } = answer;
  const text = (bins.length > 0 ? en.survival.shortRisk : en.survival.shortLogRisk)(riskText(risk));
  return reference ? en.result.riskAbove(text, reference.lowerShare) : text;
}

function topClass({ classes, scores, spread }: ClassAnswer): string {
  const top = scores.reduce((best, value, i) => (value > (scores[best] ?? -Infinity) ? i : best), 0);
  const sd = spread && spread.repeats > 1 ? spread.scoresSd[top] : undefined;
  const value = score(scores[top] ?? NaN);
  return `${classes[top] ?? ''} ${sd === undefined ? value : en.result.withSpread(value, score(sd))}`;
}

/** How much of the slide was read. */
export function extentText({ patches, sampling, run }: Pick<RunResult, 'patches' | 'sampling' | 'run'>): string {
  if (sampling) return en.result.fieldExtent(patches.length);
  const { scale } = run.plan;
  return scale === undefined
    ? en.result.patchExtent(patches.length)
    : en.result.twoScaleExtent(patches.length, patches.length * scale ** 2);
}

/** A risk with three decimals and a true minus sign. */
export function riskText(risk: number): string {
  return risk.toFixed(3).replace('-', '−');
}
