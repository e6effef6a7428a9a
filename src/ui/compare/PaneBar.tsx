import { useStore } from 'zustand';
import type { Pane } from '#state/compare-store.ts';
import { colourMapFor } from '#state/overlay-store.ts';
import { mapOfContent } from '#state/pane-content.ts';
import { placeAt } from '#state/map-places.ts';
import { paintingOf } from '#state/map-scale.ts';
import { patchUnder, type MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ColourBar } from '../result/ColourBar.tsx';
import { legendEnds, mapName, mapValue, placeText } from '../result/map-text.ts';
import { MapChoiceList, SlideChoice } from './PaneChoice.tsx';
import s from './PaneBar.module.css';

/**
 * What one pane or one side of the divider shows, to be chosen here, with its own legend and the value under the pointer. Height and columns
 * never change with the value.
 */
export function PaneBar(props: { readonly pane: Pane; readonly mark: string; readonly where: string }) {
  const { pane, mark, where } = props;
  const { stores, commands } = useApp();
  const isActive = useStore(stores.compare, (state) => state.activeId === pane.id);
  // Both sides of a divider are of the slide that the window shows: it is chosen there.
  const isDivided = useStore(stores.compare, (state) => state.layout === 'swipe');
  const map = useStore(stores.runs, (state) => mapOfContent(pane, state)?.map ?? null);
  const activate = () => {
    commands.activatePane(pane.id);
  };
  return (
    <div
      className={s['bar']}
      role="group"
      aria-label={where}
      aria-current={isActive}
      data-active={isActive}
      onPointerDown={activate}
      onFocus={activate}
    >
      <div className={s['choices']}>
        <span className={s['mark']} aria-hidden="true">
          {mark}
        </span>
        {isDivided ? null : <SlideChoice pane={pane} where={where} />}
        <MapChoiceList pane={pane} where={where} />
      </div>
      {map ? <PaneLegend map={map} pane={pane} where={where} /> : null}
    </div>
  );
}

function PaneLegend({ map, pane, where }: { readonly map: MapView; readonly pane: Pane; readonly where: string }) {
  const { stores } = useApp();
  const overlay = useStore(stores.overlay);
  const { low, high } = legendEnds(map, paintingOf(map, overlay));
  return (
    <div className={s['reading']}>
      <figure className={s['legend']} aria-label={text.result.legendOf(mapName(map.id), low, high)}>
        <span>{low}</span>
        <span className={s['colours']}>
          <ColourBar colourMap={colourMapFor(overlay, map.isSigned)} reversed={overlay.reversed} />
        </span>
        <span>{high}</span>
      </figure>
      <ValueUnder map={map} pane={pane} where={where} />
    </div>
  );
}

function ValueUnder({ map, pane, where }: { readonly map: MapView; readonly pane: Pane; readonly where: string }) {
  const { stores } = useApp();
  const point = useStore(stores.compare, (state) => state.pointer?.points[pane.id] ?? null);
  const patch = patchUnder(map, point);
  const value = patch === null ? NaN : (map.values[patch] ?? NaN);
  const place = patch === null ? null : placeAt(map, patch);
  return (
    <output className={s['under']} aria-live="off" aria-label={text.compare.under(where)}>
      <span className={s['value']}>{Number.isNaN(value) ? '–' : mapValue(map.unit, value)}</span>
      <span className={s['rank']}>{place ? placeText(place) : ''}</span>
    </output>
  );
}
