import type { FeatureCache } from '#core/pipelines/ports.ts';

/** Features kept in memory at most; 20,000 patches of 1,280 values are 102 MB. */
const MAX_BYTES = 2 ** 27;

/** What one entry takes beside its values: its array, its buffer and its name. Of a vote that is nearly all. */
export const ENTRY_BYTES = 200;

/** A run of two resolutions reads two grids, and keeps apart what it saw of damaged tiles in each. */
const MAX_GRIDS = 4;

/**
 * Features of the last slide, encoder and grids, so that a second run (another head, a changed tissue mask, a fall-back in the middle) encodes
 * only what is new. Four keys at a time: a fifth one takes the place of the one used longest ago, and so does what finds no room.
 */
export interface FeatureMemory {
  of(key: string): FeatureCache;
}

export function createFeatureMemory(maxBytes = MAX_BYTES): FeatureMemory {
  /** Least recently used first. */
  const grids = new Map<string, Map<string, Float32Array>>();
  let bytes = 0;
  const forget = (key: string) => {
    for (const features of grids.get(key)?.values() ?? []) bytes -= bytesOf(features);
    grids.delete(key);
  };
  const oldestBut = (key: string) => [...grids.keys()].find((other) => other !== key);
  return {
    of(key) {
      const cells = grids.get(key) ?? new Map<string, Float32Array>();
      grids.delete(key);
      grids.set(key, cells);
      for (let oldest = oldestBut(key); oldest !== undefined && grids.size > MAX_GRIDS; oldest = oldestBut(key))
        forget(oldest);
      return {
        read: (column, row) => cells.get(`${column},${row}`) ?? null,
        write(column, row, features) {
          const cell = `${column},${row}`;
          if (cells.has(cell) || grids.get(key) !== cells) return;
          const oldest = oldestBut(key);
          if (bytes + bytesOf(features) > maxBytes && oldest !== undefined) forget(oldest);
          if (bytes + bytesOf(features) > maxBytes) return;
          cells.set(cell, features.slice());
          bytes += bytesOf(features);
        },
      };
    },
  };
}

function bytesOf(features: Float32Array): number {
  return ENTRY_BYTES + features.byteLength;
}
