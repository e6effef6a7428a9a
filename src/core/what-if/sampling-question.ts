import type { ManifestOf } from '#core/model/manifest.ts';
import {
  answerOfVotes,
  attentionLogits,
  choosePlaces,
  differentPlaces,
  votesAt,
} from '#core/pipelines/attention-sampling.ts';
import type { Draws, ImageAnswer, ImageMemory, ImageOptions } from '#core/pipelines/attention-sampling.ts';
import { sampledField, slideAnswer } from '#core/pipelines/attention-sampling-answer.ts';
import type { FieldScores } from '#core/pipelines/attention-sampling-answer.ts';
import { attentionOf } from '#core/pipelines/attention-sampling-draw.ts';
import { fieldRect } from '#core/pipelines/attention-sampling-fields.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import { probabilityMap } from '#core/pipelines/attention-sampling-map.ts';
import type { HeadGraphs, PixelTensor } from '#core/pipelines/head-ports.ts';
import type { RunResult, SampledField } from '#core/result/run-result.ts';
import { keptIndices } from './kept-rows.ts';
import { samplingUnits, sideOfCells } from './sampling-units.ts';
import type { SamplingCells, SamplingUnits } from './sampling-units.ts';

type Model = Pick<ManifestOf<'attention-sampling'>, 'head' | 'patch_size_pixels' | 'class_names'>;

/** Pixels of a field. */
export interface FieldPixels extends PixelTensor {
  /** A damaged tile was met and is white in them: it may be read the next time, so nothing that was seen in them is kept. */
  readonly isDamaged: boolean;
}

/** Pixels of field i at the model's spacing; where places are named, only those that their patches need have to be right. */
export type FieldReader = (field: number, places: readonly number[] | null) => Promise<FieldPixels>;

/** What runs left of field i. */
export type SeenByRuns = (field: number) => Pick<ImageMemory, 'logits' | 'vote'>;

/** What questions about a sampled result share: fills itself as questions ask, within its bound. */
export interface SamplingMemory {
  readonly fields: FieldPlan;
  readonly units: SamplingUnits;
  readonly side: number;
  /** Attention logits of fields looked over, and the votes of their places so far. */
  readonly logits: Map<number, Float32Array>;
  readonly votes: Map<number, Map<number, readonly number[]>>;
  readonly maxBytes: number;
  bytes: number;
}

/** A vote in a map of votes: an array of c numbers and its entry. */
const VOTE_BYTES = 120;

/** @param cells of the full result's map. @throws RangeError where they are none of these fields */
export function rememberSampling(fields: FieldPlan, cells: SamplingCells, maxBytes: number): SamplingMemory {
  const side = sideOfCells(fields, cells);
  const units = samplingUnits(fields, side, cells.count);
  return { fields, units, side, logits: new Map(), votes: new Map(), maxBytes, bytes: 0 };
}

/**
 * Draws again from what is kept: each field's distribution renormalised over its kept places, with the field's own stream of random numbers
 * as in the run; fields with nothing left drop out. What was looked at before, by a run or for a question, is not looked at again.
 *
 * @returns the map over all units, NaN where one was left out
 */
export async function askSampling(
  graphs: HeadGraphs,
  model: Model,
  memory: SamplingMemory,
  question: SamplingQuestion,
  options: ImageOptions,
): Promise<Pick<RunResult, 'answer'> & { readonly fields: SampledField[]; readonly map: Float32Array<ArrayBuffer> }> {
  const { kept } = question;
  const { plan, places, image, grid } = memory.fields;
  keptIndices(kept, memory.units.count);
  const map = probabilityMap(grid, memory.side);
  const fields: SampledField[] = [];
  const scores: FieldScores[] = [];
  for (let i = 0; i < plan.column.length; i++) {
    options.signal?.throwIfAborted();
    const [column, row] = [plan.column[i] ?? 0, plan.row[i] ?? 0];
    const at = { column: column * places.columns, row: row * places.rows };
    const mask = memory.units.keptPlaces(i, kept);
    if (!mask.includes(1)) {
      // Its cells stay in the map, so that the map stays parallel to the units; they are left out below.
      map.add({ attention: new Float64Array(mask.length), ...places, ...at });
      continue;
    }
    const answer = await askField(graphs, model, memory, { ...question, field: i, mask }, options);
    map.add({ ...answer, ...at });
    fields.push(
      sampledField(answer, {
        rect: fieldRect(memory.fields, i),
        image,
        stepPx: model.head.step_pixels,
        sizePx: model.patch_size_pixels,
      }),
    );
    scores.push(answer.scores);
  }
  const { values } = map.finish();
  return {
    answer: slideAnswer(model.class_names, scores),
    fields,
    map: values.map((value, unit) => (kept[unit] === 0 ? NaN : value)),
  };
}

/** One question about a sampled result. */
export interface SamplingQuestion {
  /** uint8 `[units]` */
  readonly kept: Uint8Array;
  readonly draws: Draws;
  readonly read: FieldReader;
  readonly seen: SeenByRuns;
}

interface FieldQuestion extends Omit<SamplingQuestion, 'kept'> {
  readonly field: number;
  readonly mask: Uint8Array;
}

async function askField(
  graphs: HeadGraphs,
  model: Model,
  memory: SamplingMemory,
  { field, mask, draws, read, seen }: FieldQuestion,
  options: ImageOptions,
): Promise<ImageAnswer> {
  const { plan, places: grid } = memory.fields;
  const whole: { image?: FieldPixels } = {};
  const before = seen(field);
  let logits = memory.logits.get(field) ?? before.logits();
  if (!logits) {
    whole.image = await read(field, null);
    logits = await attentionLogits(graphs, model.head.step_pixels, whole.image, options);
  }
  if (!memory.logits.has(field) && !whole.image?.isDamaged && spend(memory, logits.byteLength))
    memory.logits.set(field, logits);
  const { attention, chosen } = chooseKept(
    logits,
    mask,
    (plan.row[field] ?? 0) * plan.columns + (plan.column[field] ?? 0),
    draws,
  );
  const votes = new Map(memory.votes.get(field));
  const fresh: number[] = [];
  for (const place of differentPlaces(chosen)) {
    if (votes.has(place)) continue;
    const vote = before.vote(place);
    if (vote) votes.set(place, vote);
    else fresh.push(place);
  }
  if (fresh.length > 0) {
    options.signal?.throwIfAborted();
    const image = whole.image ?? (await read(field, fresh));
    for (const [place, vote] of await votesAt(graphs, model, image, fresh, options)) votes.set(place, vote);
    const bytes = fresh.length * (VOTE_BYTES + model.head.classes * 8);
    if (!image.isDamaged && spend(memory, bytes)) memory.votes.set(field, votes);
  }
  return answerOfVotes({ attention, ...grid }, chosen, votes, model.head.sharpness);
}

/** Probabilities of the places of a mask, sum 1, and 0 elsewhere; and what is drawn from them alone. */
function chooseKept(logits: Float32Array, mask: Uint8Array, stream: number, draws: Draws) {
  if (!mask.includes(0)) {
    const attention = attentionOf(logits);
    return { attention, chosen: choosePlaces(attention, stream, draws) };
  }
  const left = Int32Array.from(mask.keys()).filter((place) => mask[place] === 1);
  const probabilities = attentionOf(Float32Array.from(left, (place) => logits[place] ?? NaN));
  const attention = new Float64Array(mask.length);
  for (const [i, place] of left.entries()) attention[place] = probabilities[i] ?? NaN;
  const chosen = choosePlaces(probabilities, stream, draws);
  return {
    attention,
    chosen: chosen.map(({ places, times }) => ({ places: places.map((i) => left[i] ?? 0), times })),
  };
}

/** Whether so many bytes more may be kept; counts them. */
function spend(memory: SamplingMemory, bytes: number): boolean {
  if (memory.bytes + bytes > memory.maxBytes) return false;
  memory.bytes += bytes;
  return true;
}
