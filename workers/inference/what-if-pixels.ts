import type { ManifestOf } from '#core/model/manifest.ts';
import { rowsOfPatches } from '#core/pipelines/attention-sampling-places.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import type { FieldReader } from '#core/what-if/sampling-question.ts';
import { readField } from './read-field.ts';

/** Images of fields kept between questions; 300 fields of 417 × 312 px are 117 MB. */
const IMAGE_BYTES = 2 ** 27;

/** Reads the images of a subject's fields, and keeps as many as fit the bound and are whole. */
export interface FieldImages {
  reader(read: PatchReader, signal: AbortSignal): FieldReader;
}

export function fieldImages(
  plan: FieldPlan,
  { head, patch_size_pixels: sizePx }: Pick<ManifestOf<'attention-sampling'>, 'head' | 'patch_size_pixels'>,
  maxBytes = IMAGE_BYTES,
): FieldImages {
  const kept = new Map<number, Uint8Array<ArrayBuffer>>();
  const dims = [plan.image.height, plan.image.width, 3];
  const bytes = plan.image.height * plan.image.width * 3;
  return {
    reader: (read, signal) => async (field, places) => {
      const known = kept.get(field);
      if (known) return { data: known, dims, isDamaged: false };
      const willKeep = (kept.size + 1) * bytes <= maxBytes;
      if (places === null || willKeep) {
        const { rgb, holes } = await readField(plan, field, read, signal);
        const isDamaged = holes.size > 0;
        if (willKeep && !isDamaged) kept.set(field, rgb);
        return { data: rgb, dims, isDamaged };
      }
      const rows = rowsOfPatches(places, plan.image, { stepPx: head.step_pixels, sizePx });
      const wants = (from: number, to: number) => rows.subarray(from, to).includes(1);
      const { rgb, holes } = await readField(plan, field, read, signal, wants);
      return { data: rgb, dims, isDamaged: holes.size > 0 };
    },
  };
}
