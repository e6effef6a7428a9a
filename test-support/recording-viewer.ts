import type { SlideViewer, ViewerEvent } from '#viewer/viewer-types.ts';

/** A viewer that shows nothing and writes down what it is told. */
export function recordingViewer() {
  const calls: [keyof SlideViewer, ...unknown[]][] = [];
  let listener: (event: ViewerEvent) => void = () => undefined;
  const record =
    (name: keyof SlideViewer) =>
    (...values: unknown[]) => {
      calls.push([name, ...values]);
    };
  const viewer: SlideViewer = {
    open: record('open'),
    close: record('close'),
    setSpacing: record('setSpacing'),
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
    setTissueMask: record('setTissueMask'),
    setPatchPlan: record('setPatchPlan'),
    setMarkedPatch: record('setMarkedPatch'),
    setSelectedPatch: record('setSelectedPatch'),
    setRegions: record('setRegions'),
    setMarks: record('setMarks'),
    setRegionTool: record('setRegionTool'),
    regionInView: () => null,
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
