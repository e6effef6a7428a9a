/** Contract of the inference worker: plain data and types only. */
import type { Level0Rect, Spacing } from '#core/geometry/frames.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import type { Precision } from '#core/model/precision.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { TissueMask, TissueParameters } from '#core/tissue/tissue-mask.ts';
import type { RunNote, RunProgress } from '#core/pipelines/run-progress.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { Faithfulness, FaithfulnessOptions, FaithfulnessProgress } from '#core/what-if/faithfulness.ts';

export type BackEnd = 'webgpu' | 'wasm';

/** What this machine offers; `webgpu` is null where there is no adapter. */
export interface BackEndReport {
  readonly webgpu: {
    readonly adapter: string;
    readonly software: boolean;
    readonly shaderF16: boolean;
    readonly maxBufferBytes: number;
    readonly maxStorageBindingBytes: number;
  } | null;
  readonly wasm: { readonly threads: number; readonly crossOriginIsolated: boolean };
}

/** A bundle that can be run. */
export interface BundleRef {
  /** Where its files are (ends in `/`); null for one that was added, all of which is on this machine. */
  readonly baseUrl: string | null;
  readonly manifest: ModelManifest;
}

/** What was dropped or picked as a bundle: an archive, or a folder with paths relative to it. */
export type DroppedBundleSource =
  | { readonly kind: 'zip'; readonly file: File }
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly files: readonly { readonly path: string; readonly file: File }[];
    };

/** As dropped; or one that was downloaded, all files of whose manifest are on this machine already, each under its hash. */
export type BundleSource = DroppedBundleSource | { readonly kind: 'kept'; readonly manifest: ModelManifest };

export interface AddBundleRequest {
  readonly source: BundleSource;
  /** Where its golden input is run before it is taken; `auto`: as a run would choose. */
  readonly backEnd: BackEnd | 'auto';
}

export interface AddBundleProgress {
  readonly stage: 'storing' | 'checking';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What of the slide a run needs; `spacing` is the truth for the run and `spacingStatedBy` goes into its record. */
export interface SlideForRun {
  readonly slideId: string;
  readonly name: string;
  readonly fingerprint: string | null;
  readonly width: number;
  readonly height: number;
  readonly spacing: Spacing;
  readonly spacingStatedBy: 'metadata' | 'user' | 'model';
}

export interface PlanRequest {
  readonly slide: SlideForRun;
  readonly bundle: BundleRef;
  readonly tissue?: Partial<TissueParameters>;
}

/** Tissue mask and patch plan, before anything is run: both can be shown over the slide. */
export interface PlanAnswer {
  readonly mask: TissueMask;
  readonly plan: PatchPlan;
}

/** How attention sampling is to look; required for bundles of that architecture, ignored by others. */
export interface SamplingRequest {
  readonly scope:
    | { readonly kind: 'region'; readonly rect: Level0Rect }
    | { readonly kind: 'tissue' }
    | { readonly kind: 'whole-image' };
  readonly mode: 'draw' | 'most-attended';
  /** Whole number, 0 to 2³² − 1: the same seed draws the same places. */
  readonly seed: number;
  /** P, places of one draw. */
  readonly samples: number;
  /** Draws whose spread is told; with `most-attended` there is one. */
  readonly repeats: number;
}

export interface RunRequest extends PlanRequest {
  readonly sampling?: SamplingRequest;
  /** `auto`: WebGPU where there is an adapter and the golden test passes on it, else WASM with a note. */
  readonly backEnd: BackEnd | 'auto';
}

export type { RunNote, RunProgress };

/** Which patches' features are wanted: of one slide, in one bundle's encoder, on one grid. */
export interface FeaturesRequest {
  readonly slide: Pick<SlideForRun, 'slideId' | 'name' | 'fingerprint'>;
  readonly bundle: BundleRef;
  /** Number format of the encoder's weights, as the run's record has it. */
  readonly precision: Precision;
  /** Level-0 px between neighbouring cells, as the run's plan had it. */
  readonly stepPx: number;
  readonly patches: readonly Level0Rect[];
  /** Id of the result, where its run met damaged tiles: what it saw in their place is used, whatever later runs read there. */
  readonly standInsOf?: string;
}

/** What is kept of the features of one slide. */
export interface KeptSlideFeatures {
  /** Empty where the files do not say. */
  readonly fingerprint: string;
  /** As it was called when it was used last; empty where the files do not say. */
  readonly name: string;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly usedAt: number;
}

/** Whether a bundle answers its golden input right on one back end of this machine. */
export interface GoldenReport {
  readonly backEnd: BackEnd;
  readonly passed: boolean;
  /** Largest difference per tensor, whole tensor; attentions as n·attention. */
  readonly differences: Readonly<Record<string, number>>;
  /** What each difference may be. */
  readonly limits: Readonly<Record<string, number>>;
  /** Null where the bundle has no encoder. */
  readonly encoderCosine: number | null;
  /** What the cosine must at least be. */
  readonly leastCosine: number;
  readonly seconds: number;
}

/** A result to ask questions of: what its features are found by, and what the head is run as. */
export interface WhatIfSubject {
  readonly slide: SlideForRun;
  readonly bundle: BundleRef;
  /** The full result; its features are read from the store, its unit patches are `whatIfUnits` of it. */
  readonly result: RunResult;
}

/** One question about a result. */
export interface WhatIfQuestion {
  readonly subject: WhatIfSubject;
  /** uint8 `[n]` parallel to `whatIfUnits(result)`: 1 kept, 0 left out. At least one is kept. Borrowed. */
  readonly kept: Uint8Array<ArrayBuffer>;
}

/** What the model says of the kept part alone, as if the rest had never been there. */
export interface WhatIfAnswer extends Pick<RunResult, 'answer' | 'sampling'> {
  /** The maps of the full result, on the same patches; NaN where a patch was left out. */
  readonly maps: RunResult['maps'];
  readonly keptCount: number;
  /** Of the head alone. */
  readonly headSeconds: number;
  /** Where it ran, where that is not the result's own back end: none here, or it failed. */
  readonly ranOn?: BackEnd;
}

/**
 * The page's view of the inference worker. Cancelling a run ends the worker (that is how the GPU and the WASM heap are given
 * back) and the next call starts a new one; the client hides this.
 */
export interface InferenceClient {
  backEnds(): Promise<BackEndReport>;
  plan(request: PlanRequest, signal?: AbortSignal): Promise<PlanAnswer>;
  /**
   * @param stop the answer is wanted from what there is: granted from a tenth of the plan on, and told by the record's `coverage`. Running
   *   again goes on from there, because features are kept, and what attention sampling saw.
   */
  run(
    request: RunRequest,
    onProgress: (progress: RunProgress) => void,
    signal?: AbortSignal,
    stop?: AbortSignal,
  ): Promise<RunResult>;
  /**
   * The features that a run left behind: float32 `[n, D]`, rows in the order of the patches, owned by the caller.
   * @throws FoveaError `result/no-features` where they are not kept any more
   */
  features(request: FeaturesRequest, signal?: AbortSignal): Promise<Float32Array<ArrayBuffer>>;
  /** Bytes of the features kept on this machine, of all slides. */
  storedFeatures(): Promise<number>;
  /** The same slide by slide, those used last first. */
  keptFeatures(): Promise<readonly KeptSlideFeatures[]>;
  /**
   * Deletes those of one slide, or all, but for those that a run or a question uses right now, in whatever tab.
   * @returns bytes that are left, of all slides
   */
  forgetFeatures(fingerprint?: string): Promise<number>;
  /** Deletes those longest unused until the rest is within the limit. @returns bytes that are left */
  trimFeatures(limitBytes: number): Promise<number>;
  /**
   * Asks a result. What questions about one subject share is computed with the first and kept in the worker; the subject itself is sent once.
   * A newer question about the same subject aborts the one before it, which rejects with an `AbortError`; so does `signal`, and neither ends
   * the worker. Questions about other subjects, and the steps of `faithfulness`, take turns in the order in which they came. While a run, a
   * check or an addition is in progress a question waits for its end.
   * @throws FoveaError `result/no-features` where the features are not kept any more; `model/hash-mismatch` where the bundle is not the one that
   *   was run; `run/*`, `model/*`, `slide/not-open` (attention sampling looks at the slide)
   */
  whatIf(question: WhatIfQuestion, signal?: AbortSignal): Promise<WhatIfAnswer>;
  /**
   * Measures how well a map of a result orders its patches: a sequence of questions, `faithfulnessRuns` of them. A question of
   * `whatIf` comes in between and does not end it; a newer check does.
   * @throws RangeError where the options do not fit the result; FoveaError as `whatIf`
   */
  faithfulness(
    request: { readonly subject: WhatIfSubject; readonly options: FaithfulnessOptions },
    onProgress: (progress: FaithfulnessProgress) => void,
    signal?: AbortSignal,
  ): Promise<Faithfulness>;
  check(request: { bundle: BundleRef; backEnd: BackEnd }, signal?: AbortSignal): Promise<GoldenReport>;
  /**
   * Reads what was dropped as far as its manifest.
   * @throws FoveaError `model/invalid-bundle`, `model/invalid-manifest`, `model/unsupported`
   */
  inspectBundle(source: DroppedBundleSource, signal?: AbortSignal): Promise<ModelManifest>;
  /**
   * Verifies every file of a bundle, runs its golden input, and keeps it on this machine, in the place of an added one of the same id.
   * @returns its golden reports, the last of which passed
   * @throws FoveaError as `inspectBundle`; `model/hash-mismatch`, `model/golden-mismatch`, `model/no-room`, `run/*`
   */
  addBundle(
    request: AddBundleRequest,
    onProgress: (progress: AddBundleProgress) => void,
    signal?: AbortSignal,
  ): Promise<readonly GoldenReport[]>;
  /** Manifests of the bundles that were added on this machine, as kept. */
  addedBundles(): Promise<readonly { readonly id: string; readonly manifestText: string }[]>;
  /** Takes an added bundle off the list. Its files stay until `tidyModelFiles`. */
  removeBundle(id: string): Promise<void>;
  /** Deletes the files that no bundle lists: those of `listed`, and what other builds on this origin ship, stay. */
  tidyModelFiles(listed: ReadonlySet<string>): Promise<void>;
  /** Deletes files of models, whole or on their way. @returns false where models are in use in some tab, or one of the files is being written: what is not deleted by then stays */
  removeModelFiles(sha256s: readonly string[]): Promise<boolean>;
  /** Bytes on this machine of each file of a bundle, by SHA-256. */
  modelFileBytes(): Promise<Readonly<Record<string, number>>>;
  /** Text of a file on this machine, by SHA-256; null where it is not there or longer than `maxBytes`. */
  keptText(sha256: string, maxBytes: number): Promise<string | null>;
}

export type { Level0Rect };
