import { isSurvival } from '#core/result/run-result.ts';
import type { Answer, ClassAnswer, SurvivalAnswer } from '#core/result/run-result.ts';
import type { WhatIfSet } from '#core/result/questions.ts';
import type { Answered } from '#state/what-if-questions.ts';
import { text } from '#ui/messages/text.ts';
import { percent, score } from '../messages/numbers.ts';
import { riskText } from '../result/answer-text.ts';

/** A score or risk that changes by less hardly changes. */
const LEAST_CHANGE = 0.005;

/** A thousandth: of a score the last decimal that is written, of a share a tenth of a per cent. */
const SMALLEST = 0.001;

/** What float32 sums of the same patches differ by: no change. */
const ROUNDING = 1e-6;

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

/** How long an answer took; and on what it was worked out, where that is not what the result was made on. */
export function tookText({ seconds, ranOn }: Pick<Answered, 'seconds' | 'ranOn'>): string {
  const took = text.whatIf.took(Math.round((seconds ?? 0) * 1000));
  return ranOn ? text.whatIf.ranOn(took, ranOn === 'webgpu' ? text.model.gpu : text.model.cpu) : took;
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
  const [before, after] = [full.scores[told] ?? NaN, now.scores[told] ?? NaN];
  const sentence = isSmall(before, after)
    ? smallChange(score(before), score(after), {
        stays: (same) => whatIf.scoreStays(lead, name, same),
        hardly: (from, to) => whatIf.scoreHardly(lead, name, from, to),
      })
    : (after < before ? whatIf.scoreFalls : whatIf.scoreRises)(lead, name, ...apart(before, after));
  if (is === was) return [sentence];
  return [sentence, whatIf.nowHighest(now.classes[is] ?? '', (now.scores[is] ?? NaN).toFixed(2))];
}

function riskSentence(lead: string, full: SurvivalAnswer, now: SurvivalAnswer): string {
  const { whatIf } = text;
  const [before, after] = [riskText(full.risk), riskText(now.risk)];
  if (isSmall(full.risk, now.risk))
    return smallChange(before, after, {
      stays: (same) => whatIf.riskStays(lead, same),
      hardly: (from, to) => whatIf.riskHardly(lead, from, to),
    });
  return (now.risk < full.risk ? whatIf.riskFalls : whatIf.riskRises)(lead, before, after);
}

function isSmall(before: number, after: number): boolean {
  return Math.abs(after - before) < LEAST_CHANGE;
}

/** A small change is told by the figures of the table: where they are the same, that it stays. */
function smallChange(
  before: string,
  after: string,
  words: { readonly stays: (same: string) => string; readonly hardly: (from: string, to: string) => string },
): string {
  return before === after ? words.stays(after) : words.hardly(before, after);
}

/** Two scores with two decimals, or with three where two do not tell them apart. */
function apart(before: number, after: number): [string, string] {
  const short: [string, string] = [before.toFixed(2), after.toFixed(2)];
  return short[0] === short[1] ? [before.toFixed(3), after.toFixed(3)] : short;
}

function highest(scores: readonly number[]): number {
  return scores.reduce((best, value, i) => (value > (scores[best] ?? -Infinity) ? i : best), 0);
}

/** A difference of two shares, as points of per cent with one decimal; one that is there but rounds to nothing is less than the last. */
export function changePercent(change: number): string {
  return signed(change, (size) => percent(size, 1));
}

/** A difference with its sign and three decimals; one that is there but rounds to nothing is less than the last. */
export function changeText(change: number): string {
  return signed(change, score);
}

function signed(change: number, asText: (size: number) => string): string {
  const size = Math.abs(change);
  if (size < ROUNDING) return asText(0);
  if (size < SMALLEST / 2) return `< ${asText(SMALLEST)}`;
  return `${change < 0 ? '−' : '+'}${asText(size)}`;
}
