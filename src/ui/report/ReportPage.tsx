import { useEffect, useMemo, useRef, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import type { SlidePicture } from '#commands/overview.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import type { PatchMark } from '#viewer/slide-viewer.ts';
import { useApp } from '../app-context.tsx';
import { utcMinute } from '../messages/numbers.ts';
import { usePatchReading } from '../patches/use-patch-pictures.ts';
import { mapName } from '../result/map-text.ts';
import { isOfPhantom } from '../result/phantom.ts';
import { PrintedLegend } from './PrintedLegend.tsx';
import s from './Report.module.css';
import { ReportAnswer } from './ReportAnswer.tsx';
import { reportContent } from './report-content.ts';
import { RecordSection, SlideSection } from './ReportFacts.tsx';
import { MapRow, TopPatches } from './ReportMaps.tsx';
import { SlideMapPicture } from './SlideMapPicture.tsx';
import { usePageFit } from './use-page-fit.ts';

const MOST_MAPS = 4;
const MOST_PATCH_PX = 256;
/** Width by height up to which what the colours mean stands beside the slide, not below. */
const TALL = 1.3;
const NO_MARKS: readonly PatchMark[] = [];

/** One page about one result. */
export function ReportPage(props: {
  readonly slide: OpenSlide;
  readonly result: RunResult;
  readonly picture: SlidePicture;
  /** Where the result was not made in this window: where it came from. */
  readonly origin: string | null;
  /** A question is asked on screen; the report is of the full slide all the same. */
  readonly isQuestionAsked: boolean;
  readonly madeAt: Date;
  /** All that is on the page is there, or is said not to be: it may be printed. */
  readonly onReady: () => void;
}) {
  const { slide, result, picture, origin, onReady } = props;
  const { stores } = useApp();
  const overlay = useStore(stores.overlay);
  const manifest = useStore(stores.models, (state) => state.byId[result.run.bundle.id]?.manifest ?? null);
  const { maps, map, top, patchPx } = useMemo(() => reportContent(result, overlay), [result, overlay]);
  const marks = useMemo(
    () => top.map(({ rect }, i): PatchMark => ({ rect, label: String(i + 1), colour: '#ffffff', lineWidthCssPx: 2 })),
    [top],
  );
  const { pictures, hasFailed } = usePatchReading(slide.description.id, top, Math.min(MOST_PATCH_PX, patchPx));
  const { width, height } = slide.description;
  const size = useMemo(() => ({ width, height }), [width, height]);
  const isPhantom = isOfPhantom(result, manifest);
  const page = useRef<HTMLElement>(null);
  const room = usePageFit(page);
  const hasPatches = map !== null && room !== 'no-patches' && room !== 'no-maps';
  const hasMaps = maps.length > 1 && room !== 'no-maps';
  const leftOut = [
    ...(map && !hasPatches ? [text.report.topPatchesOf(mapName(map.id))] : []),
    ...(maps.length > 1 && !hasMaps ? [text.report.otherMaps] : []),
  ];
  const isReady = !hasPatches || hasFailed || pictures.every((one) => one !== undefined);
  useEffect(() => {
    if (isReady) onReady();
  }, [isReady, onReady]);
  const shape = width / height;
  return (
    <article ref={page} className={s['page']} aria-label={text.report.title} data-ready={isReady} data-room={room}>
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
        {props.isQuestionAsked ? ` ${text.report.ofFullSlide}` : ''}
      </p>
      <div
        className={s['upper']}
        data-single={maps.length === 1}
        data-shape={shape < TALL ? 'tall' : 'wide'}
        style={{ '--shape': shape } as CSSProperties}
      >
        <div className={s['beside']}>
          <ReportAnswer result={result} question={manifest?.task.question ?? null} isPhantom={isPhantom} />
        </div>
        <figure className={s['overview']}>
          <div className={s['frame']}>
            <SlideMapPicture
              slide={size}
              picture={picture}
              map={map}
              overlay={overlay}
              marks={hasPatches ? marks : NO_MARKS}
              label={text.report.overview}
              className={s['large'] ?? ''}
            />
          </div>
          {map ? (
            <figcaption>
              <strong>{mapName(map.id)}</strong>
              <PrintedLegend map={map} overlay={overlay} />
              {hasPatches ? <span className={s['soft']}>{text.report.overviewNote(top.length)}</span> : null}
            </figcaption>
          ) : null}
        </figure>
      </div>
      {hasMaps ? <MapRow slide={size} picture={picture} maps={maps.slice(0, MOST_MAPS)} overlay={overlay} /> : null}
      {hasPatches ? <TopPatches map={map} patches={top} pictures={pictures} hasFailed={hasFailed} /> : null}
      {leftOut.length > 0 ? <p className={s['caution']}>{text.report.leftOut(leftOut)}</p> : null}
      <SlideSection slide={slide} run={result.run} />
      <RecordSection result={result} />
      <footer className={s['foot']}>
        <span>{text.app.researchUseLong}</span>
        <span>{text.report.madeWith}</span>
      </footer>
    </article>
  );
}
