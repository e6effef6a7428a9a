import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Shape } from '#core/geometry/shapes.ts';

/** How something is drawn; a freehand outline becomes a polygon, `paint` is strokes of a brush. */
export type DrawKind = 'point' | 'line' | 'rectangle' | 'polygon' | 'freehand' | 'paint';

/** What the drawing is for; whoever it is for takes the shapes and puts the tool away. */
export type DrawPurpose = 'annotation' | 'ruler' | 'exclude' | 'keep' | 'sampling-region';

export interface ActiveTool {
  readonly purpose: DrawPurpose;
  readonly kind: DrawKind;
}

/** Draws the one region that attention sampling looks over. */
export const REGION_TOOL: ActiveTool = { purpose: 'sampling-region', kind: 'rectangle' };

/** Measures a length. */
export const RULER_TOOL: ActiveTool = { purpose: 'ruler', kind: 'line' };

/** The one tool of the window. */
export interface DrawingState {
  readonly active: ActiveTool | null;
  /** The shape as it is being drawn, level-0 px; null while nothing is. */
  readonly draft: Shape | null;
}

export type DrawingStore = StoreApi<DrawingState>;

export const NOT_DRAWING: DrawingState = { active: null, draft: null };

export function createDrawingStore(): DrawingStore {
  return createStore(() => NOT_DRAWING);
}

/** Takes up a tool in the place of any other; what was begun with that one is given up. */
export function takeTool(state: DrawingState, tool: ActiveTool): DrawingState {
  const { active } = state;
  if (active?.purpose === tool.purpose && active.kind === tool.kind) return state;
  return { active: tool, draft: null };
}

/** Takes up a tool, or puts it away where it is the one in hand. */
export function toggleTool(state: DrawingState, tool: ActiveTool): DrawingState {
  const taken = takeTool(state, tool);
  return taken === state ? NOT_DRAWING : taken;
}

/** Puts the tool away, whichever it is; only that of `purpose` where one is named. */
export function putToolAway(state: DrawingState, purpose?: DrawPurpose): DrawingState {
  if (!state.active || (purpose !== undefined && state.active.purpose !== purpose)) return state;
  return NOT_DRAWING;
}
