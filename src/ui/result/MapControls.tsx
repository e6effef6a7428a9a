import { useStore } from 'zustand';
import type { RunResult } from '#core/result/run-result.ts';
import { chooseMap, chooseScaling, setOpacity, settingsOf } from '#state/overlay-store.ts';
import { paintingOf, shownMap, viewOfResult } from '#state/result-view.ts';
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
import { belongsText, scalingNote } from './map-text.ts';
import { ScaleFields } from './ScaleFields.tsx';

/** Which map lies over the slide, how to read it, and how it is drawn. */
export function MapControls({ slideId, result }: { readonly slideId: string; readonly result: RunResult }) {
  const { stores } = useApp();
  const overlay = useStore(stores.overlay);
  const hasPlan = useStore(stores.runs, (state) => state.plans[slideId]?.status.kind === 'done');
  const question = useStore(
    stores.models,
    (state) => state.byId[result.run.bundle.id]?.manifest.task.question ?? null,
  );
  const view = viewOfResult(result);
  const map = shownMap(view, overlay);
  if (!map) return null;
  const painting = paintingOf(map, overlay);
  return (
    <div className={s['maps']}>
      <div>
        <Segmented
          label={text.result.maps}
          value={map.id}
          segments={view.maps.map(({ id }) => ({
            value: id,
            label: (view.maps.length > 1 ? text.result.mapNames : text.result.mapFull)[id],
            name: text.result.mapFull[id],
          }))}
          onChange={(mapId) => {
            stores.overlay.setState((state) => chooseMap(state, mapId));
          }}
        />
        <p className={s['reading']}>{text.result.readings[map.id]}</p>
        <p className={s['belongs']}>{belongsText(result, map, question)}</p>
      </div>
      {map.nothingAbove === null ? null : (
        <p className={s['nothing']} role="note">
          {text.result.nothingRelevant(map.nothingAbove, map.values.length, significant(map.statistics.max))}
        </p>
      )}
      <div>
        <Segmented
          label={text.result.scaling}
          value={settingsOf(overlay, map.id).scaling}
          segments={[
            { value: 'value', label: text.result.byValue },
            { value: 'percentile', label: text.result.byPercentile },
            { value: 'rank', label: text.maps.byRank },
          ]}
          onChange={(choice) => {
            stores.overlay.setState((state) => chooseScaling(state, map.id, choice));
          }}
        />
        {painting.scaling === 'value' ? null : <p className={s['note']}>{scalingNote(map, painting)}</p>}
      </div>
      <Legend map={map} />
      <ScaleFields key={`${map.id} ${painting.scaling}`} map={map} painting={painting} />
      <MapColours map={map} />
      <div>
        <Range
          label={text.result.opacity}
          value={overlay.opacity}
          onChange={(opacity) => {
            stores.overlay.setState((state) => setOpacity(state, opacity));
          }}
        />
        <Toggle
          label={
            <>
              {text.result.overlay} <span className={s['peek']}>{text.result.peek}</span>
            </>
          }
          checked={overlay.visible}
          onChange={(visible) => {
            stores.overlay.setState({ visible });
          }}
        />
        <PlanToggles isMade={hasPlan} />
      </div>
    </div>
  );
}
