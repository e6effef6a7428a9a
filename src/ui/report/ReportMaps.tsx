import type { SlidePicture } from '#commands/overview.ts';
import type { GalleryPatch } from '#state/gallery.ts';
import type { OverlayState } from '#state/overlay-store.ts';
import type { MapView } from '#state/result-view.ts';
import { text } from '#ui/messages/text.ts';
import { mapName, mapValue, spreadText } from '../result/map-text.ts';
import { PatchPicture } from '../patches/PatchPicture.tsx';
import { PrintedLegend } from './PrintedLegend.tsx';
import s from './Report.module.css';
import { SlideMapPicture } from './SlideMapPicture.tsx';

interface SlideSize {
  readonly width: number;
  readonly height: number;
}

/** All maps of the result side by side, each with its colours. */
export function MapRow(props: {
  readonly slide: SlideSize;
  readonly picture: SlidePicture;
  readonly maps: readonly MapView[];
  readonly overlay: OverlayState;
}) {
  return (
    <section aria-label={text.report.maps}>
      <h2>{text.report.maps}</h2>
      <div className={s['maps']}>
        {props.maps.map((map) => (
          <figure key={map.id}>
            <figcaption>{mapName(map.id)}</figcaption>
            <SlideMapPicture
              slide={props.slide}
              picture={props.picture}
              map={map}
              overlay={props.overlay}
              label={mapName(map.id)}
              className={s['small'] ?? ''}
            />
            <PrintedLegend map={map} overlay={props.overlay} />
            <p className={s['soft']}>{spreadText(map)}</p>
          </figure>
        ))}
      </div>
    </section>
  );
}

/** The highest patches of a map as the model saw them, numbered as on the overview. */
export function TopPatches(props: {
  readonly map: MapView;
  readonly patches: readonly GalleryPatch[];
  readonly pictures: readonly (ImageData | undefined)[];
  /** Their pictures could not be read. */
  readonly hasFailed: boolean;
}) {
  const { map, patches, pictures, hasFailed } = props;
  return (
    <section aria-label={text.report.topPatches}>
      <h2>{text.phrases.listed([text.report.topPatchesOf(mapName(map.id)), text.result.units[map.unit]])}</h2>
      {hasFailed ? <p className={s['caution']}>{text.report.patchesUnread}</p> : null}
      <ol className={s['patches']}>
        {patches.map(({ index, rect, value }, i) => (
          <li key={index}>
            {hasFailed ? null : <PatchPicture picture={pictures[i]} className={s['patch'] ?? ''} />}
            <p>
              <strong className={s['number']}>{i + 1}</strong> {mapValue(map.unit, value)}
            </p>
            <p className={s['soft']}>{text.report.at(rect.x, rect.y)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
