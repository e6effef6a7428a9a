import type { SurvivalAnswer } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { percent } from '../../messages/numbers.ts';
import s from './SurvivalCurve.module.css';

/** Of the drawing, in its own units: one is a CSS pixel where the panel has its full width. */
const WIDTH = 312;
const HEIGHT = 176;
const LEFT = 38;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 36;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
/** More names than this do not fit under the axis: every second, third … is written. */
const MOST_NAMES = 6;
/** More values than this do not fit beside the curve; the table has them all. */
const MOST_VALUES = 6;

/**
 * Survival over the time bins as steps: 100 % at the start, falling at the end of each bin to the share without an event by then.
 * Bins are drawn equally wide, whatever time they span. The table beside it says the same; this is hidden from screen readers.
 */
export function SurvivalCurve({ answer }: { readonly answer: SurvivalAnswer }) {
  const { bins, survival, unit } = answer;
  const binWidth = PLOT_WIDTH / bins.length;
  const xAt = (bin: number) => LEFT + bin * binWidth;
  const yAt = (share: number) => TOP + (1 - share) * PLOT_HEIGHT;
  const steps = survival.map((share, k) => `H${xAt(k + 1)}V${yAt(share)}`).join('');
  const every = Math.ceil(bins.length / MOST_NAMES);
  return (
    <figure className={s['figure']} aria-hidden="true">
      <figcaption className={s['title']}>{text.survival.curve}</figcaption>
      <svg className={s['plot']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line className={s['grid']} x1={LEFT} x2={WIDTH - RIGHT} y1={yAt(share)} y2={yAt(share)} />
            {share % 0.5 === 0 ? (
              <text className={s['tick']} x={LEFT - 6} y={yAt(share)} dy="0.35em" textAnchor="end">
                {percent(share)}
              </text>
            ) : null}
          </g>
        ))}
        {bins.map((name, k) => (
          <g key={k}>
            <line className={s['axis']} x1={xAt(k + 1)} x2={xAt(k + 1)} y1={yAt(0)} y2={yAt(0) + 4} />
            {k % every === 0 ? (
              <text className={s['tick']} x={xAt(k + 0.5)} y={yAt(0) + 15} textAnchor="middle">
                {name}
              </text>
            ) : null}
          </g>
        ))}
        <text className={s['tick']} x={LEFT + PLOT_WIDTH / 2} y={HEIGHT - 5} textAnchor="middle">
          {text.survival.time(unit)}
        </text>
        <line className={s['axis']} x1={LEFT} x2={WIDTH - RIGHT} y1={yAt(0)} y2={yAt(0)} />
        <path className={s['area']} d={`M${LEFT} ${yAt(0)}V${yAt(1)}${steps}V${yAt(0)}z`} />
        <path className={s['curve']} d={`M${LEFT} ${yAt(1)}${steps}`} />
        {survival.map((share, k) => (
          <g key={k}>
            <circle className={s['dot']} cx={xAt(k + 1)} cy={yAt(share)} r="2.5" />
            {bins.length > MOST_VALUES ? null : (
              <text className={s['value']} x={xAt(k + 1) - 5} y={valueY(yAt(share), yAt(0))} textAnchor="end">
                {percent(share)}
              </text>
            )}
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** Baseline of a value beside the foot of its step: below it, or just above the axis where there is no room. */
function valueY(foot: number, axis: number): number {
  return Math.min(foot + 12, axis - 4);
}
