import type { Level0Rect } from '#core/geometry/frames.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { bitReversed } from '#core/patches/visiting-order.ts';
import { loadAhead } from '#core/pipelines/ahead.ts';
import { answerImage, lookedBefore } from '#core/pipelines/attention-sampling.ts';
import type { AfterDraws, ImageAnswer, ImageMemory, LookedOver } from '#core/pipelines/attention-sampling.ts';
import { sampledField, slideAnswer } from '#core/pipelines/attention-sampling-answer.ts';
import type { FieldScores } from '#core/pipelines/attention-sampling-answer.ts';
import { fieldRect } from '#core/pipelines/attention-sampling-fields.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import { probabilityMap } from '#core/pipelines/attention-sampling-map.ts';
import type { ProbabilityMap } from '#core/pipelines/attention-sampling-map.ts';
import { rowsOfPatches } from '#core/pipelines/attention-sampling-places.ts';
import { createRate } from '#core/pipelines/rate.ts';
import type { SampledField } from '#core/result/run-result.ts';
import type { SamplingRequest, SlideForRun } from './contract.ts';
import type { PartialAnswers, PartialOutcome } from './partial-answers.ts';
import { readField } from './read-field.ts';
import { noteNotKept } from './run-tools.ts';
import type { RunTools } from './run-tools.ts';
import { openSeenFields } from './stored-sampling.ts';

type Manifest = ManifestOf<'attention-sampling'>;

/** Fields decoded while one is being looked over. */
const FIELDS_AHEAD = 2;

export interface FieldsToLookOver {
  readonly slide: SlideForRun;
  readonly fields: FieldPlan;
  readonly manifest: Manifest;
  readonly sampling: SamplingRequest;
  /** Places along one side of a cell of the map. */
  readonly side: number;
  readonly partials: PartialAnswers;
}

/** One field with its place in the plan. */
interface FieldDone {
  readonly i: number;
  readonly field: SampledField;
  readonly scores: FieldScores;
}

/** Fields looked over, in the order in which that was done. */
export interface FieldsDone {
  readonly done: readonly FieldDone[];
  readonly map: ProbabilityMap;
  readonly holes: ReadonlySet<string>;
  /** Places looked at by this run itself. */
  readonly voted: number;
}

/** Draws made, over all fields. */
export function drawsOf(done: FieldsDone['done']): number {
  return done.reduce((sum, { scores }) => sum + scores.length, 0);
}

/** What the fields looked over come to, in the plan's order. */
export function outcomeOfFields(
  { done, map }: Pick<FieldsDone, 'done' | 'map'>,
  manifest: Manifest,
  { scope, mode, samples }: SamplingRequest,
): PartialOutcome {
  const inOrder = done.toSorted((a, b) => a.i - b.i);
  const fields = inOrder.map(({ field }) => field);
  const scores = inOrder.map((one) => one.scores);
  const probability = map.finish();
  return {
    patches: fields.map(({ rect }) => rect),
    maps: manifest.maps.map(({ id }) => ({ id, ...probability })),
    answer: slideAnswer(manifest.class_names, scores),
    sampling: { scope: scope.kind, mode, samples, repeats: scores[0]?.length ?? 0, fields },
  };
}

/**
 * Looks over every field, spread over the slide so that what is done is a fair sample of it; a lone field settles draw by draw. What earlier runs
 * saw is found in the store, and a field of which all is known is not even read; what is done when a back end fails stays done.
 */
export async function lookOverFields(
  { slide, fields, manifest, sampling, side, partials }: FieldsToLookOver,
  tools: RunTools,
): Promise<FieldsDone> {
  const { signal, onProgress, now, features } = tools.context;
  const total = fields.plan.column.length;
  const perField = sampling.samples * sampling.repeats;
  const map = probabilityMap(fields.grid, side);
  const done: FieldDone[] = [];
  const holes = new Set<string>();
  const kept = { fields: 0, places: 0 };
  let voted = 0;
  /** Places of draws in fields that are done which only had to be looked up: they say nothing about speed. */
  let lookedUp = 0;
  const rate = createRate();
  /** Of the field in hand, as shares of its places. */
  const tell = ({ known, seen }: { readonly known: number; readonly seen: number }) => {
    const quick = Math.floor(lookedUp + known * perField);
    // Whole numbers, and never more than is kept.
    const places = Math.floor((done.length + seen) * perField);
    rate.add(places - quick, now());
    onProgress({
      stage: 'encode',
      done: places,
      total: total * perField,
      fields: { done: done.length, total },
      patchesPerSecond: rate.perSecond(),
      secondsLeft: rate.secondsLeft(total * perField - quick),
      holes: holes.size,
    });
  };
  const order = [...bitReversed(total)];
  await tools.onBackEnd('encode', async ({ graphs, backEnd }) => {
    const store = await openSeenFields(features, { slide, manifest, fields, votes: perField });
    const rest = order.slice(done.length);
    const load = async (k: number) => {
      const field = fieldOf(fields, rest[k] ?? 0);
      const memory = store.memoryOf(field.i);
      const looked = lookedBefore({ ...field, memory }, sampling);
      return { field, memory, looked, read: await readUnseen(fields, field.i, looked, manifest, tools) };
    };
    try {
      tell({ known: 0, seen: 0 });
      for await (const { field, memory, looked, read } of loadAhead(rest.length, FIELDS_AHEAD, load)) {
        signal.throwIfAborted();
        for (const hole of read?.holes ?? []) holes.add(hole);
        const answered = (answer: ImageAnswer) => fieldDone(answer, fields, field, manifest);
        const afterDraws: AfterDraws = (draws, soFar) =>
          partials.at(draws, () => {
            const answer = soFar();
            const alone = probabilityMap(fields.grid, side);
            alone.add({ ...answer, ...field.origin });
            return Promise.resolve(outcomeOfFields({ done: [answered(answer)], map: alone }, manifest, sampling));
          });
        const image = {
          number: field.number,
          grid: fields.places,
          memory: read && read.holes.size > 0 ? withoutStandIns(memory) : memory,
          looked,
          pixels: read && { data: read.rgb, dims: [fields.image.height, fields.image.width, 3] },
        };
        const answer = await answerImage(graphs, manifest, image, sampling, {
          limits: backEnd.limits,
          padBatches: backEnd.kind === 'webgpu',
          signal,
          onVotes(seen, of, known) {
            tell({ known: known / of, seen: seen / of });
            noteNotKept(store.opened, tools);
          },
          ...(total === 1 ? { afterDraws } : {}),
        });
        map.add({ ...answer, ...field.origin });
        done.push(answered(answer));
        voted += answer.votedNow;
        kept.fields += looked ? 1 : 0;
        kept.places += answer.voted - answer.votedNow;
        lookedUp += perField * (1 - answer.votedNow / answer.voted);
        // The lone field, stopped between two draws.
        if (answer.scores.length < sampling.repeats) break;
        tell({ known: 0, seen: 0 });
        if (done.length === total) break;
        if (!read) continue;
        const soFar = () => Promise.resolve(outcomeOfFields({ done, map }, manifest, sampling));
        if ((await partials.at(drawsOf(done), soFar)) === 'stop') break;
      }
    } finally {
      store.close();
    }
  });
  if (kept.fields + kept.places > 0)
    tools.note({ kind: 'fields-kept', ...kept, ofFields: done.length, ofPlaces: kept.places + voted });
  return { done, map, holes, voted };
}

/** Where a field lies. */
interface FieldAt {
  readonly i: number;
  /** By its place in the grid: a field draws the same whichever others the tissue mask keeps. */
  readonly number: number;
  readonly rect: Level0Rect;
  /** Its first place among those of all fields. */
  readonly origin: { readonly column: number; readonly row: number };
}

function fieldOf(fields: FieldPlan, i: number): FieldAt {
  const { plan, places } = fields;
  const [column, row] = [plan.column[i] ?? 0, plan.row[i] ?? 0];
  return {
    i,
    number: row * plan.columns + column,
    rect: fieldRect(fields, i),
    origin: { column: column * places.columns, row: row * places.rows },
  };
}

function fieldDone(answer: ImageAnswer, { image }: FieldPlan, { i, rect }: FieldAt, manifest: Manifest): FieldDone {
  const { head, patch_size_pixels: sizePx } = manifest;
  const geometry = { rect, image, stepPx: head.step_pixels, sizePx };
  return { i, field: sampledField(answer, geometry), scores: answer.scores };
}

/** Pixels of a field as far as anything in it is still to be seen; null where all is known. */
async function readUnseen(
  fields: FieldPlan,
  i: number,
  looked: LookedOver | null,
  { head, patch_size_pixels: sizePx }: Manifest,
  { context: { read, signal } }: RunTools,
) {
  if (!looked) return readField(fields, i, read, signal);
  const unseen = looked.places.filter((place) => !looked.votes.has(place));
  if (unseen.length === 0) return null;
  const rows = rowsOfPatches(unseen, fields.image, { stepPx: head.step_pixels, sizePx });
  return readField(fields, i, read, signal, (from, to) => rows.subarray(from, to).includes(1));
}

/** Nothing is kept of white that stands for a damaged tile: it may be read the next time. */
function withoutStandIns(memory: ImageMemory): ImageMemory {
  return { ...memory, keepLogits: () => undefined, keepVotes: () => undefined };
}
