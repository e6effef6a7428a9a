import { isSurvival } from '#core/result/run-result.ts';
import type { Answer, ClassAnswer, SurvivalAnswer } from '#core/result/run-result.ts';
import type { WhatIfSet } from '#core/result/questions.ts';
import { text } from '#ui/messages/text.ts';
import { percent } from '../messages/numbers.ts';
import { riskText } from '../result/answer-text.ts';

/** A score that changes by less stays what it was; the table has the third decimal. */
const LEAST_CHANGE = 0.005;

/** The question in words, as the beginning of a sentence. */
export function questionLead({ regions, withoutTop }: WhatIfSet): string {
  const kept = regions.filter(({ effect }) => effect === 'keep').length;
  const leftOut = regions.length - kept;
  const { whatIf, result } = text;
  if (regions.length === 0 && withoutTop)
    return whatIf.withoutTopAlone(withoutTop.count, result.mapFull[withoutTop.map].toLowerCase());
  const lead =
    kept > 0 && leftOut > 0 ? whatIf.withOnlyLess : kept > 0 ? whatIf.withOnly(kept) : whatIf.without(leftOut);
  return withoutTop ? whatIf.andWithoutTop(lead, withoutTop.count) : lead;
}

/** What a question changes, in one sentence or two. @param positive index of the class that the model looks for; null where it has none */
export function answerSentences(set: WhatIfSet, full: Answer, now: Answer, positive: number | null): readonly string[] {
  const lead = questionLead(set);
  if (isSurvival(full) || isSurvival(now))
    return isSurvival(full) && isSurvival(now) ? [riskSentence(lead, full, now)] : [];
  return scoreSentences(lead, full, now, positive);
}

function scoreSentences(lead: string, full: ClassAnswer, now: ClassAnswer, positive: number | null): string[] {
  const { whatIf } = text;
  const was = highest(full.scores);
  const is = highest(now.scores);
  const told = positive ?? was;
  const name = full.classes[told] ?? '';
  const [before, after] = apart(full.scores[told] ?? NaN, now.scores[told] ?? NaN);
  const change = (now.scores[told] ?? NaN) - (full.scores[told] ?? NaN);
  const sentence =
    Math.abs(change) < LEAST_CHANGE
      ? whatIf.scoreStays(lead, name, (now.scores[told] ?? NaN).toFixed(2))
      : change < 0
        ? whatIf.scoreFalls(lead, name, before, after)
        : whatIf.scoreRises(lead, name, before, after);
  if (is === was) return [sentence];
  return [sentence, whatIf.nowHighest(now.classes[is] ?? '', (now.scores[is] ?? NaN).toFixed(2))];
}

function riskSentence(lead: string, full: SurvivalAnswer, now: SurvivalAnswer): string {
  const { whatIf } = text;
  const [before, after] = [riskText(full.risk), riskText(now.risk)];
  if (before === after) return whatIf.riskStays(lead, after);
  return now.risk < full.risk ? whatIf.riskFalls(lead, before, after) : whatIf.riskRises(lead, before, after);
}

/** Two scores with two decimals, or with three where two do not tell them apart. */
function apart(before: number, after: number): [string, string] {
  const short: [string, string] = [before.toFixed(2), after.toFixed(2)];
  return short[0] === short[1] ? [before.toFixed(3), after.toFixed(3)] : short;
}

function highest(scores: readonly number[]): number {
  return scores.reduce((best, value, i) => (value > (scores[best] ?? -Infinity) ? i : best), 0);
}

/** A difference of two shares, as points of per cent with one decimal. */
export function changePercent(change: number): string {
  const size = percent(Math.abs(change), 1);
  if (Math.abs(change) < 0.0005) return size;
  return change < 0 ? `−${size}` : `+${size}`;
}

/** A difference with its sign and three decimals; one that rounds to nothing has no sign. */
export function changeText(change: number): string {
  const size = Math.abs(change).toFixed(3);
  if (Number(size) === 0) return size;
  return change < 0 ? `−${size}` : `+${size}`;
}
