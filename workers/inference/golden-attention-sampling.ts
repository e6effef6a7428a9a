import type { ManifestOf } from '#core/model/manifest.ts';
import { attentionOf } from '#core/pipelines/attention-sampling-draw.ts';
import { scoresOf, weightsOf } from '#core/pipelines/attention-sampling-vote.ts';
import { attentionLogits, votesAt } from '#core/pipelines/attention-sampling.ts';
import type { HeadGraphs, HeadOptions } from '#core/pipelines/head-ports.ts';
import { GOLDEN_LIMITS, against, maxDifference } from './golden-file.ts';
import type { Difference, GoldenReader } from './golden-file.ts';

/**
 * The golden image through both graphs at the golden places, beside the stored answers. Logits are compared as n · softmax, because only their
 * differences mean anything.
 */
export async function attentionSamplingDifferences(
  manifest: ManifestOf<'attention-sampling'>,
  graphs: HeadGraphs,
  read: GoldenReader,
  options: HeadOptions,
): Promise<Record<string, Difference>> {
  const { head } = manifest;
  const stored = read('image', 'U8', null);
  const image = { data: stored.data, dims: stored.shape };
  const attention = attentionOf(await attentionLogits(graphs, head.step_pixels, image, options));
  options.signal?.throwIfAborted();
  const wanted = attentionOf(read('logits', 'F32', attention.length).data);
  const places = Array.from(read('places', 'I32', null).data);
  const found = await votesAt(graphs, manifest, image, [...new Set(places)], options);
  const votes = places.map((place) => found.get(place) ?? []);
  const scores = scoresOf(weightsOf({ places, times: places.map(() => 1) }, attention), votes, head.sharpness);
  const n = attention.length;
  const values = { limit: GOLDEN_LIMITS.answer };
  return {
    attention: {
      value: maxDifference(Float32Array.from(attention), Float32Array.from(wanted)) * n,
      limit: GOLDEN_LIMITS.attention,
    },
    votes: against(read, 'votes', Float32Array.from(votes.flat()), values),
    scores: against(read, 'scores', Float32Array.from(scores), values),
  };
}
