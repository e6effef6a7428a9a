import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import { isMapId } from '#core/result/imports/imported-maps.ts';
import { chooseMap, chooseScaling, setOpacity, settingsOf } from '#state/overlay-store.ts';
import { displayedMapsOf } from '#state/displayed.ts';
import {
  isImported,
  shownMap,
  viewOfResult,
  type MapSource,
  type MapView,
  type ResultView,
} from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Range } from '../controls/Range.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { significant } from '../messages/numbers.ts';
import { PlanToggles } from '../model/PlanPreview.tsx';
import { Legend } from './Legend.tsx';
import { MapColours } from './MapColours.tsx';
import s from './MapControls.module.css';
import { belongsText, mapName, scalingNote, shortMapName } from './map-text.ts';
import { ScaleFields } from './ScaleFields.tsx';

/**
 * Which map lies over the slide, how to read it, and how it is drawn. Each part reads only what it shows: a handle that is dragged renders
 * its own surroundings, not the panel; what is the same for all maps is not rendered anew with each.
 */
export function MapControls({ slideId, result }: { readonly slideId: string; readonly result: MapSource }) {
  const { stores } = useApp();
  const view = viewOfResult(result);
  const map = useStore(stores.overlay, (state) => shownMap(view, state));
  const of = useStore(stores.runs, (state) => displayedMapsOf(state, slideId));
  if (!map) return null;
  return (
    <div className={s['maps']}>
      <MapChoice result={result} view={view} map={map} />
      {map.nothingAbove === null ? null : (
        <p className={s['nothing']} role="note">
          {text.result.nothingRelevant(map.nothingAbove, map.values.length, significant(map.statistics.max))}
        </p>
      )}
      <ScalingChoice map={map} />
      <Legend map={map} of={of} />
      <ScaleFields map={map} />
      <MapColours isSigned={map.isSigned} canInterpolate={map.grid.kind === 'regular'} />
      <div>
        <Opacity />
        <Visible />
        <Plan slideId={slideId} />
      </div>
    </div>
  );
}

function MapChoice(props: { readonly result: MapSource; readonly view: ResultView; readonly map: MapView }) {
  const { result, view, map } = props;
  const { stores } = useApp();
  const question = useStore(stores.models, (state) =>
    isImported(result) ? null : (state.byId[result.run.bundle.id]?.manifest.task.question ?? null),
  );
  const segments = useMemo(
    () =>
      view.maps.map(({ id }) => ({
        value: id,
        label: view.maps.length > 1 ? shortMapName(id) : mapName(id),
        name: mapName(id),
      })),
    [view],
  );
  return (
    <div>
      <Segmented
        label={text.result.maps}
        value={map.id}
        segments={segments}
        onChange={(mapId) => {
          stores.overlay.setState((state) => chooseMap(state, mapId));
        }}
      />
      {isImported(result) || !isMapId(map.id) ? (
        <p className={s['reading']}>{text.exports.reading}</p>
      ) : (
        <>
          <p className={s['reading']}>{text.result.readings[map.id]}</p>
          <p className={s['belongs']}>{belongsText(result, map, question)}</p>
        </>
      )}
    </div>
  );
}

function ScalingChoice({ map }: { readonly map: MapView }) {
  const { stores } = useApp();
  const scaling = useStore(stores.overlay, (state) => settingsOf(state, map.id).scaling);
  const segments = useMemo(
    () =>
      [
        { value: 'value', label: text.result.byValue },
        { value: 'percentile', label: text.result.byPercentile },
        { value: 'rank', label: text.maps.byRank },
      ] as const,
    [],
  );
  return (
    <div>
      <Segmented
        label={text.result.scaling}
        value={scaling}
        segments={segments}
        onChange={(choice) => {
          stores.overlay.setState((state) => chooseScaling(state, map.id, choice));
        }}
      />
      {scaling === 'value' ? null : <p className={s['note']}>{scalingNote(map, scaling)}</p>}
    </div>
  );
}

const Opacity = memo(function Opacity() {
  const { stores } = useApp();
  const opacity = useStore(stores.overlay, (state) => state.opacity);
  return (
    <Range
      label={text.result.opacity}
      value={opacity}
      onChange={(to) => {
        stores.overlay.setState((state) => setOpacity(state, to));
      }}
    />
  );
});

const Visible = memo(function Visible() {
  const { stores } = useApp();
  const visible = useStore(stores.overlay, (state) => state.visible);
  return (
    <Toggle
      label={
        <>
          {text.result.overlay} <span className={s['peek']}>{text.result.peek}</span>
        </>
      }
      checked={visible}
      onChange={(to) => {
        stores.overlay.setState({ visible: to });
      }}
    />
  );
});

const Plan = memo(function Plan({ slideId }: { readonly slideId: string }) {
  const { stores } = useApp();
  const hasPlan = useStore(stores.runs, (state) => state.plans[slideId]?.status.kind === 'done');
  return <PlanToggles isMade={hasPlan} />;
});
