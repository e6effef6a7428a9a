import { describe, expect, it } from 'vitest';
import { level0Point } from '#core/geometry/frames.ts';
import {
  INITIAL_OVERLAY,
  WHOLE_SCALE,
  changeWindow,
  chooseMap,
  chooseScaling,
  setOpacity,
  settingsOf,
  stepOpacity,
  windowOf,
} from './overlay-store.ts';
import { NO_VIEW, calibrationClick, distancePx } from './view-store.ts';

describe('opacity', () => {
  it('stays within 0 and 1 and does not drift', () => {
    expect(setOpacity(INITIAL_OVERLAY, 1.4).opacity).toBe(1);
    expect(setOpacity(INITIAL_OVERLAY, -1).opacity).toBe(0);
    const there = Array.from({ length: 3 }).reduce(
      (state: typeof INITIAL_OVERLAY) => stepOpacity(state, 1),
      INITIAL_OVERLAY,
    );
    expect(there.opacity).toBe(0.9);
  });
});

describe('maps', () => {
  it('are remembered, the last choice first, each with its own settings', () => {
    const chosen = chooseMap(chooseMap(INITIAL_OVERLAY, 'cross-attention'), 'task-relevance');
    expect(chooseMap(chosen, 'cross-attention').chosenMaps).toEqual(['cross-attention', 'task-relevance']);
    const hidden = changeWindow(chosen, 'task-relevance', { hideBelow: 0.4 });
    expect(windowOf(settingsOf(hidden, 'task-relevance'))).toEqual({ low: null, high: null, hideBelow: 0.4 });
    expect(windowOf(settingsOf(hidden, 'cross-attention'))).toEqual(WHOLE_SCALE);
  });

  it('of a sampling distribution are by percentile until asked otherwise', () => {
    expect(settingsOf(INITIAL_OVERLAY, 'sampling-probability').scaling).toBe('percentile');
    const byValue = chooseScaling(INITIAL_OVERLAY, 'sampling-probability', 'value');
    expect(settingsOf(byValue, 'sampling-probability').scaling).toBe('value');
  });

  it('have a window on each of their scales, which is there again when the scale is', () => {
    const narrow = changeWindow(INITIAL_OVERLAY, 'task-relevance', { low: 0.2, high: 0.6 });
    const byRank = changeWindow(chooseScaling(narrow, 'task-relevance', 'rank'), 'task-relevance', { hideBelow: 50 });
    expect(windowOf(settingsOf(byRank, 'task-relevance'))).toEqual({ low: null, high: null, hideBelow: 50 });
    const again = chooseScaling(byRank, 'task-relevance', 'value');
    expect(windowOf(settingsOf(again, 'task-relevance'))).toEqual({ low: 0.2, high: 0.6, hideBelow: null });
  });
});

describe('calibration', () => {
  const first = calibrationClick({ ...NO_VIEW, calibration: { kind: 'first' } }, level0Point(10, 20));

  it('takes two points and gives their distance', () => {
    const second = calibrationClick(first, level0Point(13, 24));
    expect(second.calibration).toEqual({ kind: 'length', from: { x: 10, y: 20 }, to: { x: 13, y: 24 } });
    expect(distancePx(level0Point(10, 20), level0Point(13, 24))).toBe(5);
    expect(calibrationClick(second, level0Point(0, 0))).toBe(second);
  });

  it('does not take the same point twice, nor a click while it is off', () => {
    expect(calibrationClick(first, level0Point(10, 20))).toBe(first);
    expect(calibrationClick(NO_VIEW, level0Point(1, 1))).toBe(NO_VIEW);
  });
});
