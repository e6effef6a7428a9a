import { z } from 'zod';
import { saying } from '#core/result/schema-problems.ts';
import { bundlePath } from './fields.ts';

/** `head` of `model.json` for TDA-MIL; the graphs' shapes are in `docs/bundle-format.md`. */
export const tdaMilHead = z
  .object({
    architecture: z.literal('tda-mil'),
    /** D, the encoder's feature length. */
    features: z.int().min(1).max(8192),
    /** d, the length of a token. */
    width: z.int().min(1).max(4096),
    heads: z.int().min(1).max(64),
    blocks: z.int().min(2).max(24),
    shared_blocks: z.boolean(),
    second_pass: z.enum(['from-input', 'from-output']),
    graphs: z.record(z.string().max(64), bundlePath),
  })
  .refine((head) => head.width % head.heads === 0, {
    path: ['width'],
    ...saying({ code: 'no-multiple', of: 'heads' }),
  });

export type TdaMilHead = z.infer<typeof tdaMilHead>;

/** Which step of the model a block belongs to; the second step has graphs of its own where blocks are not shared. */
export type Step = 1 | 2;

/** Name of a block's graph, for instance `block0-kv` or `step2-block1-query`. */
export function blockGraph(
  head: Pick<TdaMilHead, 'shared_blocks'>,
  step: Step,
  block: number,
  part: 'kv' | 'query' | 'attention',
): string {
  return `${step === 2 && !head.shared_blocks ? 'step2-' : ''}block${block}-${part}`;
}

/** Names of all graphs that a head must bring, in the order in which they are first used. */
export function tdaMilGraphs(head: Pick<TdaMilHead, 'shared_blocks' | 'blocks'>): string[] {
  const steps: Step[] = head.shared_blocks ? [1] : [1, 2];
  const names = ['embed'];
  for (const step of steps) {
    for (let block = 0; block < head.blocks; block++) {
      names.push(blockGraph(head, step, block, 'kv'), blockGraph(head, step, block, 'query'));
      if (block === head.blocks - 1) names.push(blockGraph(head, step, block, 'attention'));
    }
    if (step === 1) names.push('select');
  }
  return [...names, 'classify'];
}

/** Graphs that a head may bring beside: the first block in parts, which makes questions about a part of a bag quicker. */
export const TDA_MIL_OPTIONAL_GRAPHS = ['first-queries', 'first-sums', 'first-join'] as const;
