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
  /** The votes of each batch, as soon as it is there. */
  readonly keepVotes?: (votes: ReadonlyMap<number, readonly number[]>) => void;
  /** After each batch of votes: how many of how many different places. */
  readonly onVotes?: (done: number, total: number) => void;
}

/** What earlier looks at the very same pixels left of one image, and where what is seen now is kept. */
export interface ImageMemory {
  /** float32 `[rows · columns]`, borrowed; null where the image was not looked over. */
  readonly logits: () => Float32Array | null;
  /** `[c]`; null of a place that was not looked at. */
  readonly vote: (place: number) => readonly number[] | null;
  /** Copies. */
  readonly keepLogits: (logits: Float32Array) => void;
  readonly keepVotes: (votes: ReadonlyMap<number, readonly number[]>) => void;
}

/** An image that was looked over: its distribution, what is drawn from it, and what is known of that. */
export interface LookedOver {
  /** float64 `[rows · columns]`, sum 1. */
  readonly attention: Float64Array<ArrayBuffer>;
  /** By draw. */
  readonly chosen: readonly ChosenPlaces[];
  /** Places of all draws, each once. */
  readonly places: readonly number[];
  /** Of those of them that were looked at. */
  readonly votes: Map<number, readonly number[]>;
}

/** One image of a run. */
export interface ImageToAnswer {
  /** Among those of a run: its own stream of random numbers. */
  readonly number: number;
  /** Size of its grid of places. */
  readonly grid: { readonly columns: number; readonly rows: number };
  readonly memory: ImageMemory;
  /** From {@link lookedBefore}. */
  readonly looked: LookedOver | null;
  /** uint8 RGB `[H, W, 3]` at the model's spacing, borrowed; null where {@link LookedOver} has all votes, and nothing is to be seen. */
  readonly pixels: PixelTensor | null;
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

/** What is known of an image before anything of it is read; null where it was not looked over. */
export function lookedBefore(
  { number, memory }: Pick<ImageToAnswer, 'number' | 'memory'>,
  draws: Draws,
): LookedOver | null {
  const logits = memory.logits();
  return logits && drawFrom(logits, number, draws, memory);
}

function drawFrom(logits: Float32Array, number: number, draws: Draws, memory: ImageMemory): LookedOver {
  const attention = attentionOf(logits);
  const chosen = choosePlaces(attention, number, draws);
  const places = differentPlaces(chosen);
  const votes = new Map<number, readonly number[]>();
  for (const place of places) {
    const vote = memory.vote(place);
    if (vote) votes.set(place, vote);
  }
  return { attention, chosen, places, votes };
}

export interface AnswerOptions extends Omit<ImageOptions, 'keepVotes' | 'onVotes'> {
  /** At the beginning and after each batch of votes: how many of how many different places, and how many of them were known at the beginning. */
  readonly onVotes?: (done: number, total: number, known: number) => void;
  readonly afterDraws?: AfterDraws;
}

/**
 * Looks over one image and then at the places that are drawn. Repeat r of an image draws from {@link samplingStream}(seed, field, r); a place that
 * several draws chose is voted on once. What its memory holds is not looked at again; what is seen goes there batch by batch.
 *
 * @returns with it how many places were looked at now
 * @throws BagTooLargeError where the back end cannot hold the image
 */
export async function answerImage(
  graphs: HeadGraphs,
  model: SamplingModel,
  image: ImageToAnswer,
  draws: Draws,
  { afterDraws, onVotes, ...options }: AnswerOptions,
): Promise<ImageAnswer & { readonly votedNow: number }> {
  const { step_pixels: stepPx, sharpness } = model.head;
  const { number, grid, memory, pixels } = image;
  let { looked } = image;
  if (!looked) {
    const logits = await attentionLogits(graphs, stepPx, seenIn(pixels), options);
    looked = drawFrom(logits, number, draws, memory);
    memory.keepLogits(logits);
  }
  options.signal?.throwIfAborted();
  const { attention, chosen, places, votes } = looked;
  const known = votes.size;
  onVotes?.(known, places.length, known);
  const firstNew = chosen.findIndex((one) => one.places.some((place) => !votes.has(place)));
  const rest = firstNew === -1 ? [] : chosen.slice(firstNew);
  const answered = chosen.slice(0, chosen.length - rest.length);
  const groups = rest.length > 0 && !afterDraws ? [rest] : rest.map((one) => [one]);
  for (const group of groups) {
    const before = votes.size;
    const wanted = differentPlaces(group).filter((place) => !votes.has(place));
    if (wanted.length > 0) {
      const told = {
        keepVotes: memory.keepVotes,
        onVotes: (done: number) => onVotes?.(before + done, places.length, known),
      };
      const seen = await votesAt(graphs, model, seenIn(pixels), wanted, { ...options, ...told });
      for (const [place, vote] of seen) votes.set(place, vote);
    }
    answered.push(...group);
    if (answered.length === chosen.length) break;
    const soFar = () => answerOfVotes({ attention, ...grid }, answered, votes, sharpness);
    if ((await afterDraws?.(answered.length, soFar)) === 'stop') break;
  }
  return { ...answerOfVotes({ attention, ...grid }, answered, votes, sharpness), votedNow: votes.size - known };
}

function seenIn(pixels: PixelTensor | null): PixelTensor {
  if (!pixels) throw new Error('an image that is not all known was not read');
  return pixels;
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
  { limits, padBatches = false, signal, keepVotes, onVotes }: ImageOptions,
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
    const seen = new Map(
      own.map((place, i) => [place, Array.from(answer.subarray(i * head.classes, (i + 1) * head.classes))]),
    );
    for (const [place, vote] of seen) votes.set(place, vote);
    keepVotes?.(seen);
    onVotes?.(to, places.length);
  }
  return votes;
}
