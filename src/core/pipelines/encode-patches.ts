import { patchRect } from '#core/patches/patch-plan.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { visitingOrder } from '#core/patches/visiting-order.ts';
import { loadAhead } from './ahead.ts';
import type { Encoder, FeatureCache, PatchReader } from './ports.ts';
import type { Cancellation } from './head-ports.ts';

export interface EncodeRequest {
  readonly plan: PatchPlan;
  readonly read: PatchReader;
  readonly encoder: Encoder;
  readonly cache?: FeatureCache;
  /** Patches per batch, and batches that decoding may be ahead of the encoder. */
  readonly batch: number;
  readonly ahead: number;
  readonly signal?: Cancellation;
  readonly onProgress?: (progress: { done: number; total: number; holes: number }) => void;
}

export interface EncodedPatches {
  /** float32 `[n, D]`, rows in the plan's order. */
  readonly features: Float32Array<ArrayBuffer>;
  /** Names of the damaged tiles met. */
  readonly holes: ReadonlySet<string>;
  /** Patches whose features came from the cache. */
  readonly reused: number;
}

/** Reads and encodes every patch of a plan: in the visiting order, in batches, with decoding ahead of the encoder. */
export async function encodePatches(request: EncodeRequest): Promise<EncodedPatches> {
  const { plan, encoder, cache, batch, signal } = request;
  const n = plan.column.length;
  const D = encoder.featureDim;
  const features = new Float32Array(n * D);
  const todo: number[] = [];
  for (const i of visitingOrder(plan)) {
    const known = cache?.read(plan.column[i] ?? 0, plan.row[i] ?? 0);
    if (known?.length === D) features.set(known, i * D);
    else todo.push(i);
  }
  const reused = n - todo.length;
  let done = reused;
  const holes = new Set<string>();
  const report = () => request.onProgress?.({ done, total: n, holes: holes.size });
  report();

  const batches = Math.ceil(todo.length / batch);
  const indices = (b: number) => todo.slice(b * batch, (b + 1) * batch);
  const load = async (b: number) => {
    signal?.throwIfAborted();
    const own = indices(b);
    const read = await request.read({
      rects: own.map((i) => patchRect(plan, i)),
      outWidthPx: plan.modelSizePx,
      outHeightPx: plan.modelSizePx,
    });
    return { own, ...read };
  };
  for await (const { own, pixels, holes: met } of loadAhead(batches, request.ahead, load)) {
    signal?.throwIfAborted();
    const answer = await encoder.encode(pixels, own.length);
    if (answer.length !== own.length * D)
      throw new Error(`the encoder gave ${answer.length} values for ${own.length} patches of ${D}`);
    for (const [k, i] of own.entries()) {
      const one = answer.subarray(k * D, (k + 1) * D);
      features.set(one, i * D);
      // White stand-ins for damaged tiles may be right the next time.
      if (met.length === 0) cache?.write(plan.column[i] ?? 0, plan.row[i] ?? 0, one);
    }
    done += own.length;
    for (const hole of met) holes.add(hole);
    report();
  }
  return { features, holes, reused };
}
