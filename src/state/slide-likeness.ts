import type { RunRecord } from '#core/result/run-result.ts';
import type { OpenSlide } from './slides-store.ts';

/** Whether a result was made on a slide, and what tells: `size`, `content` or `name` differ in another one. */
export type Likeness =
  | { readonly kind: 'same' }
  /** As far as name and size tell: one of the two has no fingerprint. */
  | { readonly kind: 'alike' }
  | { readonly kind: 'other'; readonly why: 'size' | 'content' | 'name' };

/** By fingerprint where both have one, else by name. The size must be the same in any case, or the patches would lie elsewhere. */
export function likeness(
  { description }: Pick<OpenSlide, 'description'>,
  { slide }: Pick<RunRecord, 'slide'>,
): Likeness {
  if (slide.width !== description.width || slide.height !== description.height) return { kind: 'other', why: 'size' };
  if (slide.fingerprint !== null && description.fingerprint !== null)
    return slide.fingerprint === description.fingerprint ? { kind: 'same' } : { kind: 'other', why: 'content' };
  return slide.name === description.name ? { kind: 'alike' } : { kind: 'other', why: 'name' };
}
