import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Level0Point } from '#core/geometry/frames.ts';
import type { Anchor } from '#core/geometry/linked-view.ts';
import type { MapKey } from '#core/result/imports/imported-maps.ts';

/**
 * `single`: what the window shows. `swipe`: one view of one slide with a divider, another map on either side. `two`, `four`: views
 * beside each other.
 */
export type CompareLayout = 'single' | 'swipe' | 'two' | 'four';

/** One map of one of a slide's results. */
export interface MapChoice {
  /** Of the result; null while what lies over the slide belongs to none that is kept (a run in progress). */
  readonly resultKey: string | null;
  readonly mapId: MapKey;
  /** It is that of the full slide whatever is asked of the result; otherwise as asked. */
  readonly isFull?: true;
}

/** What a pane shows: a slide, and over it a map or nothing. */
export interface PaneContent {
  readonly slideId: string;
  /** Null: the slide only. A result that is gone counts as that until it is brought back. */
  readonly map: MapChoice | null;
}

/** One of the views beside each other, or one side of the divider. */
export interface Pane extends PaneContent {
  /** Stays its own as long as it is on screen, whatever it shows. */
  readonly id: number;
}

export interface CompareState {
  readonly layout: CompareLayout;
  /** The layout in which was compared last; null before. */
  readonly lastLayout: Exclude<CompareLayout, 'single'> | null;
  /** In reading order; with `swipe` left and right. Empty in the single view, which shows what the stores of the window say. */
  readonly panes: readonly Pane[];
  /** The pane that panel, keys and readout belong to; the window shows its slide, result and map. In the single view: its own. */
  readonly activeId: number;
  readonly nextId: number;
  /** Where the divider is, 0..1 of the view's width. */
  readonly divider: number;
  /** Whether the views move together. */
  readonly isLinked: boolean;
  /** Corresponding places of the slides on screen, by slide id; the link of different slides rests on them. */
  readonly anchors: Readonly<Record<string, Anchor>>;
  /** The pane with the pointer over it and the corresponding level-0 point of each, by pane id; none for slides that are not linked. */
  readonly pointer: { readonly paneId: number; readonly points: Readonly<Record<number, Level0Point>> } | null;
}

export type CompareStore = StoreApi<CompareState>;

export const SINGLE_VIEW: CompareState = {
  layout: 'single',
  lastLayout: null,
  panes: [],
  activeId: 0,
  nextId: 1,
  divider: 0.5,
  isLinked: true,
  anchors: {},
  pointer: null,
};

export const PANES: Readonly<Record<Exclude<CompareLayout, 'single'>, number>> = { swipe: 2, two: 2, four: 4 };

export function createCompareStore(): CompareStore {
  return createStore(() => SINGLE_VIEW);
}

/** The views on screen, each named by the id of its (first) pane: a viewer stays as long as its name does. */
export function frameIds({ layout, panes, activeId }: CompareState): readonly number[] {
  if (layout === 'single') return [activeId];
  return (layout === 'swipe' ? panes.slice(0, 1) : panes).map(({ id }) => id);
}

/** Whether the frame is the one that panel, keys and readout belong to. Both sides of a divider are one frame. */
export function isActiveFrame({ layout, activeId }: CompareState, frameId: number): boolean {
  return layout === 'swipe' || frameId === activeId;
}

export function paneOf({ panes }: CompareState, id: number): Pane | null {
  return panes.find((pane) => pane.id === id) ?? null;
}

export function isSameContent(a: PaneContent | null, b: PaneContent | null): boolean {
  return a?.slideId === b?.slideId && isSameMap(a?.map ?? null, b?.map ?? null);
}

export function isSameMap(a: MapChoice | null, b: MapChoice | null): boolean {
  return a?.resultKey === b?.resultKey && a?.mapId === b?.mapId && a?.isFull === b?.isFull;
}

/**
 * Shows some layout. What is on screen stays where it can, the active pane in any case; panes that come are filled with
 * `others`, the first that nobody shows, and once these are used up with the active pane's slide alone.
 * @param shown what the active pane shows, in the single view what the window shows
 * @param others what could be compared with it, best first
 */
export function showLayout(
  state: CompareState,
  layout: CompareLayout,
  shown: PaneContent,
  others: readonly PaneContent[],
): CompareState {
  if (layout === state.layout) return state;
  // The viewer of a divider bears the name of its left side.
  if (layout === 'single')
    return { ...state, layout, panes: [], activeId: frameOfActive(state), anchors: {}, pointer: null };
  const active: Pane = { id: state.activeId, ...(paneOf(state, state.activeId) ?? shown) };
  const before = state.panes.length > 0 ? state.panes : [active];
  const isPossible = ({ slideId }: PaneContent) => layout !== 'swipe' || slideId === active.slideId;
  const kept = keepAround(before.filter(isPossible), active.id, PANES[layout]);
  const panes = [...kept];
  let { nextId } = state;
  while (panes.length < PANES[layout]) {
    const next = others.find((one) => isPossible(one) && !panes.some((pane) => isSameContent(pane, one)));
    panes.push({ id: nextId++, ...(next ?? { slideId: active.slideId, map: null }) });
  }
  return { ...state, layout, lastLayout: layout, panes, nextId, pointer: null, isLinked: true };
}

/** As many panes as there is room for, in their order, the active one among them. */
function keepAround(panes: readonly Pane[], activeId: number, most: number): readonly Pane[] {
  const first = panes.slice(0, most);
  const active = panes.find(({ id }) => id === activeId);
  return !active || first.includes(active) ? first : [...first.slice(0, most - 1), active];
}

function frameOfActive(state: CompareState): number {
  return state.layout === 'swipe' ? (state.panes[0]?.id ?? state.activeId) : state.activeId;
}

/** Makes a pane the one that panel, keys and readout belong to; unchanged where there is none of that name. */
export function activatePane(state: CompareState, id: number): CompareState {
  return state.activeId === id || !paneOf(state, id) ? state : { ...state, activeId: id };
}

/** Shows something else in a pane. The two sides of a divider are of one slide: with another slide the other side shows that slide only. */
export function changePane(state: CompareState, id: number, { slideId, map }: PaneContent): CompareState {
  const before = paneOf(state, id);
  if (!before || isSameContent(before, { slideId, map })) return state;
  const panes = state.panes.map((pane): Pane => {
    if (pane.id === id) return { id, slideId, map };
    return state.layout === 'swipe' && pane.slideId !== slideId ? { id: pane.id, slideId, map: null } : pane;
  });
  return { ...state, panes, pointer: null };
}

/**
 * Takes a closed slide off the screen: its panes go. Of four, two are left where two remain, and one that shows `shown` takes
 * the place of the fourth; with one left, and on both sides of a divider, the window shows a single view again.
 * @param shown what the window shows now that the slide is gone; null where none is open
 */
export function dropSlide(state: CompareState, slideId: string, shown: PaneContent | null): CompareState {
  const panes = state.panes.filter((pane) => pane.slideId !== slideId);
  if (panes.length === state.panes.length) return state;
  const first = panes[0];
  if (!first || panes.length === 1 || !shown) {
    const activeId = first?.id ?? frameOfActive(state);
    return { ...state, layout: 'single', panes: [], activeId, anchors: {}, pointer: null };
  }
  const activeId = panes.some(({ id }) => id === state.activeId) ? state.activeId : first.id;
  const anchors = Object.fromEntries(Object.entries(state.anchors).filter(([id]) => id !== slideId));
  const left = { ...state, panes, activeId, anchors, pointer: null };
  if (panes.length === 2) return { ...left, layout: 'two' };
  const filler: Pane = { id: state.nextId, slideId: shown.slideId, map: null };
  return { ...left, panes: [...panes, filler], nextId: state.nextId + 1 };
}

/** Moves the divider, kept within the view and to a thousandth of its width. */
export function moveDivider(state: CompareState, divider: number): CompareState {
  const kept = Math.round(Math.min(1, Math.max(0, divider)) * 1000) / 1000;
  return kept === state.divider ? state : { ...state, divider: kept };
}

/** Has the views move together from here on, with these places of their slides corresponding. */
export function linkPanes(state: CompareState, anchors: Readonly<Record<string, Anchor>>): CompareState {
  return { ...state, isLinked: true, anchors };
}

/** Lets each view move by itself. */
export function unlinkPanes(state: CompareState): CompareState {
  return { ...state, isLinked: false };
}
