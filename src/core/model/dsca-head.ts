import { z } from 'zod';
import type { Unplaced } from '#core/errors/problems.ts';
import { saying } from '#core/result/schema-problems.ts';
import { bundlePath } from './fields.ts';

/** `head` of `model.json` for DSCA; the graphs' shapes are in `docs/bundle-format.md`. */
export const dscaHead = z
  .object({
    architecture: z.literal('dsca'),
    /** D, the encoder's feature length. */
    features: z.int().min(1).max(8192),
    /** d, the length of a token of one stream. */
    width: z.int().min(4).max(4096),
    /** w, the length of what the slide-level pooling reads: 2d where the streams are concatenated, else d. */
    output_width: z.int().min(1).max(8192),
    /** c: time bins, or 1 for Cox. */
    classes: z.int().min(1).max(100),
    /** High-resolution patches along one side of a low-resolution one. */
    scale: z.literal(4),
    pooling: z.enum(['capool', 'gapool', 'avgpool']),
    fusion: z.enum(['cat', 'fusion']),
    join: z.enum(['pre', 'post']),
    layers: z.int().min(1).max(2),
    heads: z.int().min(1).max(64),
    cross_heads: z.int().min(1).max(64),
    positions: z.boolean(),
    output: z.enum(['hazards', 'cox']),
    graphs: z.record(z.string().max(64), bundlePath),
  })
  .superRefine((head, context) => {
    const problem = (path: string, what: Unplaced) => {
      context.addIssue({ code: 'custom', path: [path], ...saying(what) });
    };
    if (head.width % 4 !== 0) problem('width', { code: 'no-multiple', of: '4' });
    if (head.positions && head.width < 8)
      problem('width', { code: 'field-too-small', least: 8, isOpen: false, of: 'number' });
    if (streamWidth(head) % head.heads !== 0) problem('width', { code: 'token-heads' });
    if (head.pooling === 'capool' && head.width % head.cross_heads !== 0)
      problem('width', { code: 'no-multiple', of: 'cross_heads' });
    const outputWidth = (head.fusion === 'cat' ? 2 : 1) * head.width;
    if (head.output_width !== outputWidth) problem('output_width', { code: 'has-to-be', value: outputWidth });
    if (head.output === 'cox' && head.classes !== 1) problem('classes', { code: 'has-to-be', value: 1 });
  });

export type DscaHead = z.infer<typeof dscaHead>;

/** Token sequences that go through a transformer of their own. */
export type DscaStream = 'low' | 'high' | 'joint';

/** The streams of a head, in the order in which they run. */
export function streamsOf({ join }: Pick<DscaHead, 'join'>): DscaStream[] {
  return join === 'post' ? ['low', 'high'] : ['joint'];
}

/** e, the length of a token inside the transformers. */
export function streamWidth({ join, fusion, width }: Pick<DscaHead, 'join' | 'fusion' | 'width'>): number {
  return join === 'pre' && fusion === 'cat' ? 2 * width : width;
}

/** Name of a transformer layer's graph, for instance `low-layer0-kv`. */
export function layerGraph(stream: DscaStream, layer: number, part: 'kv' | 'query'): string {
  return `${stream}-layer${layer}-${part}`;
}

/** Names of all graphs that a head must bring, in the order in which they are first used. */
export function dscaGraphs(head: Pick<DscaHead, 'join' | 'layers'>): string[] {
  const names = ['low-embed', 'high-embed'];
  for (const stream of streamsOf(head))
    for (let layer = 0; layer < head.layers; layer++)
      names.push(layerGraph(stream, layer, 'kv'), layerGraph(stream, layer, 'query'));
  return [...names, 'gate', 'answer'];
}
