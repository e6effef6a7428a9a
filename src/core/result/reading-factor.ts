import type { PatchMap, RunResult } from './run-result.ts';

/**
 * What one of a map's numbers is multiplied by to be read: 1 for a relevance; for an attention the number of patches that share it, so that it reads
 * as times its even share. Cross-attention is shared inside each coarse patch.
 */
export function readingFactor(map: PatchMap, { patches }: Pick<RunResult, 'patches'>): number {
  if (map.id === 'task-relevance') return 1;
  if (map.id === 'cross-attention') return (map.patches ?? patches).length / patches.length;
  let sharing = 0;
  for (const value of map.values) if (!Number.isNaN(value)) sharing++;
  return sharing;
}
