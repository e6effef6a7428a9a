import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import type { AsyncStatus } from './async-status.ts';
import type { SlideImports } from './imports.ts';
import type { RunNote, RunStage } from './run-progress.ts';
import type { SamplingChoice } from './sampling-store.ts';
import type { SettlingPoint } from './settling.ts';
import type { KeptResult, SlideResults } from './slide-results.ts';

export interface Run {
  readonly id: string;
  readonly slideId: string;
  readonly modelId: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** When it ended, in whatever way; null while it runs. */
  readonly endedAtMs: number | null;
  /** `done` names the result. */
  readonly status: AsyncStatus<RunStage, string>;
  readonly notes: readonly RunNote[];
  /** Null until the plan is made. */
  readonly patchCount: number | null;
  /** At least as many as this were read: patches; of attention sampling places or draws. 0 until something was. */
  readonly readCount: number;
  /** The answer so far with its maps, from a tenth of the plan on; its key is the run's id. Dropped when the run ends, in whatever way. */
  readonly soFar: KeptResult | null;
  /** How the answers so far stood, and before them those of a stopped run that this one goes on from. */
  readonly settling: readonly SettlingPoint[];
  /** Whether its answers so far are shown, in the place of the shown result. */
  readonly isWatched: boolean;
  /** The user wants the answer from what there is. */
  readonly isStopAsked: boolean;
  /** What attention sampling was told; absent for other models. */
  readonly sampling?: SamplingChoice;
}

/** What a run starts with; `settling`: how the answer had settled of a stopped run that it goes on from. */
export type RunStart = Pick<Run, 'id' | 'slideId' | 'modelId' | 'startedAtMs'> &
  Partial<Pick<Run, 'settling' | 'sampling'>>;

/** Tissue mask and patch plan of one slide for one model at one spacing, to be looked at before a run. */
export interface PlanPreview {
  readonly token: string;
  readonly modelId: string;
  readonly umPerPx: number;
  readonly status: AsyncStatus<null, { readonly mask: TissueMask; readonly plan: PatchPlan }>;
}

/** Runs, plans, results and imports of all slides; changed by `run-in-progress.ts`, `plan-preview.ts`, `kept-results.ts` and `displayed.ts`. */
export interface RunsState {
  /** The last run of each slide, by slide id. */
  readonly lastRun: Readonly<Record<string, Run>>;
  /** The results of each slide, by slide id. They outlive a later run that fails or is cancelled. */
  readonly results: Readonly<Record<string, SlideResults>>;
  readonly plans: Readonly<Record<string, PlanPreview>>;
  /** What was imported over each slide, by slide id. */
  readonly imports: Readonly<Record<string, SlideImports>>;
  /** The result that is looked at with the maps of the full slide whatever is asked of it, as one pane is; null for none. */
  readonly fullMaps: FullMaps | null;
}

export interface FullMaps {
  readonly slideId: string;
  readonly resultKey: string;
}

export type RunsStore = StoreApi<RunsState>;

export const NO_RUNS: RunsState = { lastRun: {}, results: {}, plans: {}, imports: {}, fullMaps: null };

export function createRunsStore(): RunsStore {
  return createStore(() => NO_RUNS);
}

/** Forgets everything about a slide that was closed. */
export function forgetSlide(state: RunsState, slideId: string): RunsState {
  return {
    lastRun: without(state.lastRun, slideId),
    results: without(state.results, slideId),
    plans: without(state.plans, slideId),
    imports: without(state.imports, slideId),
    fullMaps: state.fullMaps?.slideId === slideId ? null : state.fullMaps,
  };
}

/** A record without one of its keys. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => id !== key));
}
