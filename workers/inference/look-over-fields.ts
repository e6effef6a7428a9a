import type { ManifestOf } from '#core/model/manifest.ts';
import { bitReversed } from '#core/patches/visiting-order.ts';
import { loadAhead } from '#core/pipelines/ahead.ts';
import { answerImage } from '#core/pipelines/attention-sampling.ts';
import type { AfterDraws, ImageAnswer, ImageSeen } from '#core/pipelines/attention-sampling.ts';
import { sampledField, slideAnswer } from '#core/pipelines/attention-sampling-answer.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import { probabilityMap } from '#core/pipelines/attention-sampling-map.ts';
import { createRate } from '#core/pipelines/rate.ts';
import type { SamplingRequest } from './contract.ts';
import type { PartialAnswers, PartialOutcome } from './partial-answers.ts';
import { readField } from './read-field.ts';
import type { RunTools } from './run-tools.ts';
import type { LookedAt, LookedOver } from './sampling-memory.ts';

type Manifest = ManifestOf<'attention-sampling'>;

/** Fields decoded while one is being looked over. */
const FIELDS_AHEAD = 2;

export interface FieldsToLookOver {
  readonly fields: FieldPlan;
  readonly manifest: Manifest;
  readonly sampling: SamplingRequest;
  /** Places along one side of a cell of the map. */
  readonly side: number;
  readonly partials: PartialAnswers;
  /** Of this run in the memory of stopped ones. */
  readonly key: string;
}

/** Draws made, over all fields. */
export function drawsOf(done: LookedOver['done']): number {
  return done.reduce((sum, { scores }) => sum + scores.length, 0);
}

/** What the fields looked over come to, in the plan's order. */
export function outcomeOfFields(
  { done, map }: Pick<LookedOver, 'done' | 'map'>,
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
 * Looks over every field, spread over the slide so that what is done is a fair sample of it; a lone field settles draw by draw. What is
 * done when a back end fails, or was done when the same run was stopped, stays done.
 */
export async function lookOverFields(
  { fields: plan, manifest, sampling, side, partials, key }: FieldsToLookOver,
  tools: RunTools,
): Promise<LookedOver> {
  const { read, signal, onProgress, now, sampled = { last: null } } = tools.context;
  const total = plan.plan.column.length;
  const perField = sampling.samples * sampling.repeats;
  const before = sampled.last?.key === key ? sampled.last.looked : null;
  sampled.last = null;
  const map = before?.map ?? probabilityMap(plan.grid, side);
  const done = [...(before?.done ?? [])];
  const holes = new Set(before?.holes);
  const seen: ImageSeen = before?.seen ?? { attention: null, votes: new Map(), draws: 0 };
  const rate = createRate();
  let voted = 0;
  const tell = (places: number) => {
    rate.add(places, now());
    onProgress({
      stage: 'encode',
      done: places,
      total: total * perField,
      fields: { done: done.length, total },
      patchesPerSecond: rate.perSecond(),
      secondsLeft: rate.secondsLeft(total * perField),
      holes: holes.size,
    });
  };
  const order = [...bitReversed(total)];
  await tools.onBackEnd('encode', async ({ graphs, backEnd }) => {
    const rest = order.slice(done.length);
    const load = async (k: number) => {
      const i = rest[k] ?? 0;
      return { i, ...(await readField(plan, i, read, signal)) };
    };
    tell(done.length * perField + seen.draws * sampling.samples);
    for await (const { i, rect, rgb, holes: met } of loadAhead(rest.length, FIELDS_AHEAD, load)) {
      signal.throwIfAborted();
      for (const hole of met) holes.add(hole);
      const [column, row] = [plan.plan.column[i] ?? 0, plan.plan.row[i] ?? 0];
      const image = { data: rgb, dims: [plan.image.height, plan.image.width, 3] };
      const geometry = {
        rect,
        image: plan.image,
        stepPx: manifest.head.step_pixels,
        sizePx: manifest.patch_size_pixels,
      };
      const lookedAt = (answer: ImageAnswer): LookedAt => ({
        i,
        field: sampledField(answer, geometry),
        scores: answer.scores,
      });
      const origin = { column: column * plan.places.columns, row: row * plan.places.rows };
      const afterDraws: AfterDraws = (draws, soFar) =>
        partials.at(draws, () => {
          const answer = soFar();
          const alone = probabilityMap(plan.grid, side);
          alone.add({ ...answer, ...origin });
          return Promise.resolve(outcomeOfFields({ done: [lookedAt(answer)], map: alone }, manifest, sampling));
        });
      const votedBefore = seen.votes.size;
      // By its place in the grid: a field draws the same whichever others the tissue mask keeps.
      const answer = await answerImage(graphs, manifest, image, row * plan.plan.columns + column, sampling, {
        limits: backEnd.limits,
        padBatches: backEnd.kind === 'webgpu',
        signal,
        onVotes(places, of) {
          tell((done.length + places / of) * perField);
        },
        ...(total === 1 ? { afterDraws, seen } : {}),
      });
      map.add({ ...answer, ...origin });
      done.push(lookedAt(answer));
      voted += answer.voted - votedBefore;
      if (answer.scores.length < sampling.repeats) {
        // The lone field, stopped between two draws: what was seen of it, to go on from.
        const none = { done: [], map: probabilityMap(plan.grid, side), voted: 0 };
        sampled.last = { key, looked: { ...none, holes, seen } };
        break;
      }
      tell(done.length * perField);
      if (done.length === total) break;
      const soFar = () => Promise.resolve(outcomeOfFields({ done, map }, manifest, sampling));
      if ((await partials.at(drawsOf(done), soFar)) === 'stop') {
        sampled.last = { key, looked: { done, map, holes, voted: 0 } };
        break;
      }
    }
  });
  return { done, map, holes, voted };
}
