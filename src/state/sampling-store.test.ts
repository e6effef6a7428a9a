import { describe, expect, it } from 'vitest';
import { fakeOpenSlide, fakeSamplingManifest, fakeSamplingResult } from '#test-support/fake-sampling.ts';
import {
  INITIAL_SAMPLING,
  checkSampling,
  choiceOfResult,
  chooseScope,
  forgetSampling,
  scopeOf,
  showField,
  shownFieldOf,
  takeRegion,
} from './sampling-store.ts';

const slide = fakeOpenSlide();
const unknown = fakeOpenSlide({ spacing: null });
const manifest = fakeSamplingManifest();

describe('where attention sampling looks', () => {
  it('is the region in view, unless nobody knows the spacing: then the whole image', () => {
    expect(scopeOf(INITIAL_SAMPLING, slide)).toBe('view');
    expect(scopeOf(INITIAL_SAMPLING, unknown)).toBe('whole-image');
    expect(scopeOf(chooseScope(INITIAL_SAMPLING, 'slide-1', 'drawn'), unknown)).toBe('drawn');
  });

  it('is what was drawn once something was', () => {
    const rect = { x: 10, y: 20, width: 300, height: 200 };
    const taken = takeRegion(INITIAL_SAMPLING, 'slide-1', rect);
    expect(checkSampling(taken, slide, manifest)).toEqual({
      kind: 'ready',
      choice: { scope: { kind: 'region', rect }, mode: 'draw', seed: 1, samples: 5, repeats: 10 },
      // 0.5 µm/px on the slide, 1 µm/px for the model.
      image: { width: 150, height: 100 },
    });
    expect(scopeOf(forgetSampling(taken, 'slide-1'), slide)).toBe('view');
  });

  it('is nowhere while nothing is in view or drawn, or tissue cannot be told', () => {
    expect(checkSampling(INITIAL_SAMPLING, slide, manifest)).toEqual({ kind: 'obstacle', why: 'nothing-in-view' });
    const drawn = chooseScope(INITIAL_SAMPLING, 'slide-1', 'drawn');
    expect(checkSampling(drawn, slide, manifest)).toEqual({ kind: 'obstacle', why: 'no-region' });
    const tissue = chooseScope(INITIAL_SAMPLING, 'slide-1', 'tissue');
    expect(checkSampling(tissue, unknown, manifest)).toEqual({ kind: 'obstacle', why: 'tissue-without-spacing' });
    expect(checkSampling(tissue, slide, manifest)).toMatchObject({
      choice: { scope: { kind: 'tissue' } },
      image: null,
    });
  });

  it('is refused where it is smaller than a patch, with the worker’s own reason', () => {
    const inView = { x: 0, y: 0, width: 62, height: 400 };
    const check = checkSampling({ ...INITIAL_SAMPLING, inView }, slide, manifest);
    expect(check).toMatchObject({ kind: 'refused', error: { code: 'run/image-too-small' } });
    expect(checkSampling({ ...INITIAL_SAMPLING, inView: { ...inView, width: 64 } }, slide, manifest).kind).toBe(
      'ready',
    );
  });

  it('takes pixels as they are where no spacing is known', () => {
    expect(checkSampling(INITIAL_SAMPLING, unknown, manifest)).toMatchObject({
      choice: { scope: { kind: 'whole-image' } },
      image: { width: 2000, height: 1000 },
    });
  });
});

describe('how it looks', () => {
  it('draws as often as the model says unless told otherwise, and the most attended once', () => {
    const inView = { x: 0, y: 0, width: 800, height: 600 };
    const state = { ...INITIAL_SAMPLING, inView, samples: { sampler: 12, other: 99 }, seed: 5 };
    expect(checkSampling(state, slide, manifest)).toMatchObject({ choice: { samples: 12, repeats: 10, seed: 5 } });
    expect(checkSampling({ ...state, mode: 'most-attended' }, slide, manifest)).toMatchObject({
      choice: { mode: 'most-attended', repeats: 1 },
    });
  });

  it('is asked for again as a result was made, with another seed', () => {
    const result = fakeSamplingResult();
    expect(choiceOfResult(result, 99)).toEqual({
      scope: { kind: 'tissue' },
      mode: 'draw',
      seed: 99,
      samples: 4,
      repeats: 10,
    });
    const region = { ...result.sampling!, scope: 'region' as const };
    expect(choiceOfResult({ sampling: region }, 1)).toMatchObject({
      scope: { kind: 'region', rect: { x: 0, y: 0, width: 800, height: 600 } },
    });
    expect(choiceOfResult({}, 1)).toBeNull();
  });
});

describe('the field shown of a result', () => {
  it('is the first, then what was chosen, never one that is not there', () => {
    const result = fakeSamplingResult();
    expect(shownFieldOf(INITIAL_SAMPLING, result)).toBe(0);
    const second = showField({ ...INITIAL_SAMPLING, hovered: 2, selected: 1 }, result.id, 1);
    expect(shownFieldOf(second, result)).toBe(1);
    expect(second).toMatchObject({ hovered: null, selected: null });
    expect(shownFieldOf(showField(INITIAL_SAMPLING, result.id, 7), result)).toBe(1);
  });
});
