import { isSurvival, type ClassAnswer, type RunResult } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { score } from '../messages/numbers.ts';
import { plannedText } from '../run/anytime-text.ts';

/** The answer of a result in a few words: the class with the highest score, or the risk and where it lies. */
export function answerText({ answer }: Pick<RunResult, 'answer'>): string {
  if (!isSurvival(answer)) return topClass(answer);
  const { bins, risk, reference } = answer;
  const riskWords = (bins.length > 0 ? text.survival.shortRisk : text.survival.shortLogRisk)(riskText(risk));
  return reference ? text.result.riskAbove(riskWords, reference.lowerShare) : riskWords;
}

function topClass({ classes, scores, spread }: ClassAnswer): string {
  const top = scores.reduce((best, value, i) => (value > (scores[best] ?? -Infinity) ? i : best), 0);
  const sd = spread && spread.repeats > 1 ? spread.scoresSd[top] : undefined;
  const value = score(scores[top] ?? NaN);
  return `${classes[top] ?? ''} ${sd === undefined ? value : text.result.withSpread(value, score(sd))}`;
}

/** How much of the slide was read. */
export function extentText({ patches, sampling, run }: Pick<RunResult, 'patches' | 'sampling' | 'run'>): string {
  if (sampling) return text.result.fieldExtent(patches.length);
  const { plan, coverage } = run;
  const { scale } = plan;
  if (coverage) return text.anytime.extent(coverage.done, plannedText({ run }, coverage.planned));
  return scale === undefined
    ? text.result.patchExtent(patches.length)
    : text.result.twoScaleExtent(patches.length, patches.length * scale ** 2);
}

/** A risk with three decimals and a true minus sign. */
export function riskText(risk: number): string {
  return risk.toFixed(3).replace('-', '−');
}
