import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect, Spacing } from '#core/geometry/frames.ts';
import { flipSmallComponents } from './components.ts';
import { tissueThreshold } from './otsu.ts';
import { saturation } from './saturation.ts';

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

/**
 * Holes and specks up to about one patch of 128 µm. At 8 µm/px a nucleus vanishes and a gland stays, and a slide of
 * 16 mm × 16 mm is 4 megapixels.
 */
export const DEFAULT_TISSUE_PARAMETERS: TissueParameters = {
  spacingUmPerPx: 8,
  closeHolesUm2: 16_000,
  dropSpecksUm2: 16_000,
  saturationThreshold: null,
};

/** Bound on the mask's pixels; a larger slide gets a coarser mask. */
export const MAX_MASK_PIXELS = 4_000_000;

/** Bound on either side, which strips of odd shape meet first; the slide worker gives no larger pictures. */
export const MAX_MASK_SIDE = 8192;

/** Size of a slide's mask in px, and the spacing that this really is (µm/px, the coarser of the wanted one and what the bound allows). */
export interface MaskGeometry {
  readonly extent: Level0Rect;
  readonly width: number;
  readonly height: number;
  readonly spacingUmPerPx: number;
}

/**
 * Chooses the mask's size: the wanted spacing, or a coarser one where the mask would exceed its bounds; never finer
 * than the slide itself, never less than one pixel per side (slides of odd shape included).
 */
export function maskGeometry(
  slide: { readonly width: number; readonly height: number; readonly spacing: Spacing },
  wantedUmPerPx: number,
): MaskGeometry {
  const widthUm = slide.width * slide.spacing.xUmPerPx;
  const heightUm = slide.height * slide.spacing.yUmPerPx;
  let spacingUmPerPx = Math.max(
    wantedUmPerPx,
    slide.spacing.xUmPerPx,
    slide.spacing.yUmPerPx,
    Math.sqrt((widthUm * heightUm) / MAX_MASK_PIXELS),
    widthUm / MAX_MASK_SIDE,
    heightUm / MAX_MASK_SIDE,
  );
  const size = () => ({
    width: Math.max(1, Math.floor(widthUm / spacingUmPerPx)),
    height: Math.max(1, Math.floor(heightUm / spacingUmPerPx)),
  });
  // A strip one pixel high can still be too long.
  while (size().width * size().height > MAX_MASK_PIXELS) spacingUmPerPx *= 2;
  return { extent: level0Rect(0, 0, slide.width, slide.height), ...size(), spacingUmPerPx };
}

/**
 * Tissue mask: saturation above Otsu's threshold (guarded, see `otsu.ts`) or the stated one, specks dropped, small holes closed.
 *
 * What it cannot tell: coloured pen and ink count as tissue, and so does blood; fat, pale mucin and unstained tissue count as
 * glass. Excluding regions by hand is the remedy.
 *
 * @param rgb uint8 `[height, width, 3]` of the whole slide at the geometry's size, borrowed
 */
export function tissueMask(rgb: Uint8Array, geometry: MaskGeometry, parameters: TissueParameters): TissueMask {
  const { width, height, extent, spacingUmPerPx } = geometry;
  if (rgb.length !== width * height * 3) throw new RangeError(`${rgb.length} bytes for a ${width}×${height} mask`);
  const coloured = saturation(rgb);
  const threshold = parameters.saturationThreshold ?? tissueThreshold(coloured);
  const data = coloured.map((value) => (value > threshold ? 1 : 0));
  const pixelUm2 = spacingUmPerPx * spacingUmPerPx;
  flipSmallComponents(data, width, height, 1, parameters.dropSpecksUm2 / pixelUm2, false);
  flipSmallComponents(data, width, height, 0, parameters.closeHolesUm2 / pixelUm2, true);
  let tissue = 0;
  for (const value of data) tissue += value;
  return {
    extent,
    width,
    height,
    data,
    parameters: { ...parameters, spacingUmPerPx },
    threshold,
    tissueShare: tissue / data.length,
  };
}
