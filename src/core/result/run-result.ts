import type { Level0Rect } from '#core/geometry/frames.ts';
import type { TissueParameters } from '#core/tissue/tissue-mask.ts';

export type MapId = 'task-relevance' | 'bottom-up-attention' | 'top-down-attention';

/** One number per patch. */
export interface PatchMap {
  readonly id: MapId;
  /** float32 `[n]`, parallel to the patches. */
  readonly values: Float32Array<ArrayBuffer>;
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
    readonly spacingStatedBy: 'metadata' | 'user';
  };
  readonly bundle: {
    readonly id: string;
    readonly version: string;
    readonly name: string;
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
  };
  readonly tissue: TissueParameters & { readonly threshold: number; readonly tissueShare: number };
  readonly backEnd: {
    readonly kind: 'webgpu' | 'wasm';
    readonly adapter: string | null;
    readonly threads: number;
    readonly precision: 'fp32' | 'fp16';
  };
  readonly notes: readonly string[];
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
  /** Level-0 px, whole numbers, in the plan's order. */
  readonly patches: readonly Level0Rect[];
  readonly maps: readonly PatchMap[];
  readonly answer: {
    readonly classes: readonly string[];
    readonly logits: readonly number[];
    /** Softmax of the logits, 0..1: scores, not calibrated. */
    readonly scores: readonly number[];
  };
  readonly run: RunRecord;
  readonly timings: RunTimings;
}
