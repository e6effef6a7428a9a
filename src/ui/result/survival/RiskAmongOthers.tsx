import { histogram } from '#core/heatmap/statistics.ts';
import type { SurvivalAnswer } from '#core/result/run-result.ts';
import { text } from '#ui/messages/text.ts';
import { percent } from '../../messages/numbers.ts';
import { riskText } from '../answer-text.ts';
import s from './RiskAmongOthers.module.css';

const WIDTH = 312;
const HEIGHT = 34;
const INSET = 5;
/** The others stand on this line. */
const BASE = HEIGHT - 8;
/** Up to so many others each one is drawn; more become a histogram. */
const MOST_TICKS = 150;
const BINS = 40;

/** Where a risk lies among those of other slides: in words, and on their scale. */
export function RiskAmongOthers(props: {
  readonly risk: number;
  readonly reference: NonNullable<SurvivalAnswer['reference']>;
}) {
  const { risk, reference } = props;
  const { risks, count, lowerShare, on } = reference;
  // A file may have them in any order.
  const min = risks.reduce((a, b) => Math.min(a, b), risk);
  const max = risks.reduce((a, b) => Math.max(a, b), risk);
  const xAt = (value: number) => INSET + (max > min ? (value - min) / (max - min) : 0.5) * (WIDTH - 2 * INSET);
  const here = xAt(risk);
  return (
    <figure className={s['figure']}>
      <figcaption>
        {text.survival.higherThan(Math.round(lowerShare * count), count, percent(lowerShare), on)}
      </figcaption>
      <svg className={s['plot']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {risks.length <= MOST_TICKS ? (
          <path className={s['ticks']} d={risks.map((value) => `M${xAt(value)} ${BASE}v-10`).join('')} />
        ) : (
          <path className={s['bars']} d={bars(risks, min, max)} />
        )}
        <line className={s['axis']} x1={INSET} x2={WIDTH - INSET} y1={BASE} y2={BASE} />
        <line className={s['here']} x1={here} x2={here} y1={BASE + 1} y2="4" />
        <path className={s['head']} d={`M${here - 4.5} 0h9l-4.5 7z`} />
      </svg>
      <div className={s['ends']} aria-hidden="true">
        <span>{riskText(min)}</span>
        <span>{risks.length <= MOST_TICKS ? text.survival.riskAxis : text.survival.riskAxisMany}</span>
        <span>{riskText(max)}</span>
      </div>
    </figure>
  );
}

function bars(risks: readonly number[], min: number, max: number): string {
  const counts = histogram(risks, BINS, min, max);
  const tallest = Math.max(1, ...counts);
  const width = (WIDTH - 2 * INSET) / BINS;
  return Array.from(counts, (count, bin) => {
    const height = (count / tallest) * (BASE - 8);
    return height > 0 ? `M${INSET + bin * width} ${BASE}v${-height}h${width - 0.5}v${height}z` : '';
  }).join('');
}
