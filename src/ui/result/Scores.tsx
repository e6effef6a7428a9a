import type { ClassAnswer, RunResult } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { duration, score, significant } from '../messages/numbers.ts';
import { extentText } from './answer-text.ts';
import s from './Scores.module.css';

/** The slide-level answer: one score per class, with the logit it comes from. */
export function Scores({
  result,
  answer,
  question,
  isRunning,
}: {
  readonly result: RunResult;
  readonly answer: ClassAnswer;
  readonly question: string | null;
  /** The answer so far of a run in progress. */
  readonly isRunning: boolean;
}) {
  const { classes, logits, scores } = answer;
  const highest = Math.max(...scores);
  return (
    <section aria-label={isRunning ? text.anytime.scores : text.result.scores} data-provisional={isRunning}>
      {question === null ? null : <p className={s['question']}>{question}</p>}
      <ul className={s['list']}>
        {classes.map((name, i) => {
          const value = scores[i] ?? 0;
          return (
            <li key={name} className={s['row']} data-highest={value === highest}>
              <span className={s['name']}>{name}</span>
              <span className={s['score']}>{score(value)}</span>
              <svg className={s['bar']} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width="100" height="1" className={s['track'] ?? ''} />
                <rect width={value * 100} height="1" className={s['fill'] ?? ''} />
              </svg>
              <span className={s['logit']}>
                {text.result.logit} {significant(logits[i] ?? 0)}
              </span>
            </li>
          );
        })}
      </ul>
      <p className={s['note']}>
        <span>{isRunning ? text.anytime.provisional : text.result.notCalibrated}</span>
        <span>{text.result.doneIn(extentText(result), duration(result.timings.totalSeconds))}</span>
      </p>
    </section>
  );
}
