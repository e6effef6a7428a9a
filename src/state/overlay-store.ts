import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_COLOUR_MAP, DEFAULT_SIGNED_COLOUR_MAP, type ColourMapId } from '#core/heatmap/colour-maps.ts';
import type { MapKey } from '#core/result/imports/imported-maps.ts';

/** Colour by the values, by the share of other patches that are lower, or by the place among all. */
export type Scaling = 'value' | 'percentile' | 'rank';

/**
 * What part of a scale the colours span and what is left out, in the scale's own unit: the value as it is shown, percentile 0..100, or place (1 =
 * highest). Not a share of the scale, so that one setting means the same on every slide. Null: as far as the scale goes, nothing left out.
 */
export interface ScaleWindow {
  /** Where the low colours begin. */
  readonly low: number | null;
  /** Where the high colours end. */
  readonly high: number | null;
  /** Patches on the low side of this are not drawn. */
  readonly hideBelow: number | null;
}

export const WHOLE_SCALE: ScaleWindow = { low: null, high: null, hideBelow: null };

/** How one map is drawn. */
export interface MapSettings {
  readonly scaling: Scaling;
  /** Of each scaling, where that was changed; {@link windowOf}. */
  readonly windows: Readonly<Partial<Record<Scaling, ScaleWindow>>>;
}

/** What is drawn over the slide and how. One setting for all slides and results, so that two can be compared. */
export interface OverlayState {
  /** Maps chosen so far, the last choice first: each result shows the first of these that it has. */
  readonly chosenMaps: readonly MapKey[];
  /** How each map is drawn, where that was changed; {@link settingsOf}. */
  readonly byMap: Readonly<Partial<Record<MapKey, MapSettings>>>;
  readonly colourMap: ColourMapId;
  /** Of maps with values on both sides of zero. */
  readonly signedColourMap: ColourMapId;
  /** High values take the low colours. */
  readonly reversed: boolean;
  /** Fills in between patches for the eye; else one colour per patch. */
  readonly interpolated: boolean;
  /** 0..1. */
  readonly opacity: number;
  readonly visible: boolean;
  /** The peek key is held: the overlay is out of the way for that long. */
  readonly peeking: boolean;
  readonly showTissue: boolean;
  readonly showPatchGrid: boolean;
}

export type OverlayStore = StoreApi<OverlayState>;

const OPACITY_STEP = 0.1;

const BY_VALUE: MapSettings = { scaling: 'value', windows: {} };

/** A learnt sampling distribution is nearly flat (1.002 × uniform at its maximum): by value it is one colour. */
const BY_PERCENTILE: MapSettings = { scaling: 'percentile', windows: {} };

export const INITIAL_OVERLAY: OverlayState = {
  chosenMaps: [],
  byMap: {},
  colourMap: DEFAULT_COLOUR_MAP,
  signedColourMap: DEFAULT_SIGNED_COLOUR_MAP,
  reversed: false,
  interpolated: false,
  opacity: 0.6,
  visible: true,
  peeking: false,
  showTissue: false,
  showPatchGrid: false,
};

export function createOverlayStore(): OverlayStore {
  return createStore(() => INITIAL_OVERLAY);
}

/** Sets the opacity, kept within 0..1 and to whole per cent. */
export function setOpacity(state: OverlayState, opacity: number): OverlayState {
  return { ...state, opacity: Math.round(Math.min(1, Math.max(0, opacity)) * 100) / 100 };
}

export function stepOpacity(state: OverlayState, steps: number): OverlayState {
  return setOpacity(state, state.opacity + steps * OPACITY_STEP);
}

/** The user's own choice of a map; other results keep to it where they have that map. */
export function chooseMap(state: OverlayState, id: MapKey): OverlayState {
  return { ...state, chosenMaps: [id, ...state.chosenMaps.filter((other) => other !== id)] };
}

/** How a map is drawn. The same object as long as nothing about it changes. */
export function settingsOf({ byMap }: Pick<OverlayState, 'byMap'>, id: MapKey): MapSettings {
  return byMap[id] ?? (id === 'sampling-probability' ? BY_PERCENTILE : BY_VALUE);
}

/** The window on the scale in use. */
export function windowOf({ scaling, windows }: MapSettings): ScaleWindow {
  return windows[scaling] ?? WHOLE_SCALE;
}

export function chooseScaling(state: OverlayState, id: MapKey, scaling: Scaling): OverlayState {
  return { ...state, byMap: { ...state.byMap, [id]: { ...settingsOf(state, id), scaling } } };
}

/** Changes the window on the scale that a map is drawn by; those of its other scales stay. */
export function changeWindow(state: OverlayState, id: MapKey, change: Partial<ScaleWindow>): OverlayState {
  const settings = settingsOf(state, id);
  const windows = { ...settings.windows, [settings.scaling]: { ...windowOf(settings), ...change } };
  return { ...state, byMap: { ...state.byMap, [id]: { ...settings, windows } } };
}

/** The colours for maps whose values are signed or not. */
export function colourMapFor(
  state: Pick<OverlayState, 'colourMap' | 'signedColourMap'>,
  isSigned: boolean,
): ColourMapId {
  return isSigned ? state.signedColourMap : state.colourMap;
}
