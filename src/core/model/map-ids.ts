import type { Head } from './required-graphs.ts';

/** Names of all maps, as they stand in manifests and result files. */
export const MAP_IDS = [
  'task-relevance',
  'bottom-up-attention',
  'top-down-attention',
  'global-attention',
  'cross-attention',
  'attention-product',
  'sampling-probability',
] as const;

export type MapId = (typeof MAP_IDS)[number];

/** The maps that a head can give; a bundle may list fewer. */
export function mapsOfArchitecture({ head }: { readonly head: Head }): readonly MapId[] {
  switch (head.architecture) {
    case 'tda-mil':
      return ['task-relevance', 'bottom-up-attention', 'top-down-attention'];
    case 'dsca':
      return head.pooling === 'capool'
        ? ['global-attention', 'cross-attention', 'attention-product']
        : ['global-attention'];
    case 'attention-sampling':
      return ['sampling-probability'];
  }
}
