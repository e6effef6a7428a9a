import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { AppCommands } from '#commands/create-commands.ts';
import { frameIds } from '#state/compare-store.ts';
import { shownSlide } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import { text } from '#ui/messages/text.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { annotationKeys } from '../annotations/annotation-keys.ts';
import { editAnnotations } from '../annotations/edit-annotations.ts';
import { useApp } from '../app-context.tsx';
import { CompareBar } from '../compare/CompareBar.tsx';
import { linkViews } from '../compare/link-views.ts';
import { drawingKeys } from '../drawing/drawing-keys.ts';
import { driveDrawing } from '../drawing/drive-drawing.ts';
import { driveSampling } from '../sampling/drive-sampling.ts';
import { driveQuestions } from '../what-if/drive-questions.ts';
import { InstrumentStrip } from './InstrumentStrip.tsx';
import { Readout } from './Readout.tsx';
import s from './SlideStage.module.css';
import { StageFrame } from './StageFrame.tsx';

/** A viewer and the element it fills. */
interface HostedViewer {
  readonly viewer: SlideViewer;
  readonly host: HTMLElement;
}

/** The slide, or several views of slides, with nothing over them but what is asked for, and the instruments below. */
export function SlideStage({ onViewer }: { readonly onViewer: (viewer: SlideViewer | null) => void }) {
  const { stores, commands } = useApp();
  const slide = useStore(stores.slides, shownSlide);
  const layout = useStore(stores.compare, (state) => state.layout);
  const activeId = useStore(stores.compare, (state) => state.activeId);
  const frames = useStore(stores.compare, useShallow(frameIds));
  const [link] = useState(() => linkViews(stores));
  const [viewers, setViewers] = useState<ReadonlyMap<number, HostedViewer>>(new Map());
  useEffect(() => link.start(), [link]);

  const addViewer = useCallback(
    (id: number, viewer: SlideViewer, host: HTMLElement) => {
      const leave = link.add(id, viewer);
      setViewers((before) => new Map(before).set(id, { viewer, host }));
      return () => {
        leave();
        setViewers((before) => new Map([...before].filter(([other]) => other !== id)));
      };
    },
    [link],
  );

  const activeFrame = layout === 'swipe' ? frames[0] : activeId;
  const active = viewers.get(activeFrame ?? NaN) ?? null;
  useEffect(() => {
    onViewer(active?.viewer ?? null);
    if (!active) return;
    const untie = driveActiveView(active, stores, commands);
    return () => {
      onViewer(null);
      untie();
    };
  }, [active, stores, commands, onViewer]);

  return (
    <main className={s['stage']} aria-label={text.stage.region}>
      <CompareBar />
      <div className={s['frames']} data-layout={layout}>
        {frames.map((id) => (
          <StageFrame key={id} id={id} slide={slide} onViewer={addViewer} />
        ))}
      </div>
      {slide ? (
        <>
          <Readout slide={slide} />
          <InstrumentStrip slide={slide} />
        </>
      ) : null}
    </main>
  );
}

/** Ties what belongs to the active view alone; what it has put over the slide goes when another view becomes the active one. */
function driveActiveView({ viewer, host }: HostedViewer, stores: Stores, commands: AppCommands): () => void {
  const unties = [
    driveSampling(viewer, stores),
    driveDrawing(viewer, stores),
    drawingKeys(viewer, stores, host),
    editAnnotations(viewer, stores, commands),
    annotationKeys(stores),
    driveQuestions(viewer, stores, commands),
  ];
  return () => {
    for (const untie of unties) untie();
    viewer.setDrawTool(null);
    viewer.setRegions([]);
    viewer.setMarks([], null);
    viewer.setShapes('question', []);
  };
}
