import type { ErrorCode } from '#core/errors/fovea-error.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { SlideLocation } from '#formats/open-slide.ts';

/** How a case has to end. */
export type Expected =
  /** Every pixel of every level as in the undamaged file. */
  | { readonly picture: 'undamaged' }
  /** These tiles are marked as holes (`level/column,row`), every other pixel is as in the undamaged file. */
  | { readonly holes: readonly string[] }
  /** These tiles are holes or pictures, whichever; every other pixel is as in the undamaged file, and nothing else is a hole. */
  | { readonly changed: readonly string[] }
  /** It opens, of this size; its pixels are not those of the undamaged file, and need not be. */
  | { readonly opens: { readonly width: number; readonly height: number; readonly holes?: 'all' | 'any' } }
  /** Damage that a decoder may notice and may not: refused with this code, or a picture of this size. */
  | { readonly undecided: { readonly code: ErrorCode; readonly width: number; readonly height: number } }
  /** Refused with this code. */
  | { readonly code: ErrorCode };

/** A good file, what was done to it, and what has to come of it. */
export interface SlideCase {
  readonly name: string;
  readonly location: SlideLocation;
  readonly expected: Expected;
  /** What associated images and the overview of a large slide have to come to; `ok` where it is not said. */
  readonly extras?: Readonly<Record<string, ErrorCode>>;
  /** Looks at what the file says about itself. */
  readonly describes?: Partial<SlideDescription>;
  /** Bytes that may be allocated; for the few that unpack a large picture. */
  readonly mostBytes?: number;
}

/** Cases on one good file. */
export interface SlideFamily {
  readonly name: string;
  readonly good: SlideLocation;
  readonly cases: readonly SlideCase[];
}
