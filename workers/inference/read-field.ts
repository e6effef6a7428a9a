import { fieldRect } from '#core/pipelines/attention-sampling-fields.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { readInStrips } from '#core/pipelines/read-in-strips.ts';

/** Pixels of an image read at once: one field of the usual size, and a small part of a large region. */
const STRIP_PIXELS = 4_000_000;

/** One field of attention sampling, read in strips; the same pixels whichever of them are wanted. */
export async function readField(
  plan: FieldPlan,
  i: number,
  read: PatchReader,
  signal: AbortSignal,
  wants?: (fromRow: number, toRow: number) => boolean,
): Promise<{
  readonly rect: Level0Rect;
  /** uint8 RGB `[height, width, 3]`; rows that were not wanted may be black. */
  readonly rgb: Uint8Array<ArrayBuffer>;
  readonly holes: ReadonlySet<string>;
}> {
  const { width, height } = plan.image;
  const rect = fieldRect(plan, i);
  const rowsAtOnce = Math.max(1, Math.floor(STRIP_PIXELS / width));
  return {
    rect,
    ...(await readInStrips({ read, rect, width, height, rowsAtOnce, signal, ...(wants ? { wants } : {}) })),
  };
}
