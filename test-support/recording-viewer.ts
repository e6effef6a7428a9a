import type { SlideViewer, ViewerEvent } from '#viewer/viewer-types.ts';

/** A viewer that shows nothing and writes down what it is told. */
export function recordingViewer() {
  const calls: [keyof SlideViewer, ...unknown[]][] = [];
  let slideId: string | null = null;
  let listener: (event: ViewerEvent) => void = () => undefined;
  const record =
    (name: keyof SlideViewer) =>
    (...values: unknown[]) => {
      calls.push([name, ...values]);
    };
  const viewer: SlideViewer = {
    open: (slide) => {
      slideId = slide.id;
      calls.push(['open', slide]);
    },
    close: record('close'),
    setSpacing: record('setSpacing'),
    slideId: () => slideId,
    view: () => null,
    fitSlide: record('fitSlide'),
    zoomBy: record('zoomBy'),
    panBy: record('panBy'),
    setScale: record('setScale'),
    rotateBy: record('rotateBy'),
    setRotation: record('setRotation'),
    flyTo: record('flyTo'),
    setView: record('setView'),
    setHeatmap: record('setHeatmap'),
    setSwipe: record('setSwipe'),
    setCross: record('setCross'),
    setTissueMask: record('setTissueMask'),
    setPatchPlan: record('setPatchPlan'),
    setMarkedPatch: record('setMarkedPatch'),
    setSelectedPatch: record('setSelectedPatch'),
    setRegions: record('setRegions'),
    setMarks: record('setMarks'),
    readAgain: record('readAgain'),
    setDrawTool: record('setDrawTool'),
    drawKey: () => false,
    setShapes: record('setShapes'),
    setEdited: record('setEdited'),
    regionInView: () => null,
    snapshot: () => null,
    setDisplay: record('setDisplay'),
    subscribe: (given) => {
      listener = given;
      return () => {
        listener = () => undefined;
      };
    },
    destroy: record('destroy'),
  };
  return {
    viewer,
    calls,
    /** First argument of the last call of that name. */
    last: (name: keyof SlideViewer) => calls.findLast(([called]) => called === name)?.[1],
    count: (name: keyof SlideViewer) => calls.filter(([called]) => called === name).length,
    tell: (event: ViewerEvent) => {
      listener(event);
    },
  };
}
