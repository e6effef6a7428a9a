import type { ManifestOf } from '#core/model/manifest.ts';
import type { HeadGraphs, HeadOptions } from '#core/pipelines/head-ports.ts';
import { canSplitFirstBlock } from '#core/pipelines/tda-mil-first-block.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { askTdaMil, rememberTdaMil } from '#core/what-if/tda-mil-question.ts';
import { GOLDEN_LIMITS, against } from './golden-file.ts';
import type { Difference, GoldenReader } from './golden-file.ts';

/**
 * The golden bag through a TDA-MIL head, beside the stored answers. Where the bundle brings its first block in parts, the bag is also asked about as a
 * question that leaves nothing out, and the larger of both differences is told: a question must not rest on graphs that nobody tried.
 */
export async function tdaMilDifferences(
  manifest: ManifestOf<'tda-mil'>,
  graphs: HeadGraphs,
  read: GoldenReader,
  options: HeadOptions,
): Promise<Record<string, Difference>> {
  const bag = read('features', 'F32', null);
  const features = { data: bag.data, dims: bag.shape };
  const n = bag.shape[0] ?? 0;
  const compared = (name: string, values: Float32Array) =>
    against(
      read,
      name,
      values,
      name.endsWith('attention') ? { limit: GOLDEN_LIMITS.attention, scale: n } : { limit: GOLDEN_LIMITS.answer },
    );
  const answer = await runTdaMilHead(graphs, manifest.head, features, options);
  const found: Record<string, Difference> = {
    logits: compared('logits', answer.logits),
    'task-relevance': compared('task-relevance', answer.taskRelevance),
    'bottom-up-attention': compared('bottom-up-attention', answer.bottomUpAttention),
    'top-down-attention': compared('top-down-attention', answer.topDownAttention),
  };
  if (!canSplitFirstBlock(graphs)) return found;
  const memory = await rememberTdaMil(graphs, manifest, features, options, Infinity);
  const asked = await askTdaMil(graphs, manifest, memory, new Uint8Array(n).fill(1), options);
  const told: [string, Float32Array][] = [
    ['logits', Float32Array.from(classAnswer(asked.answer).logits)],
    ...asked.maps.map(({ id, values }): [string, Float32Array] => [id, values]),
  ];
  for (const [name, values] of told) {
    const own = compared(name, values);
    if (!((found[name]?.value ?? 0) >= own.value)) found[name] = own;
  }
  return found;
}
