import type { PlainError } from '#core/errors/fovea-error.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';

/** What a run tells while it goes on. */
export type RunProgress =
  | {
      readonly stage: 'model';
      readonly what: 'loading' | 'verifying' | 'checking';
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** Over the last few seconds; null until it can be told. */
      readonly bytesPerSecond?: number | null;
      readonly secondsLeft?: number | null;
    }
  | { readonly stage: 'tissue' }
  | { readonly stage: 'plan'; readonly mask: TissueMask; readonly plan: PatchPlan }
  | {
      readonly stage: 'encode';
      /** Patches; of attention sampling, places of all draws. */
      readonly done: number;
      readonly total: number;
      /** Attention sampling: images looked over so far, of all. */
      readonly fields?: { readonly done: number; readonly total: number };
      /** Over the last few seconds; null until it can be told. */
      readonly patchesPerSecond: number | null;
      readonly secondsLeft: number | null;
      readonly holes: number;
    }
  /** The answer so far, from a tenth of the plan on: only the patches that are done; `run.coverage` says how many and how far it has settled. */
  | { readonly stage: 'partial'; readonly result: RunResult }
  | { readonly stage: 'head'; readonly step: number; readonly steps: number }
  /** Something the user should know and that goes into the run record: a fall-back, a resampling note. */
  | { readonly stage: 'note'; readonly note: RunNote };

/** Something the user should know about a run and that goes into its record. */
export type RunNote =
  | { readonly kind: 'fell-back-to-wasm'; readonly error: PlainError }
  | { readonly kind: 'enlarged'; readonly factor: number }
  | { readonly kind: 'single-thread' }
  /** The browser has no room for the model's files, or keeps none: they will be fetched again. */
  | { readonly kind: 'model-not-kept' }
  | { readonly kind: 'holes'; readonly count: number }
  /** Probabilities of neighbouring places told as one: `side × side` places a cell. */
  | { readonly kind: 'places-pooled'; readonly side: number; readonly places: number }
  /** Features that were not made now but kept from before: by an earlier run, or by a back end that then failed. */
  | { readonly kind: 'features-kept'; readonly count: number; readonly patches: number }
  /** The same of attention sampling: fields that had been looked over, and places that had been looked at closely. */
  | {
      readonly kind: 'fields-kept';
      readonly fields: number;
      readonly ofFields: number;
      readonly places: number;
      readonly ofPlaces: number;
    }
  /** From here on features are in memory only: no room, the user's limit, or a browser that keeps no files. */
  | { readonly kind: 'features-not-kept'; readonly why: 'full' | 'limit' | 'refused' | 'unknown-slide' };
