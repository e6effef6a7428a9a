import { classColour } from '#core/heatmap/class-colours.ts';
import type { ClassAnswer, RunResult, Sampling } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { duration, score } from '#ui/messages/numbers.ts';
import s from './SpreadScores.module.css';

/** The answer of attention sampling: the mean score of each class over the draws, and how far the draws differ. */
export function SpreadScores(props: {
  readonly result: RunResult;
  readonly sampling: Sampling;
  readonly answer: ClassAnswer;
  readonly question: string | null;
  /** The answer so far of a run in progress. */
  readonly isRunning: boolean;
}) {
  const { result, sampling, answer, question, isRunning } = props;
  const { classes, scores, spread } = answer;
  const highest = Math.max(...scores);
  return (
    <section aria-label={isRunning ? text.anytime.scores : text.result.scores} data-provisional={isRunning}>
      {question === null ? null : <p className={s['question']}>{question}</p>}
      <ul className={s['list']}>
        {classes.map((name, i) => {
          const value = scores[i] ?? 0;
          const sd = spread?.scoresSd[i];
          return (
            <li key={name} className={s['row']} data-highest={value === highest}>
              <Swatch index={i} />
              <span className={s['name']}>{name}</span>
              <span className={s['score']}>
                {score(value)}
                {sd === undefined ? null : <span className={s['sd']}> ± {score(sd)}</span>}
              </span>
              <ScoreBar value={value} sd={sd ?? null} colour={classColour(i)} />
            </li>
          );
        })}
      </ul>
      <p className={s['spread']}>{spreadText(sampling, spread !== undefined)}</p>
      <p className={s['note']}>
        <span>{isRunning ? text.anytime.provisional : text.result.notCalibrated}</span>
        <span>
          {text.result.doneIn(text.result.fieldExtent(sampling.fields.length), duration(result.timings.totalSeconds))}
        </span>
      </p>
    </section>
  );
}

/** The colour of a class, as its marks have it. */
export function Swatch({ index }: { readonly index: number }) {
  return (
    <svg className={s['swatch']} viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" rx="2" fill={classColour(index)} />
    </svg>
  );
}

/** A score 0..1 with a whisker of one standard deviation to each side, without an end where it would leave 0..1. */
function ScoreBar({
  value,
  sd,
  colour,
}: {
  readonly value: number;
  readonly sd: number | null;
  readonly colour: string;
}) {
  const percent = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;
  return (
    <svg className={s['bar']} aria-hidden="true">
      <rect y="3" width="100%" height="4" className={s['track'] ?? ''} />
      <rect y="3" width={percent(value)} height="4" fill={colour} />
      {sd === null ? null : (
        <g className={s['whisker'] ?? ''}>
          <line x1={percent(value - sd)} x2={percent(value + sd)} y1="5" y2="5" />
          {value - sd > 0 ? <line x1={percent(value - sd)} x2={percent(value - sd)} y1="1" y2="9" /> : null}
          {value + sd < 1 ? <line x1={percent(value + sd)} x2={percent(value + sd)} y1="1" y2="9" /> : null}
        </g>
      )}
    </svg>
  );
}

function spreadText({ mode, repeats, fields }: Sampling, hasSpread: boolean): string {
  if (mode === 'most-attended') return text.sampling.noSpread;
  if (!hasSpread) return text.sampling.oneDraw;
  return fields.length > 1 ? text.sampling.spreadFields(repeats, fields.length) : text.sampling.spread(repeats);
}
