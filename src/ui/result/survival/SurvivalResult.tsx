import type { RunResult, SurvivalAnswer } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { duration, percent } from '../../messages/numbers.ts';
import { extentText, riskText } from '../answer-text.ts';
import { RiskAmongOthers } from './RiskAmongOthers.tsx';
import { SurvivalCurve } from './SurvivalCurve.tsx';
import s from './SurvivalResult.module.css';

/** The slide-level answer of a survival model: its risk, where that lies among others, and the curve that it comes from. */
export function SurvivalResult(props: {
  readonly result: RunResult;
  readonly answer: SurvivalAnswer;
  readonly question: string | null;
  readonly isPhantom: boolean;
  /** The answer so far of a run in progress. */
  readonly isRunning: boolean;
}) {
  const { result, answer, question, isRunning } = props;
  const isCox = answer.bins.length === 0;
  return (
    <section
      className={s['answer']}
      aria-label={isRunning ? text.anytime.survival : text.survival.region}
      data-provisional={isRunning}
    >
      {question === null ? null : <p className={s['question']}>{question}</p>}
      <div>
        <p className={s['risk']}>
          <span>{isCox ? text.survival.logRisk : text.survival.risk}</span>
          <span className={s['figure']}>{riskText(answer.risk)}</span>
        </p>
        <p className={s['faint']}>{isCox ? text.survival.cox : text.survival.riskRange(answer.bins.length)}</p>
      </div>
      {answer.reference ? <RiskAmongOthers risk={answer.risk} reference={answer.reference} /> : null}
      {isCox ? null : (
        <>
          <SurvivalCurve answer={answer} />
          <Figures answer={answer} />
        </>
      )}
      <p className={s['note']}>
        <span>
          {isRunning
            ? text.anytime.provisional
            : props.isPhantom
              ? text.survival.notCalibratedPhantom
              : text.survival.notCalibrated}
        </span>
        <span className={s['extent']}>
          {text.result.doneIn(extentText(result), duration(result.timings.totalSeconds))}
        </span>
      </p>
    </section>
  );
}

/** What the curve shows, as numbers; what a screen reader reads in its place. */
function Figures({ answer }: { readonly answer: SurvivalAnswer }) {
  return (
    <div className={s['scroll']}>
      <table className={s['table']}>
        <thead>
          <tr>
            <th scope="col">{text.survival.bin(answer.unit)}</th>
            <th scope="col" title={text.survival.hazardLong}>
              {text.survival.hazard}
            </th>
            <th scope="col" title={text.survival.survivalLong}>
              {text.survival.survival}
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.bins.map((name, k) => (
            <tr key={k}>
              <th scope="row">{name}</th>
              <td>{percent(answer.hazards[k] ?? NaN, 1)}</td>
              <td>{percent(answer.survival[k] ?? NaN, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
