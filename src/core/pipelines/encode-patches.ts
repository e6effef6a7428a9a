import { patchRect } from '#core/patches/patch-plan.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { visitingBlocks } from '#core/patches/visiting-order.ts';
import { loadAhead } from './ahead.ts';
import type { Encoder, FeatureCache, PatchReader } from './ports.ts';
import type { Cancellation } from './head-ports.ts';

export interface EncodeRequest {
  /**
   * Grids of patches with what is known of them. The patches of the first are the units; each further grid has the same whole number of
   * patches inside every unit, in the units' order (`TwoScalePlan`).
   */
  readonly plans: readonly { readonly plan: PatchPlan; readonly cache?: FeatureCache }[];
  readonly read: PatchReader;
  readonly encoder: Encoder;
  /** Patches per batch, and batches that decoding may be ahead of the encoder. */
  readonly batch: number;
  readonly ahead: number;
  readonly signal?: Cancellation;
  readonly onProgress?: (progress: { done: number; total: number; holes: number }) => void;
  /** After each batch but the last: what is done so far may be looked at, and the rest be given up. */
  readonly afterBatch?: (soFar: EncodedSoFar) => Promise<'go-on' | 'stop'>;
}

/** What of a plan is encoded: units of whole blocks of neighbours, with all that is inside them. */
export interface EncodedSoFar {
  readonly unitCount: number;
  /** int32, ascending: indices of the units, owned by the caller. */
  readonly units: () => Int32Array<ArrayBuffer>;
  /** Per plan float32 `[n, D]`, rows in the plan's order, zero where nothing was encoded yet; borrowed. */
  readonly features: readonly Float32Array<ArrayBuffer>[];
}

export interface EncodedPatches extends EncodedSoFar {
  /** Names of the damaged tiles met. */
  readonly holes: ReadonlySet<string>;
  /**
   * Per plan the patches, as indices into it, whose features are of white where a damaged tile should be. No cache has them: the tile may be read
   * the next time.
   */
  readonly standIns: readonly (readonly number[])[];
  /** Patches whose features came from a cache, and those encoded now. */
  readonly reused: number;
  readonly encodedNow: number;
}

/** One patch that no cache knows. */
interface Todo {
  readonly plan: number;
  readonly patch: number;
  readonly block: number;
}

/**
 * Reads and encodes the patches of one or more plans: block by block of neighbouring units in the visiting order, each unit followed by what is
 * inside it, in batches, with decoding ahead of the encoder.
 */
export async function encodePatches(request: EncodeRequest): Promise<EncodedPatches> {
  const { plans, encoder, batch, signal, afterBatch } = request;
  const D = encoder.featureDim;
  const features = plans.map(({ plan }) => new Float32Array(plan.column.length * D));
  const { blocks, todo, left } = whatIsLeft(plans, features, D);
  const total = features.reduce((sum, one) => sum + one.length / D, 0);
  const reused = total - todo.length;
  let encodedNow = 0;
  const holes = new Set<string>();
  const standIns = plans.map((): number[] => []);
  const report = () => request.onProgress?.({ done: reused + encodedNow, total, holes: holes.size });
  report();
  const soFar = encodedUnits(blocks, left, features);

  const batches = Math.ceil(todo.length / batch);
  const load = async (b: number) => {
    signal?.throwIfAborted();
    return readPatches(request, todo.slice(b * batch, (b + 1) * batch));
  };
  for await (const { own, pixels, holes: met, holed } of loadAhead(batches, request.ahead, load)) {
    signal?.throwIfAborted();
    const answer = await encoder.encode(pixels, own.length);
    if (answer.length !== own.length * D)
      throw new Error(`the encoder gave ${answer.length} values for ${own.length} patches of ${D}`);
    for (const [k, { plan, patch, block }] of own.entries()) {
      const one = answer.subarray(k * D, (k + 1) * D);
      features[plan]?.set(one, patch * D);
      left[block] = (left[block] ?? 0) - 1;
      const grid = plans[plan];
      if (holed.has(k)) standIns[plan]?.push(patch);
      else grid?.cache?.write(grid.plan.column[patch] ?? 0, grid.plan.row[patch] ?? 0, one);
    }
    encodedNow += own.length;
    for (const hole of met) holes.add(hole);
    report();
    if (encodedNow < todo.length && (await afterBatch?.(soFar())) === 'stop') break;
  }
  return { ...soFar(), holes, standIns, reused, encodedNow };
}

/** Copies what the caches know and lists the rest in the visiting order; `left[b]` patches of block b are not there yet. */
function whatIsLeft(plans: EncodeRequest['plans'], features: readonly Float32Array[], D: number) {
  const [units] = plans;
  if (!units) throw new RangeError('there is nothing to encode');
  const n = units.plan.column.length;
  const blocks = visitingBlocks(units.plan);
  const left = new Int32Array(blocks.length);
  const todo: Todo[] = [];
  for (const [block, own] of blocks.entries())
    for (const unit of own)
      for (const [plan, grid] of plans.entries()) {
        const inside = grid.plan.column.length / n;
        for (let patch = unit * inside; patch < (unit + 1) * inside; patch++) {
          const known = grid.cache?.read(grid.plan.column[patch] ?? 0, grid.plan.row[patch] ?? 0);
          if (known?.length === D) features[plan]?.set(known, patch * D);
          else {
            todo.push({ plan, patch, block });
            left[block] = (left[block] ?? 0) + 1;
          }
        }
      }
  return { blocks, todo, left };
}

function encodedUnits(
  blocks: readonly (readonly number[])[],
  left: Int32Array,
  features: readonly Float32Array<ArrayBuffer>[],
): () => EncodedSoFar {
  return () => {
    const whole = blocks.filter((_, block) => left[block] === 0);
    return {
      unitCount: whole.reduce((sum, { length }) => sum + length, 0),
      units: () => Int32Array.from(whole.flat()).sort(),
      features,
    };
  };
}

/** Pixels of patches in their order, and which of them meet a damaged tile. Those of one request have one size on the slide, so each grid has its own. */
async function readPatches({ plans, read }: Pick<EncodeRequest, 'plans' | 'read'>, own: readonly Todo[]) {
  const readGrid = async (grid: number, patches: readonly number[]) => {
    const plan = plans[grid]?.plan;
    if (!plan) throw new RangeError(`there is no grid ${grid}`);
    const rects = patches.map((patch) => patchRect(plan, patch));
    const { pixels, holes, holed } = await read({ rects, outWidthPx: plan.modelSizePx, outHeightPx: plan.modelSizePx });
    return { pixels, holes, holed: holed ?? (holes.length > 0 ? [...patches.keys()] : []) };
  };
  const grids = new Set(own.map(({ plan }) => plan));
  const [only] = grids;
  if (only !== undefined && grids.size === 1) {
    const { pixels, holes, holed } = await readGrid(
      only,
      own.map(({ patch }) => patch),
    );
    return { own, pixels, holes, holed: new Set(holed) };
  }
  const parts = await Promise.all(
    [...grids].map(async (grid) => {
      const places = [...own.keys()].filter((k) => own[k]?.plan === grid);
      return {
        places,
        ...(await readGrid(
          grid,
          places.map((k) => own[k]?.patch ?? 0),
        )),
      };
    }),
  );
  const bytes = parts.reduce((sum, { pixels }) => sum + pixels.length, 0);
  const each = bytes / own.length;
  const pixels = new Uint8Array(bytes);
  for (const part of parts)
    for (const [k, place] of part.places.entries())
      pixels.set(part.pixels.subarray(k * each, (k + 1) * each), place * each);
  return {
    own,
    pixels,
    holes: parts.flatMap(({ holes }) => holes),
    holed: new Set(parts.flatMap(({ places, holed }) => holed.map((k) => places[k] ?? -1))),
  };
}
