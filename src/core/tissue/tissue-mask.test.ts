import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { flipSmallComponents } from './components.ts';
import { otsu, tissueThreshold } from './otsu.ts';
import { saturation } from './saturation.ts';
import { DEFAULT_TISSUE_PARAMETERS, MAX_MASK_PIXELS, MAX_MASK_SIDE, maskGeometry, tissueMask } from './tissue-mask.ts';

const SQUARE_8UM = { width: 64, height: 64, spacing: { xUmPerPx: 8, yUmPerPx: 8 } };

/** A small deterministic noise source (LCG of Numerical Recipes), 0..1. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Picture of glass with jitter, and eosin-pink where `tissue` says so. */
function picture(width: number, height: number, tissue: (x: number, y: number) => boolean, jitter = 4): Uint8Array {
  const random = noise(7);
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const base = tissue(x, y) ? [220, 150, 190] : [243, 242, 244];
      base.forEach((value, c) => {
        rgb[(y * width + x) * 3 + c] = value + Math.floor(random() * (2 * jitter + 1)) - jitter;
      });
    }
  }
  return rgb;
}

const mask = (rgb: Uint8Array, parameters = DEFAULT_TISSUE_PARAMETERS) =>
  tissueMask(rgb, maskGeometry(SQUARE_8UM, parameters.spacingUmPerPx), parameters);

describe('saturation', () => {
  it('is HSV saturation, 0 for greys and for near-black', () => {
    expect([...saturation(Uint8Array.of(255, 0, 0, 128, 128, 128, 200, 100, 150, 9, 2, 3))]).toEqual([255, 0, 128, 0]);
  });
});

describe('Otsu', () => {
  it('maximises the variance between the classes (against a direct search)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 60 }), (values) => {
        const histogram = new Float64Array(256);
        for (const v of values) histogram[v] = (histogram[v] ?? 0) + 1;
        const variance = (t: number) => {
          const low = [...values].filter((v) => v <= t);
          const high = [...values].filter((v) => v > t);
          const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
          return low.length && high.length ? low.length * high.length * (mean(low) - mean(high)) ** 2 : 0;
        };
        const best = Math.max(...Array.from({ length: 256 }, (_, t) => variance(t)));
        const split = otsu(histogram);
        if (split === null) expect(best).toBe(0);
        else expect(variance(split.threshold)).toBeCloseTo(best, 5);
      }),
      { numRuns: 100 },
    );
  });

  it('does not split stained tissue that fills the picture', () => {
    const random = noise(3);
    const values = Uint8Array.from({ length: 5000 }, () => 60 + Math.floor(random() * 60));
    expect(tissueThreshold(values)).toBe(15);
  });
});

describe('tissueMask', () => {
  it('finds a disc of tissue to within its rim', () => {
    const disc = (x: number, y: number) => (x - 32) ** 2 + (y - 30) ** 2 <= 18 ** 2;
    const found = mask(picture(64, 64, disc));
    let wrong = 0;
    found.data.forEach((value, i) => {
      if ((value === 1) !== disc(i % 64, Math.floor(i / 64))) wrong++;
    });
    expect(wrong).toBe(0);
    expect(found.tissueShare).toBeCloseTo((Math.PI * 18 ** 2) / 64 ** 2, 2);
    expect(found.threshold).toBeGreaterThanOrEqual(15);
  });

  it('calls nothing tissue on blank glass, however noisy', () => {
    for (const jitter of [0, 1, 4, 8]) expect(mask(picture(64, 64, () => false, jitter)).tissueShare).toBe(0);
    expect(mask(new Uint8Array(64 * 64 * 3)).tissueShare).toBe(0);
    expect(mask(new Uint8Array(64 * 64 * 3).fill(255)).tissueShare).toBe(0);
  });

  it('calls everything tissue where tissue fills the picture', () => {
    expect(mask(picture(64, 64, () => true, 20)).tissueShare).toBe(1);
  });

  it('drops specks and closes small holes, but not bays at the edge or large holes', () => {
    const inside = (x: number, y: number, x0: number, y0: number, size: number) =>
      x >= x0 && x < x0 + size && y >= y0 && y < y0 + size;
    const tissue = (x: number, y: number) => {
      if (inside(x, y, 2, 2, 5)) return true; // a speck of 25 px (limit 250)
      if (y < 20) return false;
      return !inside(x, y, 20, 30, 6) && !inside(x, y, 40, 30, 18) && !inside(x, y, 0, 40, 6);
    };
    const { data } = mask(picture(64, 64, tissue));
    const at = (x: number, y: number) => data[y * 64 + x];
    expect(at(4, 4)).toBe(0);
    expect(at(22, 32)).toBe(1);
    expect(at(48, 38)).toBe(0);
    expect(at(2, 42)).toBe(0);
  });

  it('uses a stated threshold as it is', () => {
    const rgb = picture(64, 64, (x) => x < 32);
    expect(mask(rgb, { ...DEFAULT_TISSUE_PARAMETERS, saturationThreshold: 200 }).tissueShare).toBe(0);
    expect(mask(rgb, { ...DEFAULT_TISSUE_PARAMETERS, saturationThreshold: 30 }).tissueShare).toBeCloseTo(0.5, 2);
  });

  it('refuses pixels that are not of the size', () => {
    expect(() => mask(new Uint8Array(10))).toThrow(RangeError);
  });
});

describe('flipSmallComponents', () => {
  it('leaves no small group behind and touches no large one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 144 }),
        (width, bits) => {
          const height = Math.max(1, Math.floor(bits.length / width));
          const before = Uint8Array.from({ length: width * height }, (_, i) => bits[i] ?? 0);
          const after = before.slice();
          flipSmallComponents(after, width, height, 1, 4, false);
          const again = after.slice();
          flipSmallComponents(again, width, height, 1, 4, false);
          expect([...again]).toEqual([...after]);
          expect(after.every((value, i) => value <= (before[i] ?? 0))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('maskGeometry', () => {
  it('stays within its bound, keeps the shape and is never finer than the slide or than asked', () => {
    const side = fc.integer({ min: 1, max: 400_000 });
    fc.assert(
      fc.property(side, side, fc.double({ min: 0.05, max: 50, noNaN: true }), (width, height, um) => {
        const geometry = maskGeometry({ width, height, spacing: { xUmPerPx: um, yUmPerPx: um } }, 8);
        expect(geometry.width * geometry.height).toBeLessThanOrEqual(MAX_MASK_PIXELS);
        expect(Math.max(geometry.width, geometry.height)).toBeLessThanOrEqual(MAX_MASK_SIDE);
        expect(geometry.width).toBeGreaterThanOrEqual(1);
        expect(geometry.height).toBeGreaterThanOrEqual(1);
        expect(geometry.width).toBeLessThanOrEqual(width);
        expect(geometry.height).toBeLessThanOrEqual(height);
        expect(geometry.spacingUmPerPx).toBeGreaterThanOrEqual(Math.max(8, um));
      }),
    );
  });

  it('is 8 µm/px on an ordinary slide', () => {
    const slide = { width: 15772, height: 8801, spacing: { xUmPerPx: 0.63, yUmPerPx: 0.63 } };
    expect(maskGeometry(slide, 8)).toMatchObject({ width: 1242, height: 693, spacingUmPerPx: 8 });
  });
});
