import { useStore } from 'zustand';
import { mapView, type ResultView } from '#state/result-view.ts';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { ColourBar } from './ColourBar.tsx';
import { legendEnds } from './map-text.ts';
import s from './SmallLegend.module.css';

/** The legend in one line, for when the panel is closed: colours are never without their values. */
export function SmallLegend({ view }: { readonly view: ResultView }) {
  const { stores } = useApp();
  const mapId = useStore(stores.overlay, (state) => state.mapId);
  const scaling = useStore(stores.overlay, (state) => state.scaling);
  const colourMap = useStore(stores.overlay, (state) => state.colourMap);
  const map = mapView(view, mapId);
  if (!map) return null;
  const { low, high } = legendEnds(map, scaling);
  return (
    <figure className={s['legend']} aria-label={en.result.legendOf(en.result.mapFull[map.id], low, high)}>
      <span>{low}</span>
      <span className={s['bar']}>
        <ColourBar colourMap={colourMap} />
      </span>
      <span>{high}</span>
    </figure>
  );
}
