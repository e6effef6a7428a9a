import { createStore, type StoreApi } from 'zustand/vanilla';
import { toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { fieldOfRegion } from '#core/pipelines/attention-sampling-fields.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { spacingForRun } from './model-fit.ts';
import { spacingInUse, type OpenSlide } from './slides-store.ts';

/** Where attention sampling is to look. */
export type SamplingScope = 'view' | 'drawn' | 'tissue' | 'whole-image';
export type SamplingMode = 'draw' | 'most-attended';
export type SamplingManifest = ManifestOf<'attention-sampling'>;

/** What one run is asked to do; the worker's `SamplingRequest`. */
export interface SamplingChoice {
  readonly scope:
    | { readonly kind: 'region'; readonly rect: Level0Rect }
    | { readonly kind: 'tissue' }
    | { readonly kind: 'whole-image' };
  readonly mode: SamplingMode;
  readonly seed: number;
  readonly samples: number;
  readonly repeats: number;
}

/** How attention sampling is to look and what of its results is shown. */
export interface SamplingState {
  /** Chosen by the user, by slide id; {@link scopeOf} says what holds where nothing was. */
  readonly scopes: Readonly<Record<string, SamplingScope>>;
  /** Regions drawn, by slide id; level-0 px. */
  readonly drawn: Readonly<Record<string, Level0Rect>>;
  /** What of the slide on screen is in view; null while nothing is. */
  readonly inView: Level0Rect | null;
  readonly mode: SamplingMode;
  /** Places of one draw where the user changed it, by model id; else the bundle's own number. */
  readonly samples: Readonly<Record<string, number>>;
  readonly repeats: number;
  readonly seed: number;
  /** Field whose patches are shown, by result id; the first where none is named. */
  readonly shownField: Readonly<Record<string, number>>;
  /** Index of the patch of the shown field that the pointer is on, on the slide or in the list. */
  readonly hovered: number | null;
  /** The one last clicked or tapped. */
  readonly selected: number | null;
  readonly showMarks: boolean;
}

export type SamplingStore = StoreApi<SamplingState>;

export const INITIAL_SAMPLING: SamplingState = {
  scopes: {},
  drawn: {},
  inView: null,
  mode: 'draw',
  samples: {},
  repeats: 10,
  seed: 1,
  shownField: {},
  hovered: null,
  selected: null,
  showMarks: true,
};

export function createSamplingStore(): SamplingStore {
  return createStore(() => INITIAL_SAMPLING);
}

/** Where to look on a slide: what the user chose, else the region in view, or all of a picture whose spacing nobody knows. */
export function scopeOf(state: SamplingState, slide: OpenSlide): SamplingScope {
  return state.scopes[slide.description.id] ?? (spacingInUse(slide) ? 'view' : 'whole-image');
}

export function chooseScope(state: SamplingState, slideId: string, scope: SamplingScope): SamplingState {
  return { ...state, scopes: { ...state.scopes, [slideId]: scope } };
}

/** Takes a region drawn by the user and chooses it. */
export function takeRegion(state: SamplingState, slideId: string, rect: Level0Rect): SamplingState {
  return {
    ...chooseScope(state, slideId, 'drawn'),
    drawn: { ...state.drawn, [slideId]: rect },
  };
}

export function samplesOf(state: SamplingState, { id, head }: SamplingManifest): number {
  return state.samples[id] ?? head.samples;
}

/** Field of a result whose patches are shown. */
export function shownFieldOf(state: SamplingState, result: Pick<RunResult, 'id' | 'sampling'>): number {
  const last = (result.sampling?.fields.length ?? 1) - 1;
  return Math.min(state.shownField[result.id] ?? 0, Math.max(0, last));
}

export function showField(state: SamplingState, resultId: string, field: number): SamplingState {
  return { ...state, shownField: { ...state.shownField, [resultId]: field }, hovered: null, selected: null };
}

/** Forgets everything about a slide that was closed. */
export function forgetSampling(state: SamplingState, slideId: string): SamplingState {
  const without = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => id !== slideId));
  return { ...state, scopes: without(state.scopes), drawn: without(state.drawn) };
}

/** Whether a run can be started as things are chosen, and if not, why. */
export type SamplingCheck =
  /** `image`: what is looked over, px at the model's spacing; null for tissue, which is looked over field by field. */
  | {
      readonly kind: 'ready';
      readonly choice: SamplingChoice;
      readonly image: { readonly width: number; readonly height: number } | null;
    }
  | { readonly kind: 'obstacle'; readonly why: 'nothing-in-view' | 'no-region' | 'tissue-without-spacing' }
  | { readonly kind: 'refused'; readonly error: PlainError };

/** What the run would be asked to do on this slide, or why it cannot. */
export function checkSampling(state: SamplingState, slide: OpenSlide, manifest: SamplingManifest): SamplingCheck {
  const { width, height, name, id } = slide.description;
  const scope = scopeOf(state, slide);
  const { mode, seed } = state;
  const rest = { mode, seed, samples: samplesOf(state, manifest), repeats: mode === 'draw' ? state.repeats : 1 };
  if (scope === 'tissue') {
    if (!spacingInUse(slide)) return { kind: 'obstacle', why: 'tissue-without-spacing' };
    return { kind: 'ready', choice: { scope: { kind: 'tissue' }, ...rest }, image: null };
  }
  const whole = { x: 0, y: 0, width, height };
  const rect = scope === 'view' ? state.inView : scope === 'drawn' ? state.drawn[id] : whole;
  if (!rect) return { kind: 'obstacle', why: scope === 'view' ? 'nothing-in-view' : 'no-region' };
  const inUse = spacingForRun(slide, manifest);
  if (!inUse) throw new Error('attention sampling goes by its own spacing where there is no other');
  try {
    // The worker's own check, so that both say the same.
    const { image } = fieldOfRegion({ name, width, height, spacing: inUse.spacing }, manifest, rect);
    const region = scope === 'whole-image' ? { kind: scope } : { kind: 'region' as const, rect };
    return { kind: 'ready', choice: { scope: region, ...rest }, image };
  } catch (error) {
    return { kind: 'refused', error: toPlainError(error) };
  }
}

/** The same as a result was asked for, with another seed. Null where the result is not of attention sampling. */
export function choiceOfResult({ sampling }: Pick<RunResult, 'sampling'>, seed: number): SamplingChoice | null {
  const field = sampling?.fields[0];
  if (!sampling || !field) return null;
  const { scope, mode, samples, repeats } = sampling;
  return {
    scope: scope === 'region' ? { kind: scope, rect: field.rect } : { kind: scope },
    mode,
    seed,
    samples,
    repeats,
  };
}

/**
 * What a stopped result of attention sampling was on the way to. One image is drawn from again and again, so that is as many draws as were
 * planned; fields of tissue are done one after the other, each with all its draws. Null for other models.
 */
export function choiceToGoOn(result: Pick<RunResult, 'sampling' | 'run'>): SamplingChoice | null {
  const { run } = result;
  const choice = choiceOfResult(result, run.seed ?? 0);
  if (!choice || choice.scope.kind === 'tissue' || !run.coverage) return choice;
  return { ...choice, repeats: run.coverage.planned };
}
