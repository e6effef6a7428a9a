import { isSurvival, type Answer } from '#core/result/run-result.ts';
import type { SettlingPoint } from '#state/settling.ts';
import { text } from '#ui/messages/text.ts';

/** One figure that is followed. */
export interface SettlingLine {
  readonly name: string;
  /** Index into the figures of a point. */
  readonly figure: number;
}

/** More than these lie over one another. */
const MOST_LINES = 4;

/** All figures of an answer, in order. */
export function allLines(answer: Answer): readonly SettlingLine[] {
  if (!isSurvival(answer)) return answer.classes.map((name, figure) => ({ name, figure }));
  const { bins, unit } = answer;
  if (bins.length === 0) return [{ name: text.survival.logRisk, figure: 0 }];
  return bins.map((bin, figure) => ({ name: `${bin} ${unit}`, figure }));
}

/** Those that are drawn: of classes the highest, of time bins some from first to last, in their order. */
export function drawnLines(answer: Answer): readonly SettlingLine[] {
  const all = allLines(answer);
  if (all.length <= MOST_LINES) return all;
  if (isSurvival(answer)) {
    const step = (all.length - 1) / (MOST_LINES - 1);
    const chosen = Array.from({ length: MOST_LINES }, (_, i) => Math.round(i * step));
    return all.filter(({ figure }) => chosen.includes(figure));
  }
  const highest = [...answer.scores.keys()].sort((a, b) => (answer.scores[b] ?? 0) - (answer.scores[a] ?? 0));
  const chosen = highest.slice(0, MOST_LINES);
  return all.filter(({ figure }) => chosen.includes(figure));
}

/** What the upright axis spans: 0 to 1 for scores and survival, so that small changes look small; of a log-risk one to each side. */
export function heightRange(answer: Answer, points: readonly SettlingPoint[]): readonly [number, number] {
  if (!isSurvival(answer) || answer.bins.length > 0) return [0, 1];
  const risks = [answer.risk, ...points.map(({ figures }) => figures[0] ?? answer.risk)];
  return [Math.floor(Math.min(...risks) - 0.5), Math.ceil(Math.max(...risks) + 0.5)];
}
