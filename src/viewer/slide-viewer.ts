/** Public face of the viewer. */
export { createSlideViewer, type SlideViewerOptions } from './create-slide-viewer.ts';
export type {
  DisplaySettings,
  DrawingSurface,
  DrawKey,
  DrawnShape,
  DrawTool,
  EditedShape,
  HeatmapLayer,
  PatchMark,
  RegionOutline,
  ShapeGroup,
  SlideViewer,
  Snapshot,
  SwipeLayer,
  ViewerEvent,
  ViewState,
} from './viewer-types.ts';
