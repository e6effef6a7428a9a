import type { FeatureCache } from '#core/pipelines/ports.ts';

/** Features kept in memory at most; 20,000 patches of 1,280 values are 102 MB. */
const MAX_BYTES = 2 ** 27;

/**
 * Features of the last slide, encoder and grid, so that a second run (another head, a changed tissue mask, a fall-back in the middle) encodes
 * only what is new. One key at a time: another one empties it.
 */
export interface FeatureMemory {
  of(key: string): FeatureCache;
}

export function createFeatureMemory(maxBytes = MAX_BYTES): FeatureMemory {
  let current = '';
  let bytes = 0;
  const cells = new Map<string, Float32Array>();
  const cache: FeatureCache = {
    read: (column, row) => cells.get(`${column},${row}`) ?? null,
    write(column, row, features) {
      const cell = `${column},${row}`;
      if (cells.has(cell) || bytes + features.byteLength > maxBytes) return;
      cells.set(cell, features.slice());
      bytes += features.byteLength;
    },
  };
  return {
    of(key) {
      if (key !== current) {
        cells.clear();
        bytes = 0;
        current = key;
      }
      return cache;
    },
  };
}
