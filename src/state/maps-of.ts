import type { KeptResult } from './slide-results.ts';
import { NO_QUESTIONS, isNothing } from './what-if-questions.ts';

/**
 * What the maps of a result are of, while a question is asked of it: of that question; of the one before, whose answer is the last there is; or of
 * the full slide, because nothing was answered yet, because the answer was read from a file, which holds no maps of questions, or because
 * a pane was set to them.
 */
export type MapsOf = 'question' | 'question-before' | 'full-unanswered' | 'full-from-file' | 'full-chosen';

/** What the maps of a kept result are of; null while nothing is asked of it. Goes with `resultAsAsked`. */
export function mapsOf({ questions }: Pick<KeptResult, 'questions'>, isFullChosen: boolean): MapsOf | null {
  const { asked, answered } = questions ?? NO_QUESTIONS;
  if (isNothing(asked)) return null;
  if (isFullChosen) return 'full-chosen';
  const isAnswered = answered?.set === asked;
  if (!answered?.maps) return isAnswered ? 'full-from-file' : 'full-unanswered';
  return isAnswered ? 'question' : 'question-before';
}

/** Whether they are those of another question than the one that is asked, or of none: what the window says beside them. */
export function isOfOther(of: MapsOf | null): of is Exclude<MapsOf, 'question'> {
  return of !== null && of !== 'question';
}
