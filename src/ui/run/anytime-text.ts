import { isSurvival, type RunCoverage, type RunResult } from '#core/result/run-result.ts';
import { lastChangeOf, type SettlingPoint } from '#state/settling.ts';
import { text } from '#ui/messages/text.ts';
import { percent, score } from '../messages/numbers.ts';

/** A thousandth: of a score its last decimal, of survival a tenth of a percentage point. */
const SMALLEST = 0.001;

/** What of the plan an answer rests on, as a whole per cent: never all of it, and never nothing. */
export function coveredShare({ done, planned }: Pick<RunCoverage, 'done' | 'planned'>): string {
  return percent(Math.min(0.99, Math.max(0.01, Math.floor((100 * done) / planned) / 100)));
}

/** All that was planned: patches, the coarser ones of two scales, or draws. */
export function plannedText({ run, sampling }: Pick<RunResult, 'run' | 'sampling'>, planned: number): string {
  if (sampling) return text.anytime.draws(planned);
  return (run.plan.scale === undefined ? text.anytime.patches : text.anytime.coarse)(planned);
}

/** What an answer rests on: so far, where it was stopped, or all. Null where that goes without saying. */
export function coverageText(
  result: Pick<RunResult, 'run' | 'sampling'>,
  isRunning: boolean,
  settling: readonly SettlingPoint[],
): string | null {
  const words = text.anytime;
  const { coverage } = result.run;
  if (!coverage) {
    const last = settling.at(-1);
    return last ? words.all(plannedText(result, last.planned)) : null;
  }
  const { done, planned, fields, isStopped } = coverage;
  const of = plannedText(result, planned);
  const stopped = () => (isStopped ? words.stopped(coveredShare(coverage), done, of) : words.unfinished(done, of));
  const rests = isRunning ? words.soFar(done, of) : stopped();
  return fields ? words.withFields(rests, fields.done, fields.planned) : rests;
}

/** How far the answer has settled, as a figure; null where no answer came before it. */
export function changeText(
  { answer, run }: Pick<RunResult, 'answer' | 'run'>,
  settling: readonly SettlingPoint[],
): string | null {
  const words = text.anytime;
  const last = lastChangeOf(settling);
  const change = last?.change ?? run.coverage?.lastChange ?? null;
  if (change === null) return null;
  const over = last ? overText(last.over) : words.sinceBefore;
  if (!isSurvival(answer)) return words.changedScores(amountText(change, score), over);
  return answer.bins.length > 0
    ? words.changedSurvival(amountText(change, words.points), over)
    : words.changedLogRisk(amountText(change, score), over);
}

/** As fine as a score is shown; a smaller change is not said to be none. */
function amountText(change: number, asText: (value: number) => string): string {
  return change < SMALLEST ? text.anytime.lessThan(asText(SMALLEST)) : text.anytime.upTo(asText(change));
}

function overText(share: number): string {
  return Math.round(share * 10) === 1 ? text.anytime.overTenth : text.anytime.overShare(share);
}

/** In as few words as fit a list; null for a result that rests on all that was planned. */
export function coverageMark({ coverage }: RunResult['run'], isRunning: boolean): string | null {
  if (!coverage) return null;
  return (isRunning ? text.anytime.soFarMark : text.anytime.stoppedMark)(coveredShare(coverage));
}
