import { classColour } from '#core/heatmap/class-colours.ts';
import { isSurvival, type Answer } from '#core/result/run-result.ts';
import type { SettlingPoint } from '#state/settling.ts';
import { text } from '#ui/messages/text.ts';
import { count, percent, score } from '../messages/numbers.ts';
import { allLines, drawnLines, heightRange, type SettlingLine } from './settling-lines.ts';
import s from './SettlingPlot.module.css';

/** Of the drawing, in its own units: one is a CSS pixel where the panel has its full width. */
const WIDTH = 312;
const HEIGHT = 108;
const LEFT = 38;
const RIGHT = 8;
const TOP = 6;
const BOTTOM = 30;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
/** Lines are told apart by these, beside what colour there is; the highest class is solid. */
const DASHES = ['5 3', '1.5 2.5', '8 3 2 3', '3 3'];

/** How the answer of a run stood over the share of its plan that was done. Its height does not change as points come. */
export function SettlingPlot(props: {
  readonly answer: Answer;
  readonly points: readonly SettlingPoint[];
  readonly isRunning: boolean;
  readonly isSampling: boolean;
  /** False where a heading above it says the same. */
  readonly isTitled?: boolean;
}) {
  const { answer, points, isRunning, isSampling, isTitled = true } = props;
  const all = allLines(answer);
  const lines = drawnLines(answer);
  const [low, high] = heightRange(answer, points);
  const xAt = (share: number) => LEFT + share * PLOT_WIDTH;
  const yAt = (value: number) => TOP + (1 - (value - low) / (high - low)) * PLOT_HEIGHT;
  const places = (line: SettlingLine) =>
    points.map(({ done, planned, figures }) => [xAt(done / planned), yAt(figures[line.figure] ?? NaN)] as const);
  const highest = isSurvival(answer) ? -1 : answer.scores.indexOf(Math.max(...answer.scores));
  const styleOf = (line: SettlingLine, i: number) => ({
    ...(line.figure === highest ? { strokeWidth: 2 } : { strokeDasharray: DASHES[i % DASHES.length] }),
    ...(isSampling ? { stroke: classColour(line.figure) } : {}),
  });
  const asText = valueText(answer);
  const share = isSampling ? text.anytime.shareDraws : text.anytime.sharePatches;
  const title = isRunning ? text.anytime.settles : text.anytime.settled;
  return (
    <figure className={s['figure']}>
      {isTitled ? <h3 className={s['title']}>{title}</h3> : null}
      <svg className={s['plot']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {[low, (low + high) / 2, high].map((value) => (
          <g key={value}>
            <line className={s['grid']} x1={LEFT} x2={WIDTH - RIGHT} y1={yAt(value)} y2={yAt(value)} />
            <text className={s['tick']} x={LEFT - 6} y={yAt(value)} dy="0.35em" textAnchor="end">
              {axisText(answer, value)}
            </text>
          </g>
        ))}
        {[0, 0.5, 1].map((at) => (
          <text
            key={at}
            className={s['tick']}
            x={xAt(at)}
            y={HEIGHT - BOTTOM + 13}
            textAnchor={at === 0 ? 'start' : at === 1 ? 'end' : 'middle'}
          >
            {percent(at)}
          </text>
        ))}
        <text className={s['tick']} x={LEFT + PLOT_WIDTH / 2} y={HEIGHT - 3} textAnchor="middle">
          {share}
        </text>
        {lines.map((line, i) => (
          <g key={line.figure} className={s['line']} style={styleOf(line, i)}>
            <path
              d={places(line)
                .map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x} ${y}`)
                .join('')}
            />
            {places(line).map(([x, y]) => (
              <circle key={x} cx={x} cy={y} r="2" />
            ))}
          </g>
        ))}
      </svg>
      <p className={s['key']} aria-hidden="true">
        {lines.map((line, i) => (
          <span key={line.figure} className={s['name']}>
            <svg viewBox="0 0 24 8">
              <line className={s['line']} style={styleOf(line, i)} x1="0" x2="24" y1="4" y2="4" />
            </svg>
            {line.name}
          </span>
        ))}
        {lines.length < all.length ? <span>{text.anytime.linesOf(lines.length, all.length)}</span> : null}
      </p>
      <table className={s['hidden']}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{share}</th>
            {all.map(({ name, figure }) => (
              <th key={figure} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ done, planned, figures }) => (
            <tr key={done}>
              <th scope="row">{percent(done / planned)}</th>
              {all.map(({ figure }) => (
                <td key={figure}>{asText(figures[figure] ?? NaN)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function valueText(answer: Answer): (value: number) => string {
  return isSurvival(answer) && answer.bins.length > 0 ? (value) => percent(value, 1) : score;
}

function axisText(answer: Answer, value: number): string {
  if (!isSurvival(answer)) return value === 0 || value === 1 ? count(value) : String(value);
  return answer.bins.length > 0 ? percent(value) : value.toFixed(1).replace('-', '−');
}
