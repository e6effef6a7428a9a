import { describe, expect, it } from 'vitest';
import {
  SINGLE_VIEW,
  activatePane,
  changePane,
  dropSlide,
  frameIds,
  isActiveFrame,
  moveDivider,
  showLayout,
  type CompareState,
  type PaneContent,
} from './compare-store.ts';

const relevance: PaneContent = { slideId: 'a', map: { resultKey: 'r1', mapId: 'task-relevance' } };
const bottomUp: PaneContent = { slideId: 'a', map: { resultKey: 'r1', mapId: 'bottom-up-attention' } };
const bare: PaneContent = { slideId: 'a', map: null };
const otherSlide: PaneContent = { slideId: 'b', map: null };

const shows = ({ panes }: CompareState) => panes.map(({ slideId, map }) => `${slideId} ${map?.mapId ?? 'slide only'}`);

describe('layouts', () => {
  it('begin with what is on screen and the best to compare it with', () => {
    const swipe = showLayout(SINGLE_VIEW, 'swipe', relevance, [bottomUp, bare]);
    expect(shows(swipe)).toEqual(['a task-relevance', 'a bottom-up-attention']);
    expect(swipe.activeId).toBe(swipe.panes[0]?.id);
  });

  it('keep the viewer on screen: its frame has the same name before, during and after', () => {
    expect(frameIds(SINGLE_VIEW)).toEqual([0]);
    const swipe = showLayout(SINGLE_VIEW, 'swipe', relevance, [bottomUp]);
    expect(frameIds(swipe)).toEqual([0]);
    const two = showLayout(activatePane(swipe, 1), 'two', relevance, []);
    expect(frameIds(two)).toEqual([0, 1]);
    expect([isActiveFrame(two, 0), isActiveFrame(two, 1)]).toEqual([false, true]);
    expect(frameIds(showLayout(two, 'single', relevance, []))).toEqual([1]);
    expect(frameIds(showLayout(activatePane(swipe, 1), 'single', relevance, []))).toEqual([0]);
  });

  it('fill up with the active slide alone where there is nothing else to compare', () => {
    const four = showLayout(SINGLE_VIEW, 'four', relevance, [bottomUp, otherSlide]);
    expect(shows(four)).toEqual(['a task-relevance', 'a bottom-up-attention', 'b slide only', 'a slide only']);
    expect(new Set(four.panes.map(({ id }) => id)).size).toBe(4);
  });

  it('go from four to two with the active pane among them, and back with the same two first', () => {
    const four = activatePane(showLayout(SINGLE_VIEW, 'four', relevance, [bottomUp, bare, otherSlide]), 3);
    const two = showLayout(four, 'two', otherSlide, []);
    expect(two.panes.map(({ id }) => id)).toEqual([0, 3]);
    const again = showLayout(two, 'four', otherSlide, [bottomUp]);
    expect(again.panes.map(({ id }) => id)).toEqual([0, 3, 4, 5]);
    expect(shows(again)[2]).toBe('a bottom-up-attention');
  });

  it('have one slide on both sides of a divider', () => {
    const two = activatePane(showLayout(SINGLE_VIEW, 'two', relevance, [otherSlide]), 1);
    const swipe = showLayout(two, 'swipe', otherSlide, [bottomUp]);
    expect(shows(swipe)).toEqual(['b slide only', 'b slide only']);
    const changed = changePane(showLayout(SINGLE_VIEW, 'swipe', relevance, [bottomUp]), 0, otherSlide);
    expect(shows(changed)).toEqual(['b slide only', 'b slide only']);
  });
});

describe('a closed slide', () => {
  it('leaves the single view where it was one of two', () => {
    const two = activatePane(showLayout(SINGLE_VIEW, 'two', relevance, [otherSlide]), 1);
    const left = dropSlide(two, 'b', relevance);
    expect(left.layout).toBe('single');
    expect(frameIds(left)).toEqual([0]);
  });

  it('leaves two of four, or three and the slide on screen', () => {
    const four = showLayout(SINGLE_VIEW, 'four', relevance, [otherSlide, bottomUp, bare]);
    const left = dropSlide(four, 'b', relevance);
    expect(left.layout).toBe('four');
    expect(shows(left)).toEqual(['a task-relevance', 'a bottom-up-attention', 'a slide only', 'a slide only']);
    const half = dropSlide(changePane(four, 3, otherSlide), 'b', relevance);
    expect(half.layout).toBe('two');
    expect(shows(half)).toEqual(['a task-relevance', 'a bottom-up-attention']);
  });

  it('ends comparing where it was the only one', () => {
    const swipe = showLayout(SINGLE_VIEW, 'swipe', relevance, [bottomUp]);
    expect(dropSlide(swipe, 'a', otherSlide)).toMatchObject({ layout: 'single', panes: [] });
    expect(dropSlide(swipe, 'b', relevance)).toBe(swipe);
  });
});

describe('the divider', () => {
  it('stays within the view', () => {
    expect(moveDivider(SINGLE_VIEW, 1.2).divider).toBe(1);
    expect(moveDivider(SINGLE_VIEW, -1).divider).toBe(0);
    expect(moveDivider(SINGLE_VIEW, 0.33333).divider).toBe(0.333);
  });
});
