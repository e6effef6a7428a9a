import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { SlidePicture } from '#commands/overview.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import type { PatchMark } from '#viewer/slide-viewer.ts';
import { useApp } from '../app-context.tsx';
import { utcMinute } from '../messages/numbers.ts';
import { usePatchPictures } from '../patches/use-patch-pictures.ts';
import { mapName } from '../result/map-text.ts';
import { isOfPhantom } from '../result/phantom.ts';
import { PrintedLegend } from './PrintedLegend.tsx';
import s from './Report.module.css';
import { ReportAnswer } from './ReportAnswer.tsx';
import { reportContent } from './report-content.ts';
import { RecordSection, SlideSection } from './ReportFacts.tsx';
import { MapRow, TopPatches } from './ReportMaps.tsx';
import { SlideMapPicture } from './SlideMapPicture.tsx';

const MOST_MAPS = 4;
const MOST_PATCH_PX = 256;

/** One page about one result. */
export function ReportPage(props: {
  readonly slide: OpenSlide;
  readonly result: RunResult;
  readonly picture: SlidePicture;
  /** Where the result was not made in this window: where it came from. */
  readonly origin: string | null;
  readonly madeAt: Date;
}) {
  const { slide, result, picture, origin } = props;
  const { stores } = useApp();
  const overlay = useStore(stores.overlay);
  const manifest = useStore(stores.models, (state) => state.byId[result.run.bundle.id]?.manifest ?? null);
  const { maps, map, top, patchPx } = useMemo(() => reportContent(result, overlay), [result, overlay]);
  const marks = useMemo(
    () => top.map(({ rect }, i): PatchMark => ({ rect, label: String(i + 1), colour: '#ffffff', lineWidthCssPx: 2 })),
    [top],
  );
  const pictures = usePatchPictures(slide.description.id, top, Math.min(MOST_PATCH_PX, patchPx));
  const { width, height } = slide.description;
  const size = useMemo(() => ({ width, height }), [width, height]);
  const isPhantom = isOfPhantom(result, manifest);
  const isReady = pictures.every((one) => one !== undefined);
  return (
    <article className={s['page']} aria-label={text.report.title} data-ready={isReady}>
      <header className={s['head']}>
        <div>
          <p className={s['kind']}>{text.report.title}</p>
          <h1>{slide.description.name}</h1>
        </div>
        <div className={s['made']}>
          <p>{text.report.made(utcMinute(props.madeAt.toISOString()))}</p>
          <p>{text.result.madeBy(result.run.bundle.name, result.run.bundle.version)}</p>
        </div>
      </header>
      <p className={s['notice']}>
        <strong>{text.app.researchUseLong}</strong>
        {isPhantom ? ` ${text.result.phantomReminder}` : ''}
        {origin === null ? '' : ` ${origin}`}
      </p>
      <div className={s['upper']} data-single={maps.length === 1}>
        <figure className={s['overview']}>
          <SlideMapPicture
            slide={size}
            picture={picture}
            map={map}
            overlay={overlay}
            marks={marks}
            label={text.report.overview}
            className={s['large'] ?? ''}
          />
          {map ? (
            <figcaption>
              <strong>{mapName(map.id)}</strong>
              <PrintedLegend map={map} overlay={overlay} />
              <span className={s['soft']}>{text.report.overviewNote(top.length)}</span>
            </figcaption>
          ) : null}
        </figure>
        <div className={s['beside']}>
          <SlideSection slide={slide} run={result.run} />
          <ReportAnswer result={result} question={manifest?.task.question ?? null} isPhantom={isPhantom} />
        </div>
      </div>
      {maps.length > 1 ? (
        <MapRow slide={size} picture={picture} maps={maps.slice(0, MOST_MAPS)} overlay={overlay} />
      ) : null}
      {map ? <TopPatches map={map} patches={top} pictures={pictures} /> : null}
      <RecordSection result={result} />
      <footer className={s['foot']}>
        <span>{text.app.researchUseLong}</span>
        <span>{text.report.madeWith}</span>
      </footer>
    </article>
  );
}
