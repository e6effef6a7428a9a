import type { ManifestOf } from '#core/model/manifest.ts';
import { attentionOf, cumulative, drawPlaces, mostAttended } from './attention-sampling-draw.ts';
import type { ChosenPlaces } from './attention-sampling-draw.ts';
import { cutPatches, gridOfPlaces } from './attention-sampling-places.ts';
import { samplingStream } from './attention-sampling-random.ts';
import { scoresOf, weightsOf } from './attention-sampling-vote.ts';
import { BagTooLargeError, outputOf, ranges } from './head-ports.ts';
import type { Cancellation, HeadGraphs, HeadLimits, PixelTensor } from './head-ports.ts';

export type SamplingModel = Pick<ManifestOf<'attention-sampling'>, 'head' | 'patch_size_pixels'>;

/** How places are chosen. */
export interface Draws {
  readonly mode: 'draw' | 'most-attended';
  readonly seed: number;
  /** P, places of one draw. */
  readonly samples: number;
  /** Draws; `most-attended` always makes one. */
  readonly repeats: number;
}

/** What one image answers. */
export interface ImageAnswer {
  /** float64 `[rows · columns]`: probability of each place, row by row, sum 1. */
  readonly attention: Float64Array<ArrayBuffer>;
  readonly columns: number;
  readonly rows: number;
  /** `[repeats][c]`: scores of each draw, sum 1. */
  readonly scores: readonly (readonly number[])[];
  /** The first draw, with `weights` (sum 1) and `votes` `[c]` parallel to its places. */
  readonly first: ChosenPlaces & {
    readonly weights: readonly number[];
    readonly votes: readonly (readonly number[])[];
  };
  /** Different places that were voted on, over all draws. */
  readonly voted: number;
}

export interface ImageOptions {
  readonly limits: Pick<HeadLimits, 'tensorBytes'>;
  /** Fill the last batch up to a power of two, where each new shape costs a compilation (WebGPU). */
  readonly padBatches?: boolean;
  readonly signal?: Cancellation;
  /** After each batch of votes: how many of how many different places. */
  readonly onVotes?: (done: number, total: number) => void;
}

/** What of one image is known; filled as draws are made. A later run of the same draws on the same image goes on from there. */
export interface ImageSeen {
  attention: Float64Array<ArrayBuffer> | null;
  /** Of all places of the draws made. */
  readonly votes: Map<number, readonly number[]>;
  /** Draws made. */
  draws: number;
}

/** Called after each draw but the last where it is given: the answer of the draws so far may be looked at, and the rest be given up. */
export type AfterDraws = (draws: number, soFar: () => ImageAnswer) => Promise<'go-on' | 'stop'>;

/** Patches in one run of the feature graph; of large ones as many as stay within {@link BATCH_BYTES} as float32 RGB. */
const BATCH = 64;
const BATCH_BYTES = 2 ** 23;

/** float32 RGB: the largest tensor of the attention graph, and the first of the feature graph. */
const PIXEL_BYTES = 12;

/** Channels that a feature network may have and still stay within the limits of a device; published ones have 16 and 32. */
const WIDEST = 128;

/**
 * Looks over one image and then at the places that are drawn. Repeat r of an image draws from {@link samplingStream}(seed, field, r); a place that
 * several draws chose is voted on once. What `seen` holds is not looked at again.
 *
 * @param image uint8 RGB `[H, W, 3]` at the model's spacing, borrowed, with at least one place
 * @param field number of the image among those of a run: its own stream of random numbers
 * @throws BagTooLargeError where the back end cannot hold the image
 */
export async function answerImage(
  graphs: HeadGraphs,
  model: SamplingModel,
  image: PixelTensor,
  field: number,
  draws: Draws,
  {
    afterDraws,
    seen = { attention: null, votes: new Map(), draws: 0 },
    ...options
  }: ImageOptions & { readonly afterDraws?: AfterDraws; readonly seen?: ImageSeen },
): Promise<ImageAnswer> {
  const { step_pixels: stepPx, sharpness } = model.head;
  seen.attention ??= attentionOf(await attentionLogits(graphs, stepPx, image, options));
  const { attention, votes } = seen;
  options.signal?.throwIfAborted();
  const [height = 0, width = 0] = image.dims;
  const looked = { attention, ...gridOfPlaces({ width, height }, stepPx) };
  const chosen = choosePlaces(attention, field, draws);
  const total = differentPlaces(chosen).length;
  const answered = chosen.slice(0, seen.draws);
  const rest = chosen.slice(seen.draws);
  for (const group of afterDraws ? rest.map((one) => [one]) : [rest]) {
    const before = votes.size;
    const wanted = differentPlaces(group).filter((place) => !votes.has(place));
    const onVotes = (done: number) => options.onVotes?.(before + done, total);
    for (const [place, vote] of await votesAt(graphs, model, image, wanted, { ...options, onVotes }))
      votes.set(place, vote);
    answered.push(...group);
    seen.draws = answered.length;
    if (answered.length === chosen.length) break;
    const soFar = () => answerOfVotes(looked, answered, votes, sharpness);
    if ((await afterDraws?.(answered.length, soFar)) === 'stop') break;
  }
  return answerOfVotes(looked, answered, votes, sharpness);
}

/** Places of all draws of one image: one draw for `most-attended`, else one for each repeat. */
export function choosePlaces(attention: Float64Array<ArrayBuffer>, field: number, draws: Draws): ChosenPlaces[] {
  if (draws.mode === 'most-attended') return [mostAttended(attention, draws.samples)];
  const sums = cumulative(attention);
  return Array.from({ length: draws.repeats }, (_, repeat) =>
    drawPlaces(sums, draws.samples, samplingStream(draws.seed, field, repeat)),
  );
}

/** The places of several draws, each once. */
export function differentPlaces(chosen: readonly ChosenPlaces[]): number[] {
  return [...new Set(chosen.flatMap(({ places }) => places))];
}

/** What draws answer. @param votes of at least the places chosen */
export function answerOfVotes(
  looked: Pick<ImageAnswer, 'attention' | 'columns' | 'rows'>,
  chosen: readonly ChosenPlaces[],
  votes: ReadonlyMap<number, readonly number[]>,
  sharpness: number,
): ImageAnswer {
  const { attention } = looked;
  const votesOf = ({ places }: ChosenPlaces) => places.map((place) => votes.get(place) ?? []);
  const scores = chosen.map((one) => scoresOf(weightsOf(one, attention), votesOf(one), sharpness));
  const [first] = chosen;
  if (!first || !scores.every((row) => row.every(Number.isFinite))) throw new Error('the votes are no numbers');
  return {
    ...looked,
    scores,
    first: { ...first, weights: weightsOf(first, attention), votes: votesOf(first) },
    voted: differentPlaces(chosen).length,
  };
}

/** `attention` graph over a whole image: float32 `[rows · columns]`, before the softmax. */
export async function attentionLogits(
  graphs: HeadGraphs,
  stepPx: number,
  image: PixelTensor,
  { limits }: ImageOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const [height = 0, width = 0] = image.dims;
  const { columns, rows } = gridOfPlaces({ width, height }, stepPx);
  if (columns * rows < 1) throw new RangeError(`an image of ${width} × ${height} px has no place`);
  if (width * height * PIXEL_BYTES > limits.tensorBytes)
    throw new BagTooLargeError(`an image of ${width} × ${height} px does not fit this back end's tensors`);
  const outputs = await graphs.run('attention', { image: { data: image.data, dims: [1, height, width, 3] } });
  return outputOf(outputs, 'logits', rows * columns);
}

/** `feature` graph at different places of an image: the vote `[c]` of each. */
export async function votesAt(
  graphs: HeadGraphs,
  { head, patch_size_pixels: sizePx }: SamplingModel,
  image: PixelTensor,
  places: readonly number[],
  { limits, padBatches = false, signal, onVotes }: ImageOptions,
): Promise<Map<number, readonly number[]>> {
  const patchBytes = sizePx * sizePx * PIXEL_BYTES;
  const fitting = Math.min(BATCH_BYTES / patchBytes, limits.tensorBytes / ((patchBytes * WIDEST) / 3));
  // A power of two, so that only the last batch is ever filled up.
  const perRun = Math.min(BATCH, 2 ** Math.max(0, Math.floor(Math.log2(fitting))));
  const votes = new Map<number, readonly number[]>();
  for (const [from, to] of ranges(places.length, perRun)) {
    signal?.throwIfAborted();
    const own = places.slice(from, to);
    const padTo = padBatches ? 2 ** Math.ceil(Math.log2(own.length)) : own.length;
    const patches = cutPatches(image, own, { stepPx: head.step_pixels, sizePx }, padTo);
    const answer = outputOf(await graphs.run('feature', { patches }), 'votes', padTo * head.classes);
    for (const [i, place] of own.entries())
      votes.set(place, Array.from(answer.subarray(i * head.classes, (i + 1) * head.classes)));
    onVotes?.(to, places.length);
  }
  return votes;
}
