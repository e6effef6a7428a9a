import { describe, expect, it } from 'vitest';
import type { Faithfulness } from '#core/what-if/faithfulness.ts';
import { verdictOf } from './faithfulness-verdict.ts';

/** Areas in the map's order; random ones 0.5 ± 0.05. */
function check(deletion: number, insertion: number, classIndex: number | null = 1): Faithfulness {
  const curve = (map: number) => ({
    shares: [0, 1],
    values: [map, map],
    random: [],
    randomMean: [0.5, 0.5],
    randomSd: [0.05, 0.05],
    area: { map, randomMean: 0.5, randomSd: 0.05 },
  });
  return {
    map: 'task-relevance',
    classIndex,
    units: 10,
    runs: 1,
    spacing: 'even',
    seed: 1,
    deletion: curve(deletion),
    insertion: curve(insertion),
  };
}

describe('what the curves say', () => {
  it.each([
    [0.3, 0.7, 'clear'],
    [0.3, 0.55, 'onlyDeletion'],
    [0.41, 0.7, 'onlyInsertion'],
    [0.41, 0.59, 'none'],
    [0.7, 0.5, 'reverse'],
    [0.5, 0.3, 'reverse'],
  ] as const)('deletion %s, insertion %s: %s', (deletion, insertion, verdict) => {
    expect(verdictOf(check(deletion, insertion))).toBe(verdict);
  });

  it('of a risk only whether it moves otherwise', () => {
    expect(verdictOf(check(0.7, 0.5, null))).toBe('riskMoves');
    expect(verdictOf(check(0.55, 0.45, null))).toBe('riskNone');
  });
});
