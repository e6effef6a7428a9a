import { useMemo } from 'react';
import { histogram } from '#core/heatmap/statistics.ts';
import { text } from '#ui/messages/text.ts';
import s from './Histogram.module.css';

const BINS = 48;

/** How many patches lie in each part of a scale; `hidden` is the part of it, 0..1 from the low end, that is not drawn over the slide. */
export function Histogram(props: {
  readonly values: Float32Array;
  readonly min: number;
  readonly max: number;
  readonly hidden: number;
}) {
  const { values, min, max, hidden } = props;
  const path = useMemo(() => {
    const counts = histogram(values, BINS, min, max);
    // Square root: one bin with most patches must not flatten all others to nothing.
    const tallest = Math.sqrt(Math.max(1, ...counts));
    return Array.from(counts, (count, bin) => {
      const height = Math.sqrt(count) / tallest;
      return height > 0 ? `M${bin} ${1 - height}h1V1h-1z` : '';
    }).join('');
  }, [values, min, max]);
  return (
    <svg
      className={s['histogram']}
      viewBox={`0 0 ${BINS} 1`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.maps.histogram(BINS)}
    >
      <path d={path} fill="currentColor" />
      <rect className={s['hidden']} width={BINS * hidden} height="1" />
    </svg>
  );
}
