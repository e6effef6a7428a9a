import { samplingStream } from '#core/pipelines/attention-sampling-random.ts';
import { spreadOf } from '#core/pipelines/attention-sampling-vote.ts';
import type { Cancellation } from '#core/pipelines/head-ports.ts';
import { createRate } from '#core/pipelines/rate.ts';
import { isSurvival } from '#core/result/run-result.ts';
import type { Answer, MapId, RunResult } from '#core/result/run-result.ts';
import { curveSizes, mapOrder, randomOrder } from './faithfulness-orders.ts';
import type { Spacing } from './faithfulness-orders.ts';
import { whatIfUnits } from './what-if-set.ts';

/**
 * Does a map order the patches by what the model's answer rests on? Deletion leaves out the highest first, insertion keeps the highest
 * first, and the answer to what is left is followed (Petsiuk, Das and Saenko, "RISE", 2018, there on pixels). Beside it the same is done in
 * random orders: a map that says something falls faster on deletion, and rises faster on insertion, than they do.
 *
 * What it does not mean. It is about this model's answer, not about the disease: a map may be faithful to a model that is wrong. A bag of
 * which much is left out is one the model has never seen the like of: a fall may come of that as well, which is why only the distance from
 * the random orders counts, not the height of a curve. Patches that say the same stand in for one another, so that leaving out some of them
 * changes little, however much the model looks at them. A survival risk moves with the size of a bag by itself.
 */
export interface FaithfulnessOptions {
  /** A map with one value per unit. */
  readonly map: MapId;
  /** The class whose score is followed: null for the full answer's highest; survival models follow their risk. */
  readonly classIndex: number | null;
  /** Points of a curve beside the full bag, at most. */
  readonly points: number;
  /** `even`: steps of one size; `log`: finer where little is left out (deletion) or kept (insertion). */
  readonly spacing: Spacing;
  readonly randomOrders: number;
  /** Whole number, 0 to 2³² − 1: the same seed gives the same random orders. */
  readonly seed: number;
}

export const DEFAULT_FAITHFULNESS = { points: 10, spacing: 'even', randomOrders: 5, seed: 1 } as const;

/** Bounds, so that a check ends. */
export const FAITHFULNESS_LIMITS = { points: 100, randomOrders: 50 } as const;

/** One curve; lists are parallel. */
export interface FaithfulnessCurve {
  /** Share of the units that is left out (deletion) or kept (insertion), ascending, 0..1. */
  readonly shares: readonly number[];
  /** What the model answers then, in the map's order. */
  readonly values: readonly number[];
  /** `[orders][points]` */
  readonly random: readonly (readonly number[])[];
  readonly randomMean: readonly number[];
  /** Standard deviation (n − 1) over the random orders. */
  readonly randomSd: readonly number[];
  /** Area under each curve (trapezoids) over the width of the range of shares: the mean height. */
  readonly area: { readonly map: number; readonly randomMean: number; readonly randomSd: number };
}

export interface Faithfulness {
  readonly map: MapId;
  /** What is followed: a class's score, or the risk (null). */
  readonly classIndex: number | null;
  readonly units: number;
  /** How often the head ran. */
  readonly runs: number;
  readonly spacing: Spacing;
  readonly seed: number;
  /** Lower is better. */
  readonly deletion: FaithfulnessCurve;
  /** Higher is better. */
  readonly insertion: FaithfulnessCurve;
}

export interface FaithfulnessProgress {
  /** Questions answered, of all. */
  readonly done: number;
  readonly total: number;
  /** Over the last few seconds; null until it can be told. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** How often the head will run for a bag of n units; the full answer is known and not run again. */
export function faithfulnessRuns(n: number, options: Pick<FaithfulnessOptions, 'points' | 'spacing' | 'randomOrders'>) {
  const { deletion, insertion } = curveSizes(n, options.points, options.spacing);
  const run = (sizes: readonly number[]) => sizes.filter((size) => size < n).length;
  return run(deletion) + run(insertion) + options.randomOrders * run([...new Set([...deletion, ...insertion])]);
}

/** The maps of a result that a check can be made of: those with a value for each unit. */
export function faithfulnessMaps(result: Pick<RunResult, 'patches' | 'maps' | 'sampling'>): MapId[] {
  const { length } = whatIfUnits(result);
  return result.maps.filter(({ values }) => values.length === length).map(({ id }) => id);
}

/**
 * Asks one question after the other; a random order serves both curves, for read backwards it is one as well.
 *
 * @param ask answers for the kept units, uint8 `[n]`
 * @throws RangeError where options are out of bounds, the map has no value per unit, or there are fewer than two units
 */
export async function measureFaithfulness(
  result: Pick<RunResult, 'patches' | 'maps' | 'sampling' | 'answer'>,
  options: FaithfulnessOptions,
  ask: (kept: Uint8Array<ArrayBuffer>) => Promise<Answer>,
  {
    signal,
    onProgress,
    now,
  }: {
    readonly signal?: Cancellation;
    readonly onProgress?: (progress: FaithfulnessProgress) => void;
    /** Milliseconds of a monotonic clock. */
    readonly now: () => number;
  },
): Promise<Faithfulness> {
  const n = whatIfUnits(result).length;
  const values = result.maps.find(({ id }) => id === options.map)?.values;
  refuse(options, n, values);
  const followed = followedClass(result.answer, options.classIndex);
  const full = valueOf(result.answer, followed);
  const sizes = curveSizes(n, options.points, options.spacing);
  const total = faithfulnessRuns(n, options);
  const rate = createRate();
  let done = 0;
  const tell = () => {
    rate.add(done, now());
    onProgress?.({ done, total, perSecond: rate.perSecond(), secondsLeft: rate.secondsLeft(total) });
  };
  /** The answer to the first `size` units of an order. */
  const keepFirst = async (order: Uint32Array, size: number): Promise<number> => {
    if (size === n) return full;
    signal?.throwIfAborted();
    const kept = new Uint8Array(n);
    for (const unit of order.subarray(0, size)) kept[unit] = 1;
    const value = valueOf(await ask(kept), followed);
    done++;
    tell();
    return value;
  };
  const follow = async (order: Uint32Array, of: readonly number[]) => {
    const found: number[] = [];
    for (const size of of) found.push(await keepFirst(order, size));
    return found;
  };

  tell();
  const order = mapOrder(values ?? new Float32Array(), samplingStream(options.seed, 0, 0));
  const deleted = await follow(order.toReversed(), sizes.deletion);
  const inserted = await follow(order, sizes.insertion);
  const both = [...new Set([...sizes.deletion, ...sizes.insertion])];
  const random: { deletion: number[]; insertion: number[] }[] = [];
  for (let i = 1; i <= options.randomOrders; i++) {
    const answers = await follow(randomOrder(n, samplingStream(options.seed, i, 0)), both);
    const bySize = new Map(both.map((size, at) => [size, answers[at] ?? NaN]));
    const at = (of: readonly number[]) => of.map((size) => bySize.get(size) ?? NaN);
    random.push({ deletion: at(sizes.deletion), insertion: at(sizes.insertion) });
  }
  const curve = (shares: number[], own: number[], others: number[][]) => curveOf(shares, own, others);
  return {
    map: options.map,
    classIndex: followed,
    units: n,
    runs: done,
    spacing: options.spacing,
    seed: options.seed,
    deletion: curve(
      sizes.deletion.map((size) => 1 - size / n),
      deleted,
      random.map((one) => one.deletion),
    ),
    insertion: curve(
      sizes.insertion.map((size) => size / n),
      inserted,
      random.map((one) => one.insertion),
    ),
  };
}

function refuse({ points, randomOrders }: FaithfulnessOptions, n: number, values: Float32Array | undefined): void {
  const whole = (value: number, most: number) => Number.isSafeInteger(value) && value >= 1 && value <= most;
  if (!whole(points, FAITHFULNESS_LIMITS.points) || !whole(randomOrders, FAITHFULNESS_LIMITS.randomOrders))
    throw new RangeError(`${points} points, ${randomOrders} random orders`);
  if (values?.length !== n || n < 2) throw new RangeError(`a map of ${values?.length ?? 0} values for ${n} units`);
}

function followedClass(answer: Answer, wanted: number | null): number | null {
  if (isSurvival(answer)) return null;
  const index = wanted ?? answer.scores.indexOf(Math.max(...answer.scores));
  if (answer.scores[index] === undefined) throw new RangeError(`class ${index} of ${answer.scores.length}`);
  return index;
}

function valueOf(answer: Answer, classIndex: number | null): number {
  return isSurvival(answer) ? answer.risk : (answer.scores[classIndex ?? -1] ?? NaN);
}

function curveOf(
  shares: readonly number[],
  values: readonly number[],
  random: readonly (readonly number[])[],
): FaithfulnessCurve {
  const spread = spreadOf(random);
  const areas = spreadOf(random.map((one) => [areaUnder(shares, one)]));
  return {
    shares,
    values,
    random,
    randomMean: spread.mean,
    randomSd: spread.sd,
    area: { map: areaUnder(shares, values), randomMean: areas.mean[0] ?? NaN, randomSd: areas.sd[0] ?? NaN },
  };
}

/** Trapezoids over the width of the range. */
function areaUnder(x: readonly number[], y: readonly number[]): number {
  let area = 0;
  for (let i = 1; i < x.length; i++)
    area += (((y[i] ?? NaN) + (y[i - 1] ?? NaN)) / 2) * ((x[i] ?? NaN) - (x[i - 1] ?? NaN));
  return area / ((x.at(-1) ?? NaN) - (x[0] ?? NaN));
}
