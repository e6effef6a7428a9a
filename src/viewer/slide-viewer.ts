/** Public face of the viewer. */
export { createSlideViewer, type SlideViewerOptions } from './create-slide-viewer.ts';
export {
  NEUTRAL_DISPLAY,
  type DisplaySettings,
  type HeatmapLayer,
  type SlideViewer,
  type ViewerEvent,
  type ViewState,
} from './viewer-types.ts';
