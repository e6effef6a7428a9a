import type { Level0Rect } from '#core/geometry/frames.ts';
import type { Architecture } from '#core/model/manifest.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { TissueParameters } from '#core/tissue/tissue-mask.ts';

export type { MapId };

/** One number per patch. */
export interface PatchMap {
  readonly id: MapId;
  /** float32 `[n]`, parallel to `patches`, or to the result's patches where the map has none of its own. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Where the map has patches of its own (a finer grid): level-0 px, whole numbers. */
  readonly patches?: readonly Level0Rect[];
}

/** Scores of classes. */
export interface ClassAnswer {
  readonly classes: readonly string[];
  readonly logits: readonly number[];
  /** Softmax of the logits, 0..1: scores, not calibrated. */
  readonly scores: readonly number[];
  /** Over repeated draws, where something random took part. */
  readonly spread?: {
    /** Standard deviation of each class's score. */
    readonly scoresSd: readonly number[];
    readonly repeats: number;
  };
}

/** What a survival model says. */
export interface SurvivalAnswer {
  /** Names of the time bins; empty for Cox. */
  readonly bins: readonly string[];
  /** What time is counted in. */
  readonly unit: string;
  /** Probability of the event in each bin for those who reached it, 0..1; empty for Cox. */
  readonly hazards: readonly number[];
  /** Probability of having no event by the end of each bin, Π(1 − h), 1..0; empty for Cox. */
  readonly survival: readonly number[];
  /** −ΣS, or the Cox log-risk: higher is worse. */
  readonly risk: number;
  /** Where this slide lies among others, when the bundle brings their risks. */
  readonly reference: {
    readonly on: string;
    readonly count: number;
    /** Share of the others whose risk is lower, 0..1. */
    readonly lowerShare: number;
    readonly risks: readonly number[];
  } | null;
}

export type Answer = ClassAnswer | SurvivalAnswer;

export function isSurvival(answer: Answer): answer is SurvivalAnswer {
  return 'risk' in answer;
}

/** The answer as scores of classes. @throws Error where it is a survival model's */
export function classAnswer(answer: Answer): ClassAnswer {
  if (isSurvival(answer)) throw new Error('a survival answer has no classes');
  return answer;
}

/** One place drawn by attention sampling. */
export interface SampledPatch {
  /** Level-0 px, whole numbers; may stick out of the field, where pixels were reflected. */
  readonly rect: Level0Rect;
  /** aᵢ / Σa over the draw, counting each time it was drawn; the weights of a draw sum to 1. */
  readonly weight: number;
  readonly timesDrawn: number;
  /** `[c]`, unit length: what this patch votes for. */
  readonly vote: readonly number[];
}

/** One image that was sampled: the region, or one of the fields that the tissue was divided into. */
export interface SampledField {
  /** Level-0 px, whole numbers. */
  readonly rect: Level0Rect;
  /** `[c]`, mean over the repeats. */
  readonly scores: readonly number[];
  readonly scoresSd: readonly number[];
  /** Places of the first draw, in the order drawn, equal places once. */
  readonly draw: readonly SampledPatch[];
}

/** How attention sampling was done and what it drew. */
export interface Sampling {
  readonly scope: 'region' | 'tissue' | 'whole-image';
  readonly mode: 'draw' | 'most-attended';
  /** P, places of one draw. */
  readonly samples: number;
  readonly repeats: number;
  readonly fields: readonly SampledField[];
}

/** How far a run had come when its answer was given. */
export interface RunCoverage {
  /** Of `planned`: patches of the plan, of a two-scale plan the coarser ones; of attention sampling draws over all fields. */
  readonly done: number;
  readonly planned: number;
  /** Of attention sampling over several fields: those looked over, one after the other with all their draws, of those planned; the others were not looked at. */
  readonly fields?: { readonly done: number; readonly planned: number };
  /**
   * Largest change of a class score, of the survival at the end of a bin, or of a Cox log-risk, since the newest answer that rested on about a
   * tenth of the plan less, or on still less; null where there was none.
   */
  readonly lastChange: number | null;
  /** The user stopped it there; false while it goes on. */
  readonly isStopped: boolean;
}

/** How a result was made: what is exported, shared and compared. */
export interface RunRecord {
  readonly software: { readonly name: 'Fovea'; readonly version: string };
  readonly slide: {
    readonly name: string;
    readonly fingerprint: string | null;
    readonly width: number;
    readonly height: number;
    readonly spacingXUmPerPx: number;
    readonly spacingYUmPerPx: number;
    /** `model`: a plain image taken as it is, one pixel of it as one of the model's. */
    readonly spacingStatedBy: 'metadata' | 'user' | 'model';
  };
  readonly bundle: {
    readonly id: string;
    readonly version: string;
    readonly name: string;
    readonly architecture: Architecture;
    readonly files: readonly { readonly path: string; readonly sha256: string }[];
  };
  readonly plan: {
    readonly stepPx: number;
    readonly sizePx: number;
    readonly columns: number;
    readonly rows: number;
    readonly modelSizePx: number;
    readonly modelSpacingUmPerPx: number;
    readonly minCoverage: number;
    readonly enlargement: number;
    /** Two-scale plans: finer patches along one side of a patch. */
    readonly scale?: number;
  };
  /** Null where the run did not look for tissue. */
  readonly tissue: (TissueParameters & { readonly threshold: number; readonly tissueShare: number }) | null;
  readonly backEnd: {
    readonly kind: 'webgpu' | 'wasm';
    readonly adapter: string | null;
    readonly threads: number;
    /** Number format of the encoder's weights that made the features, also where the head ran elsewhere. */
    readonly precision: 'fp32' | 'fp16';
  };
  readonly notes: readonly string[];
  /** Absent where the run went to its end: how much of the plan the answer rests on. */
  readonly coverage?: RunCoverage;
  readonly damagedTiles: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Null where nothing random took part. */
  readonly seed: number | null;
}

export interface RunTimings {
  readonly modelSeconds: number;
  readonly tissueSeconds: number;
  readonly encodeSeconds: number;
  readonly headSeconds: number;
  readonly totalSeconds: number;
  readonly patchesPerSecond: number;
}

/** A slide-level answer with its maps, in memory. The file form is `result-file.ts`. */
export interface RunResult {
  readonly id: string;
  /** Level-0 px, whole numbers, in the plan's order; the coarser ones of a two-scale plan, the fields of attention sampling. */
  readonly patches: readonly Level0Rect[];
  readonly maps: readonly PatchMap[];
  readonly answer: Answer;
  /** What attention sampling drew; absent for other models. */
  readonly sampling?: Sampling;
  readonly run: RunRecord;
  readonly timings: RunTimings;
}
