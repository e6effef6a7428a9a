import { describe, expect, it } from 'vitest';
import { fakeSlide } from '#test-support/fake-services.ts';
import {
  NO_SLIDES,
  beginOpening,
  cancelOpening,
  failOpening,
  finishOpening,
  progressOpening,
  removeSlide,
  showSlide,
  shownSlide,
  spacingInUse,
  updateSlide,
  type SlidesState,
} from './slides-store.ts';

const opening = (token: string) => ({ token, name: 'a.svs', download: null });

function withSlides(...ids: string[]): SlidesState {
  return ids.reduce(
    (state, id) =>
      finishOpening(beginOpening(state, opening(id)), id, fakeSlide({ id }), {
        statedUmPerPx: null,
        downloadedFrom: null,
      }),
    NO_SLIDES,
  );
}

describe('opening', () => {
  it('shows the slide that was opened last', () => {
    const state = withSlides('a', 'b');
    expect(state.order).toEqual(['a', 'b']);
    expect(state.shownId).toBe('b');
    expect(state.opening).toEqual({ kind: 'done', value: 'b' });
  });

  it('drops the answer, the failure and the progress of an attempt that another has replaced', () => {
    const state = beginOpening(beginOpening(NO_SLIDES, opening('old')), opening('new'));
    expect(finishOpening(state, 'old', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null })).toBe(state);
    expect(failOpening(state, 'old', { code: 'internal', context: { what: '' } })).toBe(state);
    expect(progressOpening(state, 'old', { doneBytes: 1, totalBytes: null })).toBe(state);
  });

  it('refuses a second slide under the id of an open one', () => {
    const opened = withSlides('a');
    const again = finishOpening(beginOpening(opened, opening('t')), 't', fakeSlide({ id: 'a', name: 'other' }), {
      statedUmPerPx: null,
      downloadedFrom: null,
    });
    expect(again.opening).toMatchObject({ kind: 'failed', error: { code: 'internal' } });
    expect([again.order, again.byId]).toEqual([opened.order, opened.byId]);
  });

  it('drops the answer after a cancel', () => {
    const state = cancelOpening(beginOpening(NO_SLIDES, opening('a')));
    expect(state.opening.kind).toBe('cancelled');
    expect(finishOpening(state, 'a', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null })).toBe(state);
  });
});

describe('closing', () => {
  it('shows the neighbour of the slide that was on screen', () => {
    const state = showSlide(withSlides('a', 'b', 'c'), 'b');
    expect(removeSlide(state, 'b').shownId).toBe('c');
    expect(removeSlide(removeSlide(state, 'b'), 'c').shownId).toBe('a');
  });

  it('keeps what is on screen when another slide is closed, and ends empty', () => {
    const state = removeSlide(withSlides('a', 'b'), 'a');
    expect(state.shownId).toBe('b');
    const empty = removeSlide(state, 'b');
    expect(empty.shownId).toBeNull();
    expect(empty.byId).toEqual({});
  });

  it('does not show or change a slide that is not open', () => {
    const state = withSlides('a');
    expect(showSlide(state, 'gone')).toBe(state);
    expect(updateSlide(state, 'gone', { damagedTiles: 1 })).toBe(state);
  });
});

describe('spacing in use', () => {
  it('takes the word of the user before that of the file', () => {
    const slide = shownSlide(updateSlide(withSlides('a'), 'a', { statedUmPerPx: 0.25 }))!;
    expect(spacingInUse(slide)).toEqual({ spacing: { xUmPerPx: 0.25, yUmPerPx: 0.25 }, statedBy: 'user' });
    expect(spacingInUse({ ...slide, statedUmPerPx: null })?.statedBy).toBe('metadata');
  });

  it('is absent where nobody stated one', () => {
    const slide = shownSlide(withSlides('a'))!;
    expect(spacingInUse({ ...slide, description: fakeSlide({ spacing: null }) })).toBeNull();
  });
});
