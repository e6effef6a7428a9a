import { Crosshair, X } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Level0Point } from '#core/geometry/frames.ts';
import { ranksAt, type MapRank, type ResultRanks } from '#state/patch-ranks.ts';
import { askedOn } from '#state/patches-store.ts';
import { shownMap } from '#state/result-view.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { useEscape } from '../controls/use-escape.ts';
import { count, dayAndTime, micrometres } from '../messages/numbers.ts';
import { mapValue, shortMapName } from '../result/map-text.ts';
import s from './PatchCard.module.css';
import { PatchPicture } from './PatchPicture.tsx';
import { usePatchPictures } from './use-patch-pictures.ts';

/** What every map of the slide's results says of the place that was clicked on; below the panel's sections, so that it is always in sight. */
export function PatchCard({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const { id } = slide.description;
  const point = useStore(stores.patches, (state) => askedOn(state, id));
  const runs = useStore(stores.runs);
  const results = useMemo(() => (point ? ranksAt(runs, id, point) : []), [runs, id, point]);
  useEscape(point !== null, () => {
    stores.patches.setState({ asked: null });
  });
  return point && results.length > 0 ? <Card slide={slide} point={point} results={results} /> : null;
}

function Card(props: {
  readonly slide: OpenSlide;
  readonly point: Level0Point;
  readonly results: readonly ResultRanks[];
}) {
  const { slide, results } = props;
  const { stores } = useApp();
  const viewer = useViewer();
  const [first] = results;
  // Of the map on screen where it has a patch there, else of the first that has.
  const chosen = useStore(stores.overlay, (state) =>
    first ? (shownMap({ maps: first.ranks.map(({ map }) => map) }, state)?.id ?? null) : null,
  );
  const rank = first?.ranks.find(({ map }) => map.id === chosen) ?? first?.ranks[0];
  const rect = rank?.map.patches[rank.patch];
  const sizePx = Math.min(MOST_PX, first?.sizePx ?? MOST_PX);
  const patches = useMemo(() => (rect ? [{ rect }] : []), [rect]);
  const [picture] = usePatchPictures(slide.description.id, patches, sizePx);
  const spacing = spacingInUse(slide)?.spacing;
  if (!rect) return null;
  return (
    <section className={s['card']} aria-label={text.patches.card} aria-live="polite">
      <header className={s['header']}>
        <PatchPicture picture={picture} className={s['picture'] ?? ''} />
        <div className={s['facts']}>
          <h2 className={s['title']}>{text.patches.at(count(rect.x), count(rect.y))}</h2>
          {spacing ? <p>{text.patches.across(micrometres(rect.width * spacing.xUmPerPx))}</p> : null}
        </div>
        <IconButton
          label={text.patches.goThere}
          onClick={() => {
            viewer?.flyTo(rect);
          }}
        >
          <Crosshair aria-hidden="true" />
        </IconButton>
        <IconButton
          label={text.patches.close}
          shortcut="Esc"
          onClick={() => {
            stores.patches.setState({ asked: null });
          }}
        >
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <div className={s['scroll']}>
        <table className={s['table']}>
          <thead>
            <tr>
              <th scope="col">{text.patches.map}</th>
              <th scope="col">{text.patches.value}</th>
              <th scope="col">{text.patches.rank}</th>
            </tr>
          </thead>
          {results.map(({ key, from, madeAt, isShown, ranks }) => (
            <tbody key={key}>
              {results.length > 1 ? (
                <tr>
                  <th scope="rowgroup" colSpan={3} className={s['result']}>
                    {from}
                    <span className={s['when']}>
                      {isShown
                        ? text.patches.shownResult
                        : madeAt === null
                          ? text.exports.imported
                          : dayAndTime(madeAt)}
                    </span>
                  </th>
                </tr>
              ) : null}
              {ranks.map((one) => (
                <Row key={one.map.id} rank={one} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

/** Fields of attention sampling are whole images; a small picture of one is enough. */
const MOST_PX = 256;

function Row({ rank: { map, value, place } }: { readonly rank: MapRank }) {
  return (
    <tr>
      <th scope="row">{shortMapName(map.id)}</th>
      <td>{place ? mapValue(map.unit, value) : '–'}</td>
      <td>{place ? rankText(map.statistics.count, place.best, place.last) : text.patches.leftOut}</td>
    </tr>
  );
}

function rankText(of: number, best: number, last: number): string {
  const rank = text.stage.shortRank(best);
  return best === last ? text.patches.rankOf(rank, of) : text.patches.rankShared(rank, last - best + 1, of);
}
