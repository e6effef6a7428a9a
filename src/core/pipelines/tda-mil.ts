import type { ManifestOf } from '#core/model/manifest.ts';
import type { PatchMap, RunResult } from '#core/result/run-result.ts';
import type { HeadGraphs, HeadOptions } from './head-ports.ts';
import { softmax } from './softmax.ts';
import { runTdaMilHead } from './tda-mil-head.ts';
import type { TdaMilAnswer } from './tda-mil-head.ts';

/** Runs the head of a bundle over a bag and names what comes out as results do. */
export async function answerTdaMil(
  graphs: HeadGraphs,
  manifest: Pick<ManifestOf<'tda-mil'>, 'head' | 'maps' | 'class_names'>,
  features: Float32Array<ArrayBuffer>,
  options: HeadOptions,
): Promise<Pick<RunResult, 'maps' | 'answer'>> {
  const { head } = manifest;
  const dims = [features.length / head.features, head.features];
  return tdaMilResult(await runTdaMilHead(graphs, head, { data: features, dims }, options), manifest);
}

/** A head's answer as results have it. @throws Error where a value is no number, or the classes are not the manifest's */
export function tdaMilResult(
  answer: TdaMilAnswer,
  manifest: Pick<ManifestOf<'tda-mil'>, 'maps' | 'class_names'>,
): Pick<RunResult, 'maps' | 'answer'> {
  const logits = Array.from(answer.logits);
  if (logits.length !== manifest.class_names.length || !logits.every(Number.isFinite))
    throw new Error(`the head gave the logits ${logits.join(', ')} for ${manifest.class_names.length} classes`);
  const maps = manifest.maps.map(({ id }): PatchMap => ({ id, values: mapValues(answer, id) }));
  const broken = maps.find(({ values }) => !values.every(Number.isFinite));
  if (broken) throw new Error(`the head gave ${broken.id} values that are no numbers`);
  return {
    maps,
    answer: { classes: manifest.class_names, logits, scores: Array.from(softmax(logits)) },
  };
}

function mapValues(answer: TdaMilAnswer, id: PatchMap['id']): Float32Array<ArrayBuffer> {
  switch (id) {
    case 'task-relevance':
      return answer.taskRelevance;
    case 'bottom-up-attention':
      return answer.bottomUpAttention;
    case 'top-down-attention':
      return answer.topDownAttention;
    default:
      throw new Error(`TDA-MIL gives no ${id}`);
  }
}
