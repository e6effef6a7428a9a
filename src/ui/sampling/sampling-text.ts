import type { PlainError } from '#core/errors/fovea-error.ts';
import { meanSpacing } from '#core/geometry/spacing.ts';
import { checkSampling, type SamplingManifest, type SamplingState } from '#state/sampling-store.ts';
import { spacingInUse, type OpenSlide } from '#state/slides-store.ts';
import { errorText, text } from '#ui/messages/text.ts';

/** Why nothing can be sampled as things are chosen, in one sentence; null where it can. */
export function samplingObstacle(state: SamplingState, slide: OpenSlide, manifest: SamplingManifest): string | null {
  const check = checkSampling(state, slide, manifest);
  if (check.kind === 'ready') return null;
  return check.kind === 'obstacle' ? text.sampling.obstacles[check.why] : errorText(check.error).what;
}

/** What the model will be given, or why it can be given nothing. */
export function samplingOutlook(state: SamplingState, slide: OpenSlide, manifest: SamplingManifest): string {
  const check = checkSampling(state, slide, manifest);
  if (check.kind === 'obstacle') return text.sampling.obstacles[check.why];
  if (check.kind === 'refused') return twoSentences(check.error);
  const { width, height } = check.image ?? manifest.head.image_pixels;
  return check.image ? text.sampling.seen(width, height) : text.sampling.seenFields(width, height);
}

/** A size given in level-0 px as people read it: in µm, or in px where no spacing is known. */
export function sizeText(slide: OpenSlide, size: { readonly width: number; readonly height: number }): string {
  const inUse = spacingInUse(slide);
  return text.sampling.size(size, inUse ? meanSpacing(inUse.spacing) : null);
}

function twoSentences(error: PlainError): string {
  const { what, why } = errorText(error);
  return `${what} ${why}`;
}
