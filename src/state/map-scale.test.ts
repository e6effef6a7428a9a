import { describe, expect, it } from 'vitest';
import { packedColours } from '#core/heatmap/colour-maps.ts';
import type { MapId } from '#core/result/run-result.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import { mapPainter } from './map-raster.ts';
import { colourPosition, isHidden, paintingOf, scaleOf, shownFrom, valueAt } from './map-scale.ts';
import {
  changeWindow,
  chooseScaling,
  INITIAL_OVERLAY,
  type OverlayState,
  type ScaleWindow,
  type Scaling,
} from './overlay-store.ts';
import { shownMap, viewOfResult, type ResultView } from './result-view.ts';

const view = viewOfResult(fakeResult());
const mapOf = (of: ResultView, id: MapId) => shownMap(of, { chosenMaps: [id] });

describe('the scale of a map', () => {
  it('starts at zero for relevance and at the lowest value for an attention', () => {
    expect(scaleOf(mapOf(view, 'task-relevance')!, 'value').whole).toEqual({ min: 0, max: 1 });
    const { min, max } = scaleOf(mapOf(view, 'bottom-up-attention')!, 'value').whole;
    expect(min).toBeCloseTo(0.8, 5);
    expect(max).toBeCloseTo(1.2, 5);
  });

  it('does not blow a slide up on which nothing is relevant', () => {
    const maps = [{ id: 'task-relevance', values: Float32Array.of(0, 0, 0.01, 0) }] as const;
    const map = mapOf(viewOfResult(fakeResult({ maps })), 'task-relevance')!;
    expect(scaleOf(map, 'value').whole).toEqual({ min: 0, max: 0.25 });
    expect(map.nothingAbove).toBe(1);
    expect(mapOf(view, 'task-relevance')?.nothingAbove).toBeNull();
    expect(mapOf(view, 'bottom-up-attention')?.nothingAbove).toBeNull();
  });

  it('by percentile spreads the patches over 0 to 100', () => {
    const { values, whole } = scaleOf(mapOf(view, 'task-relevance')!, 'percentile');
    expect(whole).toEqual({ min: 0, max: 100 });
    expect(Array.from(values, Math.round)).toEqual([0, 67, 0, 100]);
    expect(valueAt(whole, 0.25)).toBe(25);
  });

  it('by rank goes from the highest to the rank that the lowest share', () => {
    const map = mapOf(view, 'task-relevance')!;
    const { values, whole } = scaleOf(map, 'rank');
    expect(Array.from(values)).toEqual([3, 2, 3, 1]);
    expect(whole).toEqual({ min: 3, max: 1 });
    const painting = paintingOf(map, chooseScaling(INITIAL_OVERLAY, 'task-relevance', 'rank'));
    expect([0, 1, 2, 3].map((i) => colourPosition(painting, i))).toEqual([0, 0.5, 0, 1]);
  });

  it('has its zero in the middle where values are signed', () => {
    const maps = [{ id: 'task-relevance', values: Float32Array.of(-0.5, 0, 0.25, NaN) }] as const;
    const map = mapOf(viewOfResult(fakeResult({ maps })), 'task-relevance')!;
    expect(map.isSigned).toBe(true);
    expect(scaleOf(map, 'value').whole).toEqual({ min: -0.5, max: 0.5 });
    const painting = paintingOf(map, INITIAL_OVERLAY);
    expect([0, 1, 2, 3].map((i) => colourPosition(painting, i))).toEqual([0, 0.5, 0.75, NaN]);
  });
});

describe('what is painted', () => {
  const map = mapOf(view, 'task-relevance')!;

  it('spans the range that was chosen and leaves out what lies below the threshold', () => {
    const state = changeWindow(INITIAL_OVERLAY, 'task-relevance', { low: 0.25, high: 0.75, hideBelow: 0.5 });
    const painting = paintingOf(map, state);
    expect(painting.range).toEqual({ min: 0.25, max: 0.75 });
    expect([0, 1, 2, 3].map((i) => colourPosition(painting, i))).toEqual([0, 0.5, 0, 1]);
    expect([0, 1, 2, 3].map((i) => isHidden(painting, i))).toEqual([true, false, true, false]);
  });

  describe('with what was chosen on another map', () => {
    const settings = (scaling: Scaling, window: Partial<ScaleWindow>) =>
      changeWindow(chooseScaling(INITIAL_OVERLAY, 'task-relevance', scaling), 'task-relevance', window);
    const of = (...values: number[]) =>
      mapOf(
        viewOfResult(fakeResult({ maps: [{ id: 'task-relevance', values: Float32Array.from(values) }] })),
        'task-relevance',
      )!;
    const coloursOf = (one: typeof map, state: OverlayState) => {
      const colours = packedColours('viridis', false);
      const { rgba } = mapPainter()(one, { ...state, colourMap: 'viridis' });
      return Array.from(new Uint32Array(rgba.buffer), (pixel) =>
        pixel === 0 ? 'none' : pixel === colours[0] ? 'lowest' : pixel === colours.at(-1) ? 'highest' : 'between',
      );
    };
    const faint = of(0, 0.05, 0.01, 0);

    it('keeps its direction where the low end lies above all there is: everything has the lowest colour', () => {
      const state = settings('value', { low: 0.5 });
      expect(paintingOf(map, state).range).toEqual({ min: 0.5, max: 1 });
      expect(coloursOf(faint, state)).toEqual(['lowest', 'lowest', 'lowest', 'lowest']);
      expect([0, 1, 2, 3].map((i) => colourPosition(paintingOf(faint, state), i))).toEqual([0, 0, 0, 0]);
    });

    it('leaves out what is below the limit, not what is above', () => {
      const state = settings('value', { low: 0.5, hideBelow: 0.02 });
      expect(coloursOf(faint, state)).toEqual(['none', 'lowest', 'none', 'none']);
      expect([0, 1, 2, 3].map((i) => isHidden(paintingOf(faint, state), i))).toEqual([true, false, true, true]);
    });

    it('by rank: where there are fewer places than chosen all have the highest colour, and none is left out', () => {
      const state = settings('rank', { high: 500, hideBelow: 1000 });
      expect(coloursOf(faint, state)).toEqual(['highest', 'highest', 'highest', 'highest']);
      expect(shownFrom(faint, 'rank', 1000)).toBe(4);
      // As many places as chosen: the chosen one has the highest colour too.
      expect(coloursOf(faint, settings('rank', { high: 3 }))).toEqual(['highest', 'highest', 'highest', 'highest']);
    });

    it('by rank, all of one place: none is left out', () => {
      const even = of(0.3, 0.3, 0.3, 0.3);
      const state = settings('rank', { hideBelow: 1000 });
      expect(coloursOf(even, state)).toEqual(['between', 'between', 'between', 'between']);
      expect(isHidden(paintingOf(even, state), 0)).toBe(false);
      expect(shownFrom(even, 'rank', 1000)).toBe(4);
    });
  });

  it('is counted: by value, and by rank with all that share the last one', () => {
    expect(shownFrom(map, 'value', 0.5)).toBe(2);
    expect(shownFrom(map, 'rank', 1)).toBe(1);
    expect(shownFrom(map, 'rank', 3)).toBe(4);
  });
});
