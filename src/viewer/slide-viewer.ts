/** Public face of the viewer. */
export { createSlideViewer, type SlideViewerOptions } from './create-slide-viewer.ts';
export type {
  DisplaySettings,
  HeatmapLayer,
  PatchMark,
  RegionOutline,
  SlideViewer,
  ViewerEvent,
  ViewState,
} from './viewer-types.ts';
