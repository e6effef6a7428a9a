import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { Level0Point } from '#core/geometry/frames.ts';

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

/** How far the drawing of one view has got. */
export interface Waiting {
  readonly tilesLoading: number;
  readonly isSettled: boolean;
}

/** Tiles of one view that could not be had, as the server or a worker failed, and why the last of them. */
export interface Unread {
  readonly count: number;
  readonly error: PlainError;
}

export interface ViewState extends Waiting {
  /** Last view of each slide, by slide id. */
  readonly bySlide: Readonly<Record<string, View>>;
  /** Level-0 point under the pointer; null when it is elsewhere. */
  readonly pointer: Level0Point | null;
  readonly calibration: Calibration;
  /** What each view on screen waits for, by its frame (`frameIds`). */
  readonly waiting: Readonly<Record<number, Waiting>>;
  /** By its frame, likewise; views that miss nothing are absent. */
  readonly unread: Readonly<Record<number, Unread>>;
  /** How often it was asked that what is unread be read again. */
  readonly readAgain: number;
  /** Tiles wanted for all views together and not there yet. */
  readonly tilesLoading: number;
  /** Nothing moves and all that is in view is drawn, in every view; true too while no slide is open. */
  readonly isSettled: boolean;
}

export type ViewStore = StoreApi<ViewState>;

export const NO_VIEW: ViewState = {
  bySlide: {},
  pointer: null,
  calibration: { kind: 'off' },
  waiting: {},
  unread: {},
  readAgain: 0,
  tilesLoading: 0,
  isSettled: true,
};

export function createViewStore(): ViewStore {
  return createStore(() => NO_VIEW);
}

export function moveView(state: ViewState, slideId: string, view: View): ViewState {
  return { ...state, bySlide: { ...state.bySlide, [slideId]: view } };
}

/** Takes what one view waits for; null where it is gone from the screen. */
export function tellWaiting(state: ViewState, frameId: number, told: Waiting | null): ViewState {
  const others = Object.entries(state.waiting).filter(([id]) => Number(id) !== frameId);
  const waiting: Record<number, Waiting> = Object.fromEntries(others);
  if (told) waiting[frameId] = told;
  const all = Object.values(waiting);
  const tilesLoading = all.reduce((sum, one) => sum + one.tilesLoading, 0);
  return { ...state, waiting, tilesLoading, isSettled: all.every((one) => one.isSettled) };
}

/** Takes what one view could not have; null where it misses nothing, or is gone from the screen. */
export function tellUnread(state: ViewState, frameId: number, told: Unread | null): ViewState {
  if (!told && !state.unread[frameId]) return state;
  const others = Object.entries(state.unread).filter(([id]) => Number(id) !== frameId);
  const unread: Record<number, Unread> = Object.fromEntries(others);
  if (told) unread[frameId] = told;
  return { ...state, unread };
}

/** What all views together could not have; null where they miss nothing. */
export function allUnread(unread: ViewState['unread']): Unread | null {
  const all = Object.values(unread);
  const last = all.at(-1);
  return last ? { count: all.reduce((sum, { count }) => sum + count, 0), error: last.error } : null;
}

/** Has every view read again what it could not have. */
export function readAgain(state: ViewState): ViewState {
  return { ...state, readAgain: state.readAgain + 1 };
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
