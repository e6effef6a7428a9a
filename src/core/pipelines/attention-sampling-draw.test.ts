import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attentionOf, cumulative, drawPlaces, mostAttended } from './attention-sampling-draw.ts';
import { samplingStream, xoshiro128 } from './attention-sampling-random.ts';

describe('random numbers', () => {
  it('are those of the published generator', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('stay what they are: results name their seed', () => {
    const first = (seed: number, field: number, repeat: number) => {
      const stream = samplingStream(seed, field, repeat);
      return Array.from({ length: 4 }, () => Math.floor(stream() * 1e6));
    };
    expect(first(1, 0, 0)).toMatchInlineSnapshot(`
      [
        97353,
        17044,
        666269,
        218544,
      ]
    `);
    expect(first(2 ** 32 - 1, 9999, 999)).toMatchInlineSnapshot(`
      [
        875787,
        802721,
        123749,
        714655,
      ]
    `);
  });

  it('differ from seed to seed, field to field and repeat to repeat, also where the three are swapped', () => {
    const seen = new Set<number>();
    const list = [0, 1, 2, 3, 17, 4294967295];
    for (const a of list) for (const b of list) for (const c of list) seen.add(samplingStream(a, b, c)());
    expect(seen.size).toBe(list.length ** 3);
  });

  it('fill 0..1 evenly, first numbers of neighbouring streams too', () => {
    const bins = 64;
    const chi2 = (values: number[]) => {
      const counts = new Array<number>(bins).fill(0);
      for (const value of values) {
        const bin = Math.floor(value * bins);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return counts.reduce((sum, count) => sum + (count - values.length / bins) ** 2 / (values.length / bins), 0);
    };
    const one = samplingStream(7, 0, 0);
    // χ² of 63 degrees of freedom exceeds 113 once in ten thousand; the numbers are fixed, so this holds always or never.
    expect(chi2(Array.from({ length: 20_000 }, one))).toBeLessThan(113);
    expect(chi2(Array.from({ length: 20_000 }, (_, i) => samplingStream(1, i, 0)()))).toBeLessThan(113);
    expect(chi2(Array.from({ length: 20_000 }, (_, i) => samplingStream(i, 0, 3)()))).toBeLessThan(113);
  });
});

const weights = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('attentionOf', () => {
  it('is the softmax, also of huge logits', () => {
    fc.assert(
      fc.property(weights, fc.constantFrom(0, 1e4, -1e4), (list, shift) => {
        const attention = attentionOf(Float32Array.from(list));
        const shifted = attentionOf(Float32Array.from(list, (value) => Math.fround(value) + shift));
        const sum = list.reduce((total, value) => total + Math.exp(value), 0);
        for (const [i, value] of list.entries()) {
          expect(attention[i]).toBeCloseTo(Math.exp(value) / sum, 12);
          expect(shifted[i]).toBeCloseTo(attention[i] ?? NaN, 3);
        }
      }),
    );
  });

  it('refuses what is no number', () => {
    expect(() => attentionOf(Float32Array.of(1, NaN))).toThrow('NaN');
    expect(() => attentionOf(Float32Array.of(1, Infinity))).toThrow('Infinity');
  });
});

describe('drawPlaces', () => {
  it('takes the first place whose running sum exceeds the number', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (list, u) => {
        const attention = attentionOf(Float32Array.from(list));
        const sums = cumulative(attention);
        const { places } = drawPlaces(sums, 1, () => u);
        let sum = 0;
        const linear = attention.findIndex((p) => (sum += p) > u * (sums.at(-1) ?? 0));
        expect(places).toEqual([linear]);
      }),
    );
  });

  it('never takes a place without probability', () => {
    const sums = Float64Array.of(0, 0.5, 0.5, 1, 1);
    for (const u of [0, 0.25, 0.5, 0.75, 1 - 2 ** -53]) {
      const [place] = drawPlaces(sums, 1, () => u).places;
      expect(place === 1 || place === 3).toBe(true);
    }
    expect(() => drawPlaces(Float64Array.of(0, 0), 1, () => 0)).toThrow(RangeError);
  });

  it('draws as often as the probabilities say, with replacement', () => {
    const attention = attentionOf(Float32Array.from({ length: 40 }, (_, i) => Math.sin(i * 1.7)));
    const draws = 50_000;
    const { places, times } = drawPlaces(cumulative(attention), draws, samplingStream(3, 1, 4));
    expect(times.reduce((a, b) => a + b, 0)).toBe(draws);
    expect(new Set(places).size).toBe(places.length);
    const chi2 = places.reduce((sum, place, i) => {
      const wanted = (attention[place] ?? NaN) * draws;
      return sum + ((times[i] ?? NaN) - wanted) ** 2 / wanted;
    }, 0);
    // 39 degrees of freedom: above 80 once in ten thousand.
    expect(places.length).toBe(40);
    expect(chi2).toBeLessThan(80);
  });

  it('gives the same places for the same seed', () => {
    const sums = cumulative(attentionOf(Float32Array.from({ length: 5146 }, (_, i) => Math.cos(i / 50) / 500)));
    expect(drawPlaces(sums, 5, samplingStream(1, 0, 0)).places).toMatchInlineSnapshot(`
      [
        501,
        87,
        3428,
        1124,
        800,
      ]
    `);
    expect(drawPlaces(sums, 5, samplingStream(1, 0, 1)).places).toMatchInlineSnapshot(`
      [
        501,
        1538,
        322,
        4535,
        2017,
      ]
    `);
  });
});

describe('mostAttended', () => {
  it('is the head of the sorted list, of equals the first in the grid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (list, count) => {
          const attention = Float64Array.from(list);
          const sorted = list.map((_, i) => i).sort((a, b) => (list[b] ?? 0) - (list[a] ?? 0) || a - b);
          const { places, times } = mostAttended(attention, count);
          expect(places).toEqual(sorted.slice(0, count));
          expect(times).toEqual(places.map(() => 1));
        },
      ),
    );
  });
});
