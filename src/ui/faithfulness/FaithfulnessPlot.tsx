import type { FaithfulnessCurve } from '#core/what-if/faithfulness.ts';
import { text } from '#ui/messages/text.ts';
import { Disclosure } from '../controls/Disclosure.tsx';
import { percent } from '../messages/numbers.ts';
import s from './FaithfulnessPlot.module.css';

/** Of the drawing, in its own units: one is a CSS pixel where the panel has its full width. */
const WIDTH = 300;
const HEIGHT = 158;
const LEFT = 44;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 34;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;

/** One curve in the map's order over the random ones (their mean, and one standard deviation to either side), as a picture and as a table. */
export function FaithfulnessPlot(props: {
  readonly title: string;
  readonly curve: FaithfulnessCurve;
  readonly shareLabel: string;
  /** What is followed: a class's score or the risk. */
  readonly followed: string;
  readonly map: string;
}) {
  const { title, curve, shareLabel, followed, map } = props;
  const { shares, values, randomMean, randomSd, area } = curve;
  const [low, high] = rangeOf(curve);
  const xAt = (share: number) => LEFT + share * PLOT_WIDTH;
  const yAt = (value: number) => TOP + ((high - value) / (high - low)) * PLOT_HEIGHT;
  const line = (of: readonly number[]) =>
    of.map((value, i) => `${i === 0 ? 'M' : 'L'}${xAt(shares[i] ?? 0)} ${yAt(value)}`).join('');
  const edge = (sign: 1 | -1) => randomMean.map((mean, i) => mean + sign * (randomSd[i] ?? 0));
  const back = edge(-1)
    .map((value, i) => `L${xAt(shares[i] ?? 0)} ${yAt(value)}`)
    .reverse()
    .join('');
  const ticks = [low, (low + high) / 2, high];
  return (
    <figure className={s['figure']}>
      <figcaption className={s['title']}>{title}</figcaption>
      <svg
        className={s['plot']}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={text.faithfulness.plot(title, figure(area.map), figure(area.randomMean), figure(area.randomSd))}
      >
        {ticks.map((value) => (
          <g key={value}>
            <line className={s['grid']} x1={LEFT} x2={WIDTH - RIGHT} y1={yAt(value)} y2={yAt(value)} />
            <text className={s['tick']} x={LEFT - 5} y={yAt(value)} dy="0.35em" textAnchor="end">
              {value.toFixed(2).replace('-', '−')}
            </text>
          </g>
        ))}
        {[0, 0.5, 1].map((share) => (
          <text key={share} className={s['tick']} x={xAt(share)} y={TOP + PLOT_HEIGHT + 13} textAnchor="middle">
            {percent(share)}
          </text>
        ))}
        <text className={s['tick']} x={LEFT + PLOT_WIDTH / 2} y={HEIGHT - 4} textAnchor="middle">
          {shareLabel}
        </text>
        <text
          className={s['tick']}
          transform={`translate(10 ${TOP + PLOT_HEIGHT / 2}) rotate(-90)`}
          textAnchor="middle"
        >
          {followed}
        </text>
        <path className={s['band']} d={`${line(edge(1))}${back}z`} />
        <path className={s['random']} d={line(randomMean)} />
        <path className={s['map']} d={line(values)} />
        {values.map((value, i) => (
          <circle key={shares[i]} className={s['dot']} cx={xAt(shares[i] ?? 0)} cy={yAt(value)} r="2" />
        ))}
      </svg>
      <dl className={s['areas']}>
        <div>
          <dt>
            <svg viewBox="0 0 24 8" aria-hidden="true">
              <line className={s['map']} x1="0" x2="24" y1="4" y2="4" />
            </svg>
            {text.faithfulness.byMap(map)}
          </dt>
          <dd>{figure(area.map)}</dd>
        </div>
        <div>
          <dt>
            <svg viewBox="0 0 24 8" aria-hidden="true">
              <line className={s['random']} x1="0" x2="24" y1="4" y2="4" />
            </svg>
            {text.faithfulness.atRandom}
          </dt>
          <dd>{text.result.withSpread(figure(area.randomMean), figure(area.randomSd))}</dd>
        </div>
      </dl>
      <Disclosure title={text.faithfulness.table}>
        <table className={s['table']}>
          <thead>
            <tr>
              <th scope="col">{text.faithfulness.share}</th>
              <th scope="col">{text.faithfulness.value}</th>
              <th scope="col">{text.faithfulness.randomMean}</th>
              <th scope="col">{text.faithfulness.randomSd}</th>
            </tr>
          </thead>
          <tbody>
            {shares.map((share, i) => (
              <tr key={share}>
                <th scope="row">{percent(share, 1)}</th>
                <td>{figure(values[i] ?? NaN)}</td>
                <td>{figure(randomMean[i] ?? NaN)}</td>
                <td>{figure(randomSd[i] ?? NaN)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{text.faithfulness.area}</th>
              <td>{figure(area.map)}</td>
              <td>{figure(area.randomMean)}</td>
              <td>{figure(area.randomSd)}</td>
            </tr>
          </tfoot>
        </table>
      </Disclosure>
    </figure>
  );
}

/** Scores have their whole range; a risk what occurs. */
function rangeOf({ values, randomMean, randomSd }: FaithfulnessCurve): [number, number] {
  const all = [...values, ...randomMean.flatMap((mean, i) => [mean - (randomSd[i] ?? 0), mean + (randomSd[i] ?? 0)])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (Math.min(...values) >= 0 && Math.max(...values) <= 1) return [Math.min(0, least), Math.max(1, most)];
  const margin = Math.max(most - least, 1e-3) * 0.06;
  return [least - margin, most + margin];
}

function figure(value: number): string {
  return value.toFixed(3).replace('-', '−');
}
