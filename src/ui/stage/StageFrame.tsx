import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { isActiveFrame, type Pane } from '#state/compare-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { showAnnotations } from '../annotations/show-annotations.ts';
import { useApp } from '../app-context.tsx';
import { contentText } from '../compare/content-text.ts';
import { PaneBar } from '../compare/PaneBar.tsx';
import { SwipeDivider } from '../compare/SwipeDivider.tsx';
import { RegionBar, RegionSize } from '../sampling/RegionBar.tsx';
import { CalibrationBar } from '../spacing/CalibrationBar.tsx';
import { CalibrationMarks } from '../spacing/CalibrationMarks.tsx';
import { driveViewer } from './drive-viewer.ts';
import s from './StageFrame.module.css';
import { useElementSize } from './use-element-size.ts';

/** One view of a slide: alone, with a divider in it, or beside others. Its viewer stays as long as the frame does, whatever it shows. */
export function StageFrame(props: {
  readonly id: number;
  /** Of the window: what is asked of a slide (a calibration, a region) is asked in the active view of it. */
  readonly slide: OpenSlide | null;
  /** Called with the viewer when it has been made; the function that it returns, before it is destroyed. */
  readonly onViewer: (id: number, viewer: SlideViewer, host: HTMLElement) => () => void;
}) {
  const { id, slide, onViewer } = props;
  const { stores, commands, createViewer } = useApp();
  const layout = useStore(stores.compare, (state) => state.layout);
  const panes = useStore(stores.compare, (state) => state.panes);
  const isActive = useStore(stores.compare, (state) => isActiveFrame(state, id));
  const isCalibrating = useStore(stores.view, (state) => state.calibration.kind !== 'off');
  const host = useRef<HTMLDivElement>(null);
  const minimap = useRef<HTMLDivElement>(null);
  const [area, setArea] = useState<HTMLElement | null>(null);
  const size = useElementSize(area);
  const { activatePane } = commands;

  useEffect(() => {
    const element = host.current;
    if (!element || !minimap.current) return;
    const viewer = createViewer(element, minimap.current);
    const leave = onViewer(id, viewer, element);
    const untie = driveViewer(viewer, stores, {
      id,
      widthCssPx: () => element.clientWidth,
      activate: activatePane,
    });
    const untieAnnotations = showAnnotations(viewer, stores);
    return () => {
      leave();
      untieAnnotations();
      untie();
      viewer.destroy();
    };
  }, [createViewer, stores, onViewer, activatePane, id]);

  const isBeside = layout === 'two' || layout === 'four';
  const pane = isBeside ? panes.find((one) => one.id === id) : undefined;
  const number = pane ? panes.indexOf(pane) + 1 : 1;
  const activate = () => {
    if (isBeside) activatePane(id);
  };
  return (
    <section
      className={s['frame']}
      data-active={isBeside && isActive}
      data-beside={isBeside ? layout : undefined}
      aria-label={pane ? text.compare.viewBar(number) : undefined}
      onPointerDownCapture={activate}
      onFocusCapture={activate}
    >
      {pane ? <PaneBar pane={pane} mark={String(number)} where={text.compare.viewBar(number)} /> : null}
      {layout === 'swipe' ? <Sides panes={panes} /> : null}
      <div ref={setArea} className={s['area']} data-calibrating={isActive && isCalibrating}>
        <HostLabel pane={pane ?? null} number={number} count={panes.length} slide={slide}>
          {(label) => <div ref={host} className={s['host']} tabIndex={0} role="application" aria-label={label} />}
        </HostLabel>
        <div ref={minimap} className={s['minimap']} role="img" aria-label={text.stage.minimap} hidden={!slide} />
        {layout === 'swipe' ? <SwipeDivider /> : null}
        {slide && isActive ? (
          <>
            <CalibrationMarks slideId={slide.description.id} widthCssPx={size.width} heightCssPx={size.height} />
            <CalibrationBar slide={slide} />
            <RegionSize slide={slide} widthCssPx={size.width} heightCssPx={size.height} />
            <RegionBar slide={slide} />
          </>
        ) : null}
      </div>
    </section>
  );
}

/** The accessible name of a view: which slide, and while comparing what lies over it. */
function HostLabel(props: {
  readonly pane: Pane | null;
  readonly number: number;
  readonly count: number;
  readonly slide: OpenSlide | null;
  readonly children: (label: string) => ReactNode;
}) {
  const { pane, number, count, slide } = props;
  const { stores } = useApp();
  const map = useStore(stores.runs, (state) => (pane ? contentText(pane, state) : ''));
  const name = useStore(stores.slides, (state) => (pane ? state.byId[pane.slideId]?.description.name : undefined));
  if (pane) return props.children(text.compare.view(number, count, name ?? '', map));
  return props.children(slide ? text.stage.canvas(slide.description.name) : text.stage.region);
}

/** What lies on either side of the divider. */
function Sides({ panes }: { readonly panes: readonly Pane[] }) {
  const { left, right } = text.compare.side;
  return (
    <div className={s['sides']}>
      {panes.map((pane, i) => (
        <PaneBar key={pane.id} pane={pane} mark={i === 0 ? left : right} where={i === 0 ? left : right} />
      ))}
    </div>
  );
}
