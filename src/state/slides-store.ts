import { createStore, type StoreApi } from 'zustand/vanilla';
import { FoveaError, toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import type { Spacing } from '#core/geometry/frames.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { CANCELLED, IDLE, done, failed, running, type AsyncStatus } from './async-status.ts';

/** Slides open at the same time; each holds a cache and may hold a result, so their number is bounded. */
export const MAX_OPEN_SLIDES = 4;

export interface OpenSlide {
  readonly description: SlideDescription;
  /** µm per level-0 px that the user stated; goes before what the file says. */
  readonly statedUmPerPx: number | null;
  /** Host that the whole file was downloaded from into this window; null where it is read in place. */
  readonly downloadedFrom: string | null;
  /** Tiles that could not be shown, counted by the slide worker. */
  readonly damagedTiles: number;
  /** Bytes read from the file or server so far. */
  readonly bytesRead: number;
  /** Hosts contacted for this slide; empty for a local file. */
  readonly hosts: readonly string[];
}

export interface Opening {
  /** Identifies this attempt: a late answer of an earlier one is dropped. */
  readonly token: string;
  /** What is being opened, for the screen. */
  readonly name: string;
  /** How far a download of the whole file is; null where the slide is read in place. */
  readonly download: { readonly doneBytes: number; readonly totalBytes: number | null } | null;
}

export interface SlidesState {
  readonly byId: Readonly<Record<string, OpenSlide>>;
  /** Slide ids in the order in which they were opened. */
  readonly order: readonly string[];
  readonly shownId: string | null;
  readonly opening: AsyncStatus<Opening, string>;
}

export type SlidesStore = StoreApi<SlidesState>;

export const NO_SLIDES: SlidesState = { byId: {}, order: [], shownId: null, opening: IDLE };

export function createSlidesStore(): SlidesStore {
  return createStore(() => NO_SLIDES);
}

export function beginOpening(state: SlidesState, opening: Opening): SlidesState {
  return { ...state, opening: running(opening) };
}

/** True while `token` is the attempt on screen. */
export function isOpening(state: SlidesState, token: string): boolean {
  return state.opening.kind === 'running' && state.opening.progress.token === token;
}

export function progressOpening(state: SlidesState, token: string, download: Opening['download']): SlidesState {
  if (state.opening.kind !== 'running' || state.opening.progress.token !== token) return state;
  return { ...state, opening: running({ ...state.opening.progress, download }) };
}

/** Adds the slide and shows it; the state is unchanged when `token` is no longer the current attempt. An id already open is refused. */
export function finishOpening(
  state: SlidesState,
  token: string,
  description: SlideDescription,
  own: Pick<OpenSlide, 'statedUmPerPx' | 'downloadedFrom'>,
): SlidesState {
  if (!isOpening(state, token)) return state;
  // Results are kept by slide id: a second slide under one would be shown with the first one's.
  if (state.byId[description.id])
    return failOpening(state, token, toPlainError(new FoveaError('internal', { what: 'a slide id was given twice' })));
  const slide: OpenSlide = { description, ...own, damagedTiles: 0, bytesRead: 0, hosts: [] };
  return {
    byId: { ...state.byId, [description.id]: slide },
    order: [...state.order, description.id],
    shownId: description.id,
    opening: done(description.id),
  };
}

export function failOpening(state: SlidesState, token: string, error: PlainError): SlidesState {
  return isOpening(state, token) ? { ...state, opening: failed(error) } : state;
}

export function cancelOpening(state: SlidesState): SlidesState {
  return state.opening.kind === 'running' ? { ...state, opening: CANCELLED } : state;
}

export function dismissOpening(state: SlidesState): SlidesState {
  return state.opening.kind === 'failed' ? { ...state, opening: IDLE } : state;
}

/** Removes a slide; its neighbour is shown if it was on screen. */
export function removeSlide(state: SlidesState, slideId: string): SlidesState {
  if (!state.byId[slideId]) return state;
  const index = state.order.indexOf(slideId);
  const order = state.order.filter((id) => id !== slideId);
  const byId = Object.fromEntries(Object.entries(state.byId).filter(([id]) => id !== slideId));
  const neighbour = order[Math.min(index, order.length - 1)] ?? null;
  return { ...state, byId, order, shownId: state.shownId === slideId ? neighbour : state.shownId };
}

export function showSlide(state: SlidesState, slideId: string): SlidesState {
  return state.byId[slideId] ? { ...state, shownId: slideId } : state;
}

/** Replaces fields of one open slide; unchanged when it is no longer open. */
export function updateSlide(
  state: SlidesState,
  slideId: string,
  change: Partial<Omit<OpenSlide, 'description'>>,
): SlidesState {
  const slide = state.byId[slideId];
  return slide ? { ...state, byId: { ...state.byId, [slideId]: { ...slide, ...change } } } : state;
}

export function shownSlide(state: SlidesState): OpenSlide | null {
  return state.shownId === null ? null : (state.byId[state.shownId] ?? null);
}

/** The spacing to work with and who stated it; null where nobody did. The user goes before the file. */
export function spacingInUse(
  slide: OpenSlide,
): { readonly spacing: Spacing; readonly statedBy: 'metadata' | 'user' } | null {
  if (slide.statedUmPerPx !== null)
    return { spacing: { xUmPerPx: slide.statedUmPerPx, yUmPerPx: slide.statedUmPerPx }, statedBy: 'user' };
  return slide.description.spacing ? { spacing: slide.description.spacing, statedBy: 'metadata' } : null;
}
