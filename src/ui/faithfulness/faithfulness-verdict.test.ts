import { describe, expect, it } from 'vitest';
import { samplingStream } from '#core/pipelines/attention-sampling-random.ts';
import type { Faithfulness } from '#core/what-if/faithfulness.ts';
import { LEAST_DIFFERENCE, LEAST_ROOM, chanceBound, verdictOf } from './faithfulness-verdict.ts';

/** Areas in the map's order; five random ones 0.5 ± `sd`. */
function check(
  deletion: number,
  insertion: number,
  classIndex: number | null = 1,
  sd = 0.05,
  orders = 5,
): Faithfulness {
  const curve = (map: number) => ({
    shares: [0, 1],
    values: [map, map],
    random: Array.from({ length: orders }, () => [0.5, 0.5]),
    randomMean: [0.5, 0.5],
    randomSd: [sd, sd],
    area: { map, randomMean: 0.5, randomSd: sd },
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
    [0.36, 0.7, 'onlyInsertion'],
    [0.36, 0.64, 'none'],
    [0.34, 0.66, 'clear'],
    [0.7, 0.5, 'reverse'],
    [0.5, 0.3, 'reverse'],
  ] as const)('deletion %s, insertion %s: %s', (deletion, insertion, verdict) => {
    expect(verdictOf(check(deletion, insertion))).toBe(verdict);
  });

  it('chance is bounded by what one more random order would do: 2.776 · √1.2 standard deviations of five', () => {
    expect(chanceBound(5)).toBeCloseTo(3.041, 3);
    expect(chanceBound(2)).toBeCloseTo(12.706 * Math.sqrt(1.5), 6);
    expect(chanceBound(50)).toBeCloseTo(2.042 * Math.sqrt(1.02), 6);
    expect(chanceBound(1)).toBe(Infinity);
    expect(verdictOf(check(0.1, 0.9, 1, 0, 1))).toBe('none');
  });

  it('one more random order is called a finding on about one curve of twenty', () => {
    const stream = samplingStream(11, 0, 0);
    const normal = () => Math.sqrt(-2 * Math.log(1 - stream())) * Math.cos(2 * Math.PI * stream());
    let findings = 0;
    for (let round = 0; round < 20_000; round++) {
      const drawn = Array.from({ length: 5 }, normal);
      const mean = drawn.reduce((a, b) => a + b, 0) / 5;
      const sd = Math.sqrt(drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 4);
      if (Math.abs(normal() - mean) > chanceBound(5) * sd) findings++;
    }
    expect(findings / 20_000).toBeGreaterThan(0.045);
    expect(findings / 20_000).toBeLessThan(0.055);
  });

  it('a difference too small to matter is no finding, however little the random orders differ', () => {
    const little = LEAST_DIFFERENCE / 2;
    expect(verdictOf(check(0.5 - little, 0.5 + little, 1, 1e-5))).toBe('none');
    expect(verdictOf(check(0.5 - 3 * little, 0.5 + 3 * little, 1, 1e-5))).toBe('clear');
    expect(verdictOf(check(0.5 - 3 * little, 0.5 + 3 * little, 1, 0))).toBe('clear');
    expect(verdictOf(check(0.5 + 1e-9, 0.5, null, 0))).toBe('riskNone');
  });

  it('of a score that is low as it is, nothing found says nothing of the map; what is found stays found', () => {
    const low = (deletion: number, insertion: number, full: number): Faithfulness => {
      const found = check(deletion, insertion);
      // Random orders lie at half of the full score, and differ by a tenth of that.
      const curve = (one: Faithfulness['deletion'], map: number) => ({
        ...one,
        values: [full, map],
        area: { map, randomMean: full / 2, randomSd: full / 20 },
      });
      return { ...found, deletion: curve(found.deletion, deletion), insertion: curve(found.insertion, insertion) };
    };
    // A negative slide: nothing can fall by what counts.
    expect(verdictOf(low(0, 0.0025, 0.005))).toBe('noRoom');
    expect(verdictOf(low(0, 0.2, 0.005))).toBe('noRoomRises');
    expect(verdictOf(low(0.038, 0.2, 0.076))).toBe('noRoomRises');
    expect(verdictOf(low(0.2, 0.0025, 0.005))).toBe('reverse');
    expect(verdictOf(low(0.04, 0.04, LEAST_ROOM - 0.001))).toBe('noRoom');
    expect(verdictOf(low(0.001, 0.04, LEAST_ROOM - 0.001))).toBe('onlyDeletion');
    // Enough of it: that nothing is found does say something.
    expect(verdictOf(low(LEAST_ROOM / 2, LEAST_ROOM / 2, LEAST_ROOM))).toBe('none');
    expect(verdictOf(low(LEAST_ROOM / 2, 0.2, LEAST_ROOM))).toBe('onlyInsertion');
  });

  it('of a risk only whether it moves otherwise', () => {
    expect(verdictOf(check(0.7, 0.5, null))).toBe('riskMoves');
    expect(verdictOf(check(0.55, 0.45, null))).toBe('riskNone');
  });
});
