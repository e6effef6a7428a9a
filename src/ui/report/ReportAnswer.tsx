import { isSurvival, type ClassAnswer, type RunResult, type SurvivalAnswer } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { count, duration, percent, score, significant } from '../messages/numbers.ts';
import { extentText, riskText } from '../result/answer-text.ts';
import { changeText, coverageText } from '../run/anytime-text.ts';
import s from './Report.module.css';

/** Rows of classes or times on the page; what is beyond is counted. */
const MOST_ROWS = 6;

/** What the model answered, with its uncertainty and how far the run came. */
export function ReportAnswer(props: {
  readonly result: RunResult;
  readonly question: string | null;
  readonly isPhantom: boolean;
}) {
  const { result, question, isPhantom } = props;
  const { answer, run, timings } = result;
  const isOfSurvival = isSurvival(answer);
  return (
    <section aria-label={text.report.answer}>
      <h2>{text.report.answer}</h2>
      {question === null ? null : <p className={s['question']}>{question}</p>}
      {isOfSurvival ? <Survival answer={answer} /> : <Classes answer={answer} />}
      <p className={s['soft']}>
        {text.phrases.sentences([
          isOfSurvival
            ? isPhantom
              ? text.survival.notCalibratedPhantom
              : text.survival.notCalibrated
            : text.report.notCalibrated,
          text.result.doneIn(extentText(result), duration(timings.totalSeconds)),
        ])}
      </p>
      {run.coverage ? (
        <p className={s['caution']}>
          {text.phrases.sentences(
            [coverageText(result, false, []), changeText(result, [])].filter((one) => one !== null),
          )}
        </p>
      ) : null}
    </section>
  );
}

function Classes({ answer: { classes, scores, logits, spread } }: { readonly answer: ClassAnswer }) {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const rows = classes.length > MOST_ROWS ? order.slice(0, MOST_ROWS) : Array.from(classes.keys());
  const [first] = order;
  return (
    <>
      <table className={s['scores']}>
        {rows.map((i) => {
          const value = scores[i] ?? NaN;
          const sd = spread && spread.repeats > 1 ? spread.scoresSd[i] : undefined;
          return (
            <tbody key={i} data-highest={i === first}>
              <tr>
                <th scope="row">{classes[i]}</th>
                <td className={s['figure']}>
                  {sd === undefined ? score(value) : text.result.withSpread(score(value), score(sd))}
                </td>
              </tr>
              <tr>
                <td className={s['meter']}>
                  <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                    <rect width="100" height="1" fill="#e4e4e6" />
                    <rect width={100 * value} height="1" fill="#3a3a3e" />
                  </svg>
                </td>
                <td className={s['soft']}>
                  {text.result.logit} {significant(logits[i] ?? NaN)}
                </td>
              </tr>
            </tbody>
          );
        })}
      </table>
      {classes.length > rows.length ? (
        <p className={s['soft']}>{text.report.moreClasses(classes.length - rows.length)}</p>
      ) : null}
      {spread && spread.repeats > 1 ? <p className={s['soft']}>{text.report.spread(spread.repeats)}</p> : null}
    </>
  );
}

function Survival({ answer }: { readonly answer: SurvivalAnswer }) {
  const { bins, unit, hazards, survival, risk, reference } = answer;
  const isCox = bins.length === 0;
  return (
    <>
      <p className={s['risk']}>
        {isCox ? text.survival.logRisk : text.survival.risk} <strong>{riskText(risk)}</strong>
      </p>
      <p className={s['soft']}>{isCox ? text.survival.cox : text.survival.riskRange(bins.length)}</p>
      {reference ? (
        <p>
          {text.survival.higherThan(
            Math.round(reference.lowerShare * reference.count),
            reference.count,
            percent(reference.lowerShare),
            reference.on,
          )}
        </p>
      ) : null}
      {isCox ? null : (
        <table className={s['times']}>
          <thead>
            <tr>
              <th scope="col">{text.survival.bin(unit)}</th>
              {bins.slice(0, MOST_ROWS).map((bin) => (
                <th key={bin} scope="col">
                  {bin}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(
              [
                [text.survival.hazard, hazards],
                [text.survival.survival, survival],
              ] as const
            ).map(([name, values]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {values.slice(0, MOST_ROWS).map((value, i) => (
                  <td key={i}>{percent(value, 1)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {bins.length > MOST_ROWS ? (
        <p className={s['soft']}>{text.report.moreTimes(count(bins.length - MOST_ROWS))}</p>
      ) : null}
    </>
  );
}
