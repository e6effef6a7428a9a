import { useStore } from 'zustand';
import { settingsOf } from '#state/overlay-store.ts';
import { paintingOf, type Painting } from '#state/map-scale.ts';
import type { MapView } from '#state/result-view.ts';
import { useApp } from '../app-context.tsx';

/** How a map is painted; renders anew only when that map's own settings change. */
export function usePainting(map: MapView): Painting {
  const { stores } = useApp();
  const settings = useStore(stores.overlay, (state) => settingsOf(state, map.id));
  return paintingOf(map, { byMap: { [map.id]: settings } });
}
