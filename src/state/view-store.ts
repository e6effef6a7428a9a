import { createStore, type StoreApi } from 'zustand/vanilla';
import { level0Point, type Level0Point } from '#core/geometry/frames.ts';

/** What part of the slide is on screen; the viewer's own report, kept for the scale bar and for switching slides. */
export interface View {
  readonly center: Level0Point;
  readonly level0PxPerCssPx: number;
  readonly rotationDeg: number;
  readonly umPerCssPx: number | null;
  readonly magnification: number | null;
}

/** Two clicks on a known distance. */
export type Calibration =
  | { readonly kind: 'off' }
  | { readonly kind: 'first' }
  | { readonly kind: 'second'; readonly from: Level0Point }
  | { readonly kind: 'length'; readonly from: Level0Point; readonly to: Level0Point };

export interface ViewState {
  /** Last view of each slide, by slide id. */
  readonly bySlide: Readonly<Record<string, View>>;
  /** Level-0 point under the pointer; null when it is elsewhere. */
  readonly pointer: Level0Point | null;
  readonly calibration: Calibration;
  /** Tiles wanted for this view and not there yet. */
  readonly tilesLoading: number;
}

export type ViewStore = StoreApi<ViewState>;

export const NO_VIEW: ViewState = { bySlide: {}, pointer: null, calibration: { kind: 'off' }, tilesLoading: 0 };

export function createViewStore(): ViewStore {
  return createStore(() => NO_VIEW);
}

export function moveView(state: ViewState, slideId: string, view: View): ViewState {
  return { ...state, bySlide: { ...state.bySlide, [slideId]: view } };
}

/** One click of a calibration; unchanged while none is under way or the two points are there already. */
export function calibrationClick(state: ViewState, point: Level0Point): ViewState {
  const { calibration } = state;
  if (calibration.kind === 'first') return { ...state, calibration: { kind: 'second', from: point } };
  if (calibration.kind === 'second') {
    const isSamePoint = calibration.from.x === point.x && calibration.from.y === point.y;
    return isSamePoint ? state : { ...state, calibration: { kind: 'length', from: calibration.from, to: point } };
  }
  return state;
}

/** Distance between two level-0 points, px. */
export function distancePx(from: Level0Point, to: Level0Point): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** Where a level-0 point is drawn, CSS px from the viewer's top left corner, in a viewer of the given CSS size. */
export function toCss(view: View, point: Level0Point, widthCss: number, heightCss: number): { x: number; y: number } {
  const angle = (view.rotationDeg * Math.PI) / 180;
  const dx = (point.x - view.center.x) / view.level0PxPerCssPx;
  const dy = (point.y - view.center.y) / view.level0PxPerCssPx;
  return {
    x: widthCss / 2 + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: heightCss / 2 + dx * Math.sin(angle) + dy * Math.cos(angle),
  };
}

/** The reverse of {@link toCss}. */
export function fromCss(view: View, x: number, y: number, widthCss: number, heightCss: number): Level0Point {
  const angle = (view.rotationDeg * Math.PI) / 180;
  const dx = (x - widthCss / 2) * view.level0PxPerCssPx;
  const dy = (y - heightCss / 2) * view.level0PxPerCssPx;
  return level0Point(
    view.center.x + dx * Math.cos(angle) + dy * Math.sin(angle),
    view.center.y - dx * Math.sin(angle) + dy * Math.cos(angle),
  );
}
