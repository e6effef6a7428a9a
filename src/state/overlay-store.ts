import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_COLOUR_MAP, type ColourMapId } from '#core/heatmap/colour-maps.ts';
import type { MapId } from '#core/result/run-result.ts';

/** Colour by the values, or by how each patch stands among the others. */
export type Scaling = 'value' | 'percentile';

/** How one map is drawn. */
export interface MapSettings {
  readonly scaling: Scaling;
  /** Patches in the lowest part of the colour scale, 0..1 of its length, are left out; 0 = all are drawn. */
  readonly hideBelow: number;
}

/** What is drawn over the slide and how. One setting for all slides and results, so that two can be compared. */
export interface OverlayState {
  /** Maps chosen so far, the last choice first: each result shows the first of these that it has. */
  readonly chosenMaps: readonly MapId[];
  /** How each map is drawn, where that was changed; {@link settingsOf}. */
  readonly byMap: Readonly<Partial<Record<MapId, MapSettings>>>;
  readonly colourMap: ColourMapId;
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

const BY_VALUE: MapSettings = { scaling: 'value', hideBelow: 0 };

/** A learnt sampling distribution is nearly flat (1.002 × uniform at its maximum): by value it is one colour. */
const BY_PERCENTILE: MapSettings = { scaling: 'percentile', hideBelow: 0 };

export const INITIAL_OVERLAY: OverlayState = {
  chosenMaps: [],
  byMap: {},
  colourMap: DEFAULT_COLOUR_MAP,
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
export function chooseMap(state: OverlayState, id: MapId): OverlayState {
  return { ...state, chosenMaps: [id, ...state.chosenMaps.filter((other) => other !== id)] };
}

/** How a map is drawn. The same object as long as nothing about it changes. */
export function settingsOf({ byMap }: OverlayState, id: MapId): MapSettings {
  return byMap[id] ?? (id === 'sampling-probability' ? BY_PERCENTILE : BY_VALUE);
}

export function changeSettings(state: OverlayState, id: MapId, change: Partial<MapSettings>): OverlayState {
  return { ...state, byMap: { ...state.byMap, [id]: { ...settingsOf(state, id), ...change } } };
}
