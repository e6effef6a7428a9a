import type { Level0Rect } from '#core/geometry/frames.ts';
import type { MapId } from '#core/model/map-ids.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { placeAt } from './map-places.ts';
import { patchUnder, viewOfResult, type MapView } from './result-view.ts';

/** One of the finer patches that a coarse patch consists of. */
export interface PatchPart {
  readonly rect: Level0Rect;
  /** Its share of the coarse patch's attention, 0..1; the parts' shares sum to 1. */
  readonly share: number;
  /** `share` as a multiple of the even share inside the patch. */
  readonly timesEven: number;
  /** 1 = highest of the parts; equal shares have the best place of theirs. */
  readonly place: number;
  /** Attention product as a multiple of its even share on the whole slide; null where the result has none. */
  readonly product: number | null;
}

/** A coarse patch and what is inside it. */
export interface InsidePatch {
  readonly rect: Level0Rect;
  /** Global attention as a multiple of the even share. */
  readonly timesUniform: number;
  /** Among all coarse patches, 1 = highest. */
  readonly place: number;
  readonly of: number;
  /** Row by row, `side` × `side`. */
  readonly parts: readonly PatchPart[];
  readonly side: number;
}

/** What was looked into last of each result: the same object as long as the patch stays. */
const lastLooked = new WeakMap<RunResult, { readonly index: number; readonly inside: InsidePatch | null }>();
const orders = new WeakMap<MapView, Int32Array<ArrayBuffer>>();

/** Whether the coarse patches of a result can be looked into: whether they share out attention among finer ones. */
export function hasInside(result: RunResult): boolean {
  return lookInside(result, 0) !== null;
}

/**
 * A coarse patch of a two-scale result with its finer ones: patch i has the fine patches i·side² … (i + 1)·side² − 1, row by row.
 * Null where the result has none, or a file has them elsewhere than inside their patch.
 */
export function insideOf(result: RunResult, index: number): InsidePatch | null {
  const last = lastLooked.get(result);
  if (last?.index === index) return last.inside;
  const inside = lookInside(result, index);
  lastLooked.set(result, { index, inside });
  return inside;
}

function lookInside(result: RunResult, index: number): InsidePatch | null {
  const { scale: side } = result.run.plan;
  const [global, cross, product] = mapsOf(result, 'global-attention', 'cross-attention', 'attention-product');
  const rect = result.patches[index];
  if (side === undefined || !rect || !global || !cross || global.patches !== result.patches) return null;
  const count = side ** 2;
  if (cross.patches.length !== result.patches.length * count) return null;
  const from = index * count;
  const values = Array.from(cross.values.subarray(from, from + count));
  const parts = values.map((timesEven, k): PatchPart | null => {
    const part = cross.patches[from + k];
    return part && liesIn(part, rect)
      ? {
          rect: part,
          share: timesEven / count,
          timesEven,
          place: 1 + values.filter((other) => other > timesEven).length,
          product: product?.patches === cross.patches ? (product.values[from + k] ?? null) : null,
        }
      : null;
  });
  const whole = parts.filter((part) => part !== null);
  if (whole.length < count) return null;
  return {
    rect,
    timesUniform: global.values[index] ?? NaN,
    place: placeAt(global, index)?.best ?? NaN,
    of: result.patches.length,
    parts: whole,
    side,
  };
}

/** Index of the coarse patch at a level-0 point; null where there is none, or nothing inside it to be shown. */
export function coarsePatchAt(result: RunResult, point: { readonly x: number; readonly y: number }): number | null {
  const [global] = mapsOf(result, 'global-attention');
  const index = global && hasInside(result) ? patchUnder(global, point) : null;
  return index ?? null;
}

/**
 * The coarse patch `steps` places further down the list by global attention (negative: up), the first for `from` null. Stays at the
 * ends. Null without a global attention.
 */
export function patchByAttention(result: RunResult, from: number | null, steps: number): number | null {
  const [global] = mapsOf(result, 'global-attention');
  if (!global || global.values.length === 0) return null;
  let order = orders.get(global);
  if (!order) {
    const { values } = global;
    order = Int32Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    orders.set(global, order);
  }
  const at = from === null ? 0 : order.indexOf(from) + steps;
  return order[Math.min(order.length - 1, Math.max(0, at))] ?? null;
}

function mapsOf(result: RunResult, ...ids: readonly MapId[]): (MapView | undefined)[] {
  const { maps } = viewOfResult(result);
  return ids.map((id) => maps.find((map) => map.id === id));
}

function liesIn(part: Level0Rect, whole: Level0Rect): boolean {
  const x = part.x + part.width / 2;
  const y = part.y + part.height / 2;
  return x >= whole.x && y >= whole.y && x < whole.x + whole.width && y < whole.y + whole.height;
}
