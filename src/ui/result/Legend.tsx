import { useStore } from 'zustand';
import { colourMapFor } from '#state/overlay-store.ts';
import { colourPosition, type Painting } from '#state/map-scale.ts';
import { isOfOther, type MapsOf } from '#state/maps-of.ts';
import { patchUnder, type MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ColourBar } from './ColourBar.tsx';
import { Histogram } from './Histogram.tsx';
import s from './Legend.module.css';
import { legendEnds, mapName, scaleValue, spreadText } from './map-text.ts';
import { RangeHandles, ThresholdHandle } from './ScaleHandles.tsx';
import { stepAt } from './scale-steps.ts';
import { usePainting } from './use-painting.ts';
import { mapsOfSentence } from '../what-if/maps-of-text.ts';

/**
 * Colours with their values, how many patches have each, and where the patch under the pointer stands. Its handles set what the colours span
 * and what is left out.
 */
export function Legend(props: {
  readonly map: MapView;
  /** What it is of, while a question is asked. */
  readonly of: MapsOf | null;
}) {
  const { map } = props;
  const { stores } = useApp();
  const painting = usePainting(map);
  const colourMap = useStore(stores.overlay, (state) => colourMapFor(state, map.isSigned));
  const reversed = useStore(stores.overlay, (state) => state.reversed);
  const interpolated = useStore(stores.overlay, (state) => state.interpolated);
  const { values, whole, range, hideBelow, scaling } = painting;
  const ends = legendEnds(map, painting);
  const hidden = hideBelow === null ? 0 : stepAt(whole, 1, hideBelow);
  return (
    <figure className={s['legend']} aria-label={text.result.legendOf(mapName(map.id), ends.low, ends.high)}>
      <div className={s['chart']}>
        <Histogram values={values} min={whole.min} max={whole.max} hidden={hidden} />
        <div className={s['scale']}>
          <ColourBar colourMap={colourMap} reversed={reversed} whole={whole} range={range} />
          <svg className={s['hiddenPart']} aria-hidden="true">
            <rect width={`${hidden * 100}%`} height="100%" />
          </svg>
          <PointerTick map={map} painting={painting} />
        </div>
        <ThresholdHandle map={map} painting={painting} />
      </div>
      <RangeHandles map={map} painting={painting} />
      <div className={s['ends']}>
        <span>{scaleValue(map, scaling, whole.min)}</span>
        <span className={s['unit']}>{ends.unit}</span>
        <span>{scaleValue(map, scaling, whole.max)}</span>
      </div>
      <figcaption className={s['spread']}>
        {isOfOther(props.of) ? <p className={s['of']}>{mapsOfSentence(props.of)}</p> : null}
        <p>{spreadText(map)}</p>
        {interpolated && map.grid.kind === 'regular' ? <p>{text.maps.interpolatedNote}</p> : null}
      </figcaption>
    </figure>
  );
}

function PointerTick({ map, painting }: { readonly map: MapView; readonly painting: Painting }) {
  const { stores } = useApp();
  const pointer = useStore(stores.view, (state) => state.pointer);
  const patch = patchUnder(map, pointer);
  const at = patch === null ? NaN : colourPosition({ ...painting, range: painting.whole }, patch);
  if (Number.isNaN(at)) return null;
  return (
    <svg className={s['tick']} aria-hidden="true">
      <line x1={`${at * 100}%`} x2={`${at * 100}%`} y1="0" y2="100%" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
