import { ATTENTION_SAMPLING_GRAPHS } from './attention-sampling-head.ts';
import type { AttentionSamplingHead } from './attention-sampling-head.ts';
import { dscaGraphs } from './dsca-head.ts';
import type { DscaHead } from './dsca-head.ts';
import { TDA_MIL_OPTIONAL_GRAPHS, tdaMilGraphs } from './tda-mil-head.ts';
import type { TdaMilHead } from './tda-mil-head.ts';

/** The slide-level model of a bundle, by architecture. */
export type Head = TdaMilHead | DscaHead | AttentionSamplingHead;

/** Names of all graphs that a head must bring, in the order in which they are first used. */
export function requiredGraphs(head: Head): string[] {
  switch (head.architecture) {
    case 'tda-mil':
      return tdaMilGraphs(head);
    case 'dsca':
      return dscaGraphs(head);
    case 'attention-sampling':
      return [...ATTENTION_SAMPLING_GRAPHS];
  }
}

/** Names of the graphs that a head need not bring and this one does. */
export function optionalGraphs(head: Head): string[] {
  return head.architecture === 'tda-mil' ? TDA_MIL_OPTIONAL_GRAPHS.filter((name) => name in head.graphs) : [];
}
