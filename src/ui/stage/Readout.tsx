import { useStore } from 'zustand';
import { cssColour } from '#core/heatmap/colour-maps.ts';
import { colourMapFor } from '#state/overlay-store.ts';
import { placeAt } from '#state/map-places.ts';
import { colourPosition, isHidden } from '#state/map-scale.ts';
import { patchUnder, shownMap, viewOfResult, type MapView } from '#state/result-view.ts';
import { isOfOther } from '#state/maps-of.ts';
import { displayedMaps, displayedMapsOf, shownKept } from '#state/displayed.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { count } from '../messages/numbers.ts';
import { mapValue, placeText, shortMapName } from '../result/map-text.ts';
import { SmallLegend } from '../result/SmallLegend.tsx';
import { usePainting } from '../result/use-painting.ts';
import { mapsOfSentence, mapsOfText } from '../what-if/maps-of-text.ts';
import s from './Readout.module.css';

/** Numbers under the pointer: where it is, and what the maps say there. Its height never changes. */
export function Readout({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const pointer = useStore(stores.view, (state) => state.pointer);
  const result = useStore(stores.runs, (state) => displayedMaps(state, slide.description.id));
  // The maps of a question are worked out here, in full.
  const isRounded = useStore(stores.runs, (state) => {
    const kept = shownKept(state, slide.description.id);
    return kept?.origin?.kind === 'link' && kept.result === result;
  });
  const of = useStore(stores.runs, (state) => displayedMapsOf(state, slide.description.id));
  const isPanelOpen = useStore(stores.preferences, (state) => state.panelOpen);
  const view = result ? viewOfResult(result) : null;
  const shownId = useStore(stores.overlay, (state) => view && shownMap(view, state)?.id);
  return (
    <div className={s['readout']} role="status" aria-live="off" aria-label={text.stage.readout}>
      <Position slide={slide} pointer={pointer} />
      {view && result ? (
        <div className={s['maps']}>
          {isOfOther(of) ? (
            <span className={s['note']} title={mapsOfSentence(of)}>
              {mapsOfText(of)}
            </span>
          ) : null}
          {view.maps.map((map) => (
            <MapCell
              key={map.id}
              map={map}
              isShown={map.id === shownId}
              isRounded={isRounded}
              patch={patchUnder(map, pointer)}
            />
          ))}
          {isPanelOpen ? null : <SmallLegend view={view} />}
        </div>
      ) : null}
    </div>
  );
}

function Position(props: { readonly slide: OpenSlide; readonly pointer: { x: number; y: number } | null }) {
  const { pointer, slide } = props;
  if (!pointer) return <span className={s['away']}>{text.stage.pointerAway}</span>;
  const { width, height } = slide.description;
  const x = Math.floor(pointer.x);
  const y = Math.floor(pointer.y);
  if (x < 0 || y < 0 || x >= width || y >= height) return <span className={s['away']}>{text.stage.offSlide}</span>;
  const spacing = spacingInUse(slide)?.spacing;
  const um = spacing ? `${count(pointer.x * spacing.xUmPerPx)}, ${count(pointer.y * spacing.yUmPerPx)} µm` : '';
  return (
    <span className={s['position']}>
      <span>
        {count(x)}, {count(y)} px
      </span>
      <span className={s['um']}>{um}</span>
    </span>
  );
}

/** Of rounded scores a rank is only about right. */
function rankText(rank: string, isRounded: boolean): string {
  return isRounded ? text.share.roundedRank(rank) : rank;
}

function MapCell(props: {
  readonly map: MapView;
  readonly isShown: boolean;
  readonly isRounded: boolean;
  readonly patch: number | null;
}) {
  const { map, isShown, isRounded, patch } = props;
  const { stores } = useApp();
  const colourMap = useStore(stores.overlay, (state) => colourMapFor(state, map.isSigned));
  const reversed = useStore(stores.overlay, (state) => state.reversed);
  const painting = usePainting(map);
  const value = patch === null ? NaN : (map.values[patch] ?? NaN);
  const place = patch === null ? null : placeAt(map, patch);
  const position = patch === null || isHidden(painting, patch) ? NaN : colourPosition(painting, patch);
  const colour = Number.isNaN(position) ? 'transparent' : cssColour(colourMap, position, reversed);
  return (
    <span className={s['map']} data-shown={isShown}>
      <svg className={s['swatch']} viewBox="0 0 10 10" aria-hidden="true">
        <rect x="0.5" y="0.5" width="9" height="9" fill={colour} stroke="currentColor" strokeOpacity="0.4" />
      </svg>
      <span className={s['mapName']}>{shortMapName(map.id)}</span>
      <span className={s['value']}>{Number.isNaN(value) ? '–' : mapValue(map.unit, value)}</span>
      <span className={s['rank']}>{place ? rankText(placeText(place), isRounded) : ''}</span>
    </span>
  );
}
