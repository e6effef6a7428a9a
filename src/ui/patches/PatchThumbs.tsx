import { memo, useRef, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { cssColour } from '#core/heatmap/colour-maps.ts';
import type { GalleryPatch } from '#state/gallery.ts';
import { colourMapFor } from '#state/overlay-store.ts';
import { askedOn } from '#state/patches-store.ts';
import { colourPosition } from '#state/map-scale.ts';
import { patchUnder, type MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import { mapValue, placeText } from '../result/map-text.ts';
import { usePainting } from '../result/use-painting.ts';
import { movedTo } from './moved-to.ts';
import { PatchPicture } from './PatchPicture.tsx';
import s from './PatchThumbs.module.css';

/**
 * A list of patches as pictures in rows; the arrow keys go through it. One that is pointed at or has the focus is outlined on the slide; one
 * that is chosen is flown to and asked about in all maps.
 */
export function PatchThumbs(props: {
  readonly slideId: string;
  readonly label: string;
  readonly map: MapView;
  readonly patches: readonly GalleryPatch[];
  /** Parallel to `patches`, undefined until they are there. */
  readonly pictures: readonly (ImageData | undefined)[];
}) {
  const { slideId, label, map, patches, pictures } = props;
  const { stores } = useApp();
  const list = useRef<HTMLDivElement>(null);
  const painting = usePainting(map);
  const colourMap = useStore(stores.overlay, (state) => colourMapFor(state, map.isSigned));
  const reversed = useStore(stores.overlay, (state) => state.reversed);
  const among = (index: number | null) => (patches.some((patch) => patch.index === index) ? index : null);
  const asked = useStore(stores.patches, (state) => among(patchUnder(map, askedOn(state, slideId))));
  const underPointer = useStore(stores.view, (state) => among(patchUnder(map, state.pointer)));
  const stop = Math.max(
    0,
    patches.findIndex(({ index }) => index === asked),
  );
  const move = (event: KeyboardEvent) => {
    const options = Array.from(list.current?.querySelectorAll<HTMLElement>('[role="option"]') ?? []);
    const to = movedTo(options, document.activeElement, event.key);
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  return (
    <div>
      <h3 className={s['title']}>
        {label} <span className={s['unit']}>{text.result.units[map.unit]}</span>
      </h3>
      <div ref={list} className={s['list']} role="listbox" tabIndex={-1} aria-label={label} onKeyDown={move}>
        {patches.map((patch, i) => (
          <Thumb
            // By place, not by patch: another map changes what a thumb shows rather than making it anew.
            key={i}
            slideId={slideId}
            map={map}
            patch={patch}
            picture={pictures[i]}
            colour={cssColour(colourMap, colourPosition(painting, patch.index), reversed)}
            isStop={i === stop}
            isAsked={patch.index === asked}
            isPointedAt={patch.index === underPointer}
          />
        ))}
      </div>
    </div>
  );
}

const Thumb = memo(function Thumb(props: {
  readonly slideId: string;
  readonly map: MapView;
  readonly patch: GalleryPatch;
  readonly picture: ImageData | undefined;
  /** As on the slide, CSS. */
  readonly colour: string;
  /** Where the Tab key stops in the list. */
  readonly isStop: boolean;
  readonly isAsked: boolean;
  /** On the slide. */
  readonly isPointedAt: boolean;
}) {
  const { slideId, map, patch, picture, colour } = props;
  const { stores } = useApp();
  const viewer = useViewer();
  const own = map.patches[patch.index] ?? patch.rect;
  const value = mapValue(map.unit, patch.value);
  const point = (isOn: boolean) => () => {
    const { pointedAt } = stores.patches.getState();
    if (isOn) stores.patches.setState({ pointedAt: patch.rect });
    else if (pointedAt === patch.rect) stores.patches.setState({ pointedAt: null });
  };
  const choose = () => {
    const middle = { x: own.x + own.width / 2, y: own.y + own.height / 2 };
    stores.patches.setState({ asked: { slideId, point: middle } });
    viewer?.flyTo(patch.rect);
  };
  return (
    <div
      role="option"
      className={s['patch']}
      tabIndex={props.isStop ? 0 : -1}
      aria-selected={props.isAsked}
      data-pointed={props.isPointedAt}
      aria-label={text.patches.patch(placeText(patch.place), `${value} ${text.result.units[map.unit]}`)}
      onPointerEnter={point(true)}
      onPointerLeave={point(false)}
      onFocus={point(true)}
      onBlur={point(false)}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      <PatchPicture picture={picture} className={s['picture'] ?? ''} />
      <svg className={s['colour']} aria-hidden="true">
        <rect width="100%" height="100%" fill={colour} />
      </svg>
      <span className={s['figures']}>
        <span className={s['place']}>{text.stage.shortRank(patch.place.best)}</span>
        <span>{value}</span>
      </span>
    </div>
  );
});
