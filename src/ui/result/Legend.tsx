import { useMemo } from 'react';
import { useStore } from 'zustand';
import { histogram } from '#core/heatmap/statistics.ts';
import { colourMapFor } from '#state/overlay-store.ts';
import { paintingOf, patchUnder, type MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ColourBar } from './ColourBar.tsx';
import s from './Legend.module.css';
import { legendEnds, spreadText } from './map-text.ts';

const BINS = 48;

/** Colours with their values, how many patches have each, and where the patch under the pointer stands. */
export function Legend({ map }: { readonly map: MapView }) {
  const { stores } = useApp();
  const overlay = useStore(stores.overlay);
  const painting = paintingOf(map, overlay);
  const { values, range } = painting;
  const ends = legendEnds(map, painting);
  return (
    <figure className={s['legend']} aria-label={text.result.legendOf(text.result.mapFull[map.id], ends.low, ends.high)}>
      <Histogram values={values} min={range.min} max={range.max} />
      <div className={s['scale']}>
        <ColourBar colourMap={colourMapFor(overlay, map.isSigned)} reversed={overlay.reversed} />
        <PointerTick map={map} values={values} min={range.min} max={range.max} />
      </div>
      <div className={s['ends']}>
        <span>{ends.low}</span>
        <span className={s['unit']}>{ends.unit}</span>
        <span>{ends.high}</span>
      </div>
      <figcaption className={s['spread']}>{spreadText(map)}</figcaption>
    </figure>
  );
}

function Histogram(props: { readonly values: Float32Array; readonly min: number; readonly max: number }) {
  const { values, min, max } = props;
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
    <svg className={s['histogram']} viewBox={`0 0 ${BINS} 1`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} fill="currentColor" />
    </svg>
  );
}

function PointerTick(props: {
  readonly map: MapView;
  readonly values: Float32Array;
  readonly min: number;
  readonly max: number;
}) {
  const { stores } = useApp();
  const pointer = useStore(stores.view, (state) => state.pointer);
  const patch = patchUnder(props.map, pointer);
  const value = patch === null ? undefined : props.values[patch];
  if (value === undefined) return null;
  const width = props.max - props.min;
  const at = width > 0 ? Math.min(1, Math.max(0, (value - props.min) / width)) : 0.5;
  return (
    <svg className={s['tick']} aria-hidden="true">
      <line x1={`${at * 100}%`} x2={`${at * 100}%`} y1="0" y2="100%" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
