import type { SurvivalAnswer } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { percent } from '../messages/numbers.ts';
import { riskText } from '../result/answer-text.ts';
import s from './Compared.module.css';
import { changePercent, changeText } from './question-text.ts';

/** Of the drawing, in its own units: one is a CSS pixel where the panel has its full width. */
const WIDTH = 288;
const HEIGHT = 132;
const LEFT = 38;
const RIGHT = 6;
const TOP = 6;
const BOTTOM = 30;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
/** More names than this do not fit under the axis. */
const MOST_NAMES = 6;

/** Risk and survival of the full slide and to the question: figures, and the two curves over one another. */
export function SurvivalCompared({
  full,
  now,
}: {
  readonly full: SurvivalAnswer;
  readonly now: SurvivalAnswer | null;
}) {
  const isCox = full.bins.length === 0;
  return (
    <>
      {isCox ? null : <Curves full={full} now={now} />}
      <div className={s['scroll']}>
        <table className={s['table']}>
          <thead>
            <tr>
              <td />
              <th scope="col">{text.whatIf.fullSlide}</th>
              <th scope="col">{text.whatIf.now}</th>
              <th scope="col">{text.whatIf.difference}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{isCox ? text.survival.logRisk : text.survival.risk}</th>
              <td>{riskText(full.risk)}</td>
              <td className={s['now']}>{now ? riskText(now.risk) : '–'}</td>
              <td>{now ? changeText(now.risk - full.risk) : '–'}</td>
            </tr>
            {full.bins.map((name, k) => {
              const before = full.survival[k] ?? NaN;
              const after = now?.survival[k];
              return (
                <tr key={k}>
                  <th scope="row">{text.whatIf.survivalBy(name)}</th>
                  <td>{percent(before, 1)}</td>
                  <td className={s['now']}>{after === undefined ? '–' : percent(after, 1)}</td>
                  <td>{after === undefined ? '–' : changePercent(after - before)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {isCox ? null : <p className={s['note']}>{text.whatIf.inPoints}</p>}
    </>
  );
}

/** Both curves as steps, bins equally wide; the table below says the same. */
function Curves({ full, now }: { readonly full: SurvivalAnswer; readonly now: SurvivalAnswer | null }) {
  const { bins, unit } = full;
  const xAt = (bin: number) => LEFT + (bin / bins.length) * PLOT_WIDTH;
  const yAt = (share: number) => TOP + (1 - share) * PLOT_HEIGHT;
  const steps = ({ survival }: SurvivalAnswer) =>
    `M${LEFT} ${yAt(1)}${survival.map((share, k) => `H${xAt(k + 1)}V${yAt(share)}`).join('')}`;
  const every = Math.ceil(bins.length / MOST_NAMES);
  return (
    <figure aria-hidden="true">
      <svg className={s['plot']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line className={s['grid']} x1={LEFT} x2={WIDTH - RIGHT} y1={yAt(share)} y2={yAt(share)} />
            <text className={s['tick']} x={LEFT - 6} y={yAt(share)} dy="0.35em" textAnchor="end">
              {percent(share)}
            </text>
          </g>
        ))}
        {bins.map((name, k) =>
          k % every === 0 ? (
            <text key={k} className={s['tick']} x={xAt(k + 0.5)} y={yAt(0) + 14} textAnchor="middle">
              {name}
            </text>
          ) : null,
        )}
        <text className={s['tick']} x={LEFT + PLOT_WIDTH / 2} y={HEIGHT - 2} textAnchor="middle">
          {text.survival.time(unit)}
        </text>
        <line className={s['axis']} x1={LEFT} x2={WIDTH - RIGHT} y1={yAt(0)} y2={yAt(0)} />
        {now ? <path className={s['curveNow']} d={steps(now)} /> : null}
        <path className={s['curveFull']} d={steps(full)} />
      </svg>
      <figcaption className={s['key']}>
        <span>
          <svg viewBox="0 0 24 8">
            <line className={s['curveFull']} x1="0" x2="24" y1="4" y2="4" />
          </svg>
          {text.whatIf.fullSlide}
        </span>
        <span>
          <svg viewBox="0 0 24 8">
            <line className={s['curveNow']} x1="0" x2="24" y1="4" y2="4" />
          </svg>
          {text.whatIf.now}
        </span>
      </figcaption>
    </figure>
  );
}
