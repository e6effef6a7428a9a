import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { isMapId } from '#core/result/imports/imported-maps.ts';
import { galleryOf, type GalleryPatch } from '#state/gallery.ts';
import { GALLERY_COUNTS } from '#state/patches-store.ts';
import { shownMap, viewOfResult, type MapSource, type MapView } from '#state/result-view.ts';
import { displayedMaps } from '#state/displayed.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { count } from '../messages/numbers.ts';
import { Section } from '../panel/Section.tsx';
import { mapName } from '../result/map-text.ts';
import s from './PatchesSection.module.css';
import { PatchThumbs } from './PatchThumbs.tsx';
import { usePatchPictures } from './use-patch-pictures.ts';

/** The patches at both ends of the shown map, as the model saw them. */
export function PatchesSection({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const { id } = slide.description;
  const [isOpen, setOpen] = useState(true);
  const result = useStore(stores.runs, (state) => displayedMaps(state, id));
  const map = useStore(stores.overlay, (state) => result && shownMap(viewOfResult(result), state));
  // The slide's colours first, its pictures after them.
  const shown = useDeferredValue(useMemo(() => (result && map ? { result, map } : null), [result, map]));
  return (
    <Section title={text.patches.title} open={isOpen} onOpenChange={setOpen}>
      {shown ? (
        <GalleryOfMap slideId={id} result={shown.result} map={shown.map} />
      ) : (
        <p className={s['quiet']}>{text.patches.empty}</p>
      )}
    </Section>
  );
}

function GalleryOfMap(props: { readonly slideId: string; readonly result: MapSource; readonly map: MapView }) {
  const { slideId, result, map } = props;
  const { stores } = useApp();
  const wanted = useStore(stores.patches, (state) => state.count);
  const { most, least, sizePx, tiedLowest, isThinned } = useMemo(
    () => galleryOf(result, map, wanted),
    [result, map, wanted],
  );
  const all = useMemo(() => [...most, ...least], [most, least]);
  const pictures = usePatchPictures(slideId, all, sizePx);
  usePointedAt(most, least);
  const kind = map.id === 'sampling-probability' ? 'likely' : map.unit;
  return (
    <div className={s['gallery']}>
      <div className={s['row']}>
        <p className={s['quiet']}>
          {isMapId(map.id) ? text.patches.of(mapName(map.id)) : text.exports.byMap(mapName(map.id))}
        </p>
        <HowMany />
      </div>
      {most.length === 0 ? <p className={s['quiet']}>{text.patches.none}</p> : null}
      <PatchThumbs slideId={slideId} label={text.patches.most[kind]} map={map} patches={most} pictures={pictures} />
      {least.length === 0 ? null : (
        <PatchThumbs
          slideId={slideId}
          label={text.patches.least[kind]}
          map={map}
          patches={least}
          pictures={pictures.slice(most.length)}
        />
      )}
      {tiedLowest > least.length && !isThinned ? (
        <p className={s['note']}>{text.patches.tied(tiedLowest, least.length)}</p>
      ) : null}
      {isThinned ? <p className={s['note']}>{text.patches.thinned}</p> : null}
    </div>
  );
}

const HowMany = memo(function HowMany() {
  const { stores } = useApp();
  const wanted = useStore(stores.patches, (state) => state.count);
  return (
    <Segmented
      label={text.patches.howMany}
      value={String(wanted)}
      segments={GALLERY_COUNTS.map((number) => ({ value: String(number), label: count(number) }))}
      onChange={(choice) => {
        const number = GALLERY_COUNTS.find((one) => String(one) === choice);
        if (number) stores.patches.setState({ count: number });
      }}
    />
  );
});

/** What a thumb that is pointed at shows stays outlined on the slide when another map puts another patch there. */
function usePointedAt(most: readonly GalleryPatch[], least: readonly GalleryPatch[]): void {
  const { stores } = useApp();
  const before = useRef({ most, least });
  useEffect(() => {
    const { pointedAt } = stores.patches.getState();
    const at = (list: readonly GalleryPatch[]) => list.findIndex(({ rect }) => rect === pointedAt);
    const [inMost, inLeast] = [at(before.current.most), at(before.current.least)];
    const thumb = inMost >= 0 ? most[inMost] : least[inLeast];
    if (inMost >= 0 || inLeast >= 0) stores.patches.setState({ pointedAt: thumb?.rect ?? null });
    before.current = { most, least };
  }, [stores, most, least]);
}
