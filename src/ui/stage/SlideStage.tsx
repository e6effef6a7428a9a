import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { shownSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { useApp } from '../app-context.tsx';
import { CalibrationBar } from '../spacing/CalibrationBar.tsx';
import { CalibrationMarks } from '../spacing/CalibrationMarks.tsx';
import { driveSampling } from '../sampling/drive-sampling.ts';
import { RegionBar, RegionSize } from '../sampling/RegionBar.tsx';
import { driveViewer } from './drive-viewer.ts';
import { InstrumentStrip } from './InstrumentStrip.tsx';
import { Readout } from './Readout.tsx';
import s from './SlideStage.module.css';
import { useElementSize } from './use-element-size.ts';

/** The slide, with nothing over it but what is asked for, and the instruments below it. */
export function SlideStage({ onViewer }: { readonly onViewer: (viewer: SlideViewer | null) => void }) {
  const { stores, createViewer } = useApp();
  const slide = useStore(stores.slides, shownSlide);
  const isCalibrating = useStore(stores.view, (state) => state.calibration.kind !== 'off');
  const host = useRef<HTMLDivElement>(null);
  const minimap = useRef<HTMLDivElement>(null);
  const [area, setArea] = useState<HTMLElement | null>(null);
  const size = useElementSize(area);

  useEffect(() => {
    if (!host.current || !minimap.current) return;
    const viewer = createViewer(host.current, minimap.current);
    const unties = [driveViewer(viewer, stores), driveSampling(viewer, stores)];
    onViewer(viewer);
    return () => {
      onViewer(null);
      for (const untie of unties) untie();
      viewer.destroy();
    };
  }, [createViewer, stores, onViewer]);

  return (
    <main className={s['stage']} aria-label={text.stage.region}>
      <div ref={setArea} className={s['area']} data-calibrating={isCalibrating}>
        <div
          ref={host}
          className={s['host']}
          tabIndex={0}
          role="application"
          aria-label={slide ? text.stage.canvas(slide.description.name) : text.stage.region}
        />
        <div ref={minimap} className={s['minimap']} role="img" aria-label={text.stage.minimap} hidden={!slide} />
        {slide ? (
          <>
            <CalibrationMarks slideId={slide.description.id} widthCssPx={size.width} heightCssPx={size.height} />
            <CalibrationBar slide={slide} />
            <RegionSize slide={slide} widthCssPx={size.width} heightCssPx={size.height} />
            <RegionBar slide={slide} />
          </>
        ) : null}
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
