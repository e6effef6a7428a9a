import type { ManifestOf } from '#core/model/manifest.ts';
import type { HeadGraphs, HeadOptions } from '#core/pipelines/head-ports.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import { GOLDEN_LIMITS, against } from './golden-file.ts';
import type { Difference, GoldenReader } from './golden-file.ts';

/** The golden bag through a TDA-MIL head, beside the stored answers. */
export async function tdaMilDifferences(
  { head }: ManifestOf<'tda-mil'>,
  graphs: HeadGraphs,
  read: GoldenReader,
  options: HeadOptions,
): Promise<Record<string, Difference>> {
  const bag = read('features', 'F32', null);
  const answer = await runTdaMilHead(graphs, head, { data: bag.data, dims: bag.shape }, options);
  const values = { limit: GOLDEN_LIMITS.answer };
  const attention = { limit: GOLDEN_LIMITS.attention, scale: bag.shape[0] ?? 0 };
  return {
    logits: against(read, 'logits', answer.logits, values),
    'task-relevance': against(read, 'task-relevance', answer.taskRelevance, values),
    'bottom-up-attention': against(read, 'bottom-up-attention', answer.bottomUpAttention, attention),
    'top-down-attention': against(read, 'top-down-attention', answer.topDownAttention, attention),
  };
}
