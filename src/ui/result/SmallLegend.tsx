import { useStore } from 'zustand';
import { colourMapFor } from '#state/overlay-store.ts';
import { paintingOf } from '#state/map-scale.ts';
import { shownMap, type ResultView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ColourBar } from './ColourBar.tsx';
import { legendEnds, mapName } from './map-text.ts';
import s from './SmallLegend.module.css';

/** The legend in one line, for when the panel is closed: colours are never without their values. */
export function SmallLegend({ view }: { readonly view: ResultView }) {
  const { stores } = useApp();
  const overlay = useStore(stores.overlay);
  const map = shownMap(view, overlay);
  if (!map) return null;
  const { low, high } = legendEnds(map, paintingOf(map, overlay));
  return (
    <figure className={s['legend']} aria-label={text.result.legendOf(mapName(map.id), low, high)}>
      <span>{low}</span>
      <span className={s['bar']}>
        <ColourBar colourMap={colourMapFor(overlay, map.isSigned)} reversed={overlay.reversed} />
      </span>
      <span>{high}</span>
      {overlay.interpolated && map.grid.kind === 'regular' ? <span>{text.maps.interpolated}</span> : null}
    </figure>
  );
}
