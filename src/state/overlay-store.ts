import { createStore, type StoreApi } from 'zustand/vanilla';
import { DEFAULT_COLOUR_MAP, type ColourMapId } from '#core/heatmap/colour-maps.ts';
import type { MapId } from '#core/result/run-result.ts';

/** Colour by the values, or by how each patch stands among the others. */
export type Scaling = 'value' | 'percentile';

/** What is drawn over the slide and how. One setting for all slides, so that two can be compared. */
export interface OverlayState {
  readonly mapId: MapId;
  readonly colourMap: ColourMapId;
  readonly scaling: Scaling;
  /** 0..1. */
  readonly opacity: number;
  /** Patches in the lowest part of the colour scale, 0..1 of its length, are left out; 0 = all are drawn. */
  readonly hideBelow: number;
  readonly visible: boolean;
  /** The peek key is held: the overlay is out of the way for that long. */
  readonly peeking: boolean;
  readonly showTissue: boolean;
  readonly showPatchGrid: boolean;
}

export type OverlayStore = StoreApi<OverlayState>;

const OPACITY_STEP = 0.1;

export const INITIAL_OVERLAY: OverlayState = {
  mapId: 'task-relevance',
  colourMap: DEFAULT_COLOUR_MAP,
  scaling: 'value',
  opacity: 0.6,
  hideBelow: 0,
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
