import type { ManifestOf } from '#core/model/manifest.ts';
import { runDscaHead } from '#core/pipelines/dsca-head.ts';
import type { HeadGraphs, HeadOptions } from '#core/pipelines/head-ports.ts';
import { GOLDEN_LIMITS, against } from './golden-file.ts';
import type { Difference, GoldenReader } from './golden-file.ts';

/** The golden bag through a DSCA head, beside the stored answers. */
export async function dscaDifferences(
  { head }: ManifestOf<'dsca'>,
  graphs: HeadGraphs,
  read: GoldenReader,
  options: HeadOptions,
): Promise<Record<string, Difference>> {
  const grid = read('grid', 'I32', null).data;
  const n = grid.length / 2;
  const inputs = {
    low: read('low', 'F32', n * head.features).data,
    high: read('high', 'F32', n * head.scale ** 2 * head.features).data,
    places: { column: grid.filter((_, i) => i % 2 === 0), row: grid.filter((_, i) => i % 2 === 1) },
  };
  const { output, globalAttention, crossScores } = await runDscaHead(graphs, head, inputs, options);
  const values = { limit: GOLDEN_LIMITS.answer };
  const attention = { limit: GOLDEN_LIMITS.attention, scale: n };
  return {
    output: against(read, 'output', output, values),
    'global-attention': against(read, 'global-attention', globalAttention, attention),
    ...(crossScores ? { 'cross-attention': against(read, 'cross-attention', crossScores, values) } : {}),
  };
}
