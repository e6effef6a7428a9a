import type { Level0Rect } from '#core/geometry/frames.ts';

/** Parameters of the tissue mask; they go into the run record. Lengths in µm, areas in µm². */
export interface TissueParameters {
  /** Spacing at which the mask is made, µm/px. */
  readonly spacingUmPerPx: number;
  /** Holes smaller than this are closed. */
  readonly closeHolesUm2: number;
  /** Specks smaller than this are dropped. */
  readonly dropSpecksUm2: number;
  /** Saturation threshold 0..255; null = Otsu's. */
  readonly saturationThreshold: number | null;
}

/** Binary mask over the whole slide. */
export interface TissueMask {
  /** What one mask covers, level-0 px (the whole slide). */
  readonly extent: Level0Rect;
  readonly width: number;
  readonly height: number;
  /** uint8 `[height, width]`, 1 = tissue. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly parameters: TissueParameters;
  /** The saturation threshold used (Otsu's or the stated one), 0..255. */
  readonly threshold: number;
  /** Share of the slide that is tissue, 0..1. */
  readonly tissueShare: number;
}
