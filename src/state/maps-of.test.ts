import { describe, expect, it } from 'vitest';
import { fakeResult } from '#test-support/fake-services.ts';
import { isOfOther, mapsOf } from './maps-of.ts';
import {
  NO_QUESTIONS,
  beginAsking,
  clear,
  failAsking,
  rest,
  setWithoutTop,
  takeAnswer,
  waitForRun,
  type Questions,
} from './what-if-questions.ts';
import { keptQuestions } from './what-if-view.ts';

const { answer, maps } = fakeResult();

function withoutTop(questions: Questions, count: number): Questions {
  return setWithoutTop(questions, { map: 'task-relevance', count });
}

function answered(questions: Questions): Questions {
  const { asked } = questions;
  return takeAnswer(beginAsking(questions, 't'), 't', { set: asked, answer, keptCount: 3, maps, seconds: 0.1 });
}

const failed = (questions: Questions) =>
  failAsking(beginAsking(questions, 't'), 't', {
    code: 'result/no-features',
    context: { slide: 'a.tif', missing: 1, patches: 3 },
  });

describe('what the maps of a result are of', () => {
  const first = withoutTop(NO_QUESTIONS, 1);
  const second = withoutTop(answered(first), 2);

  it('nothing is to be said where nothing is asked', () => {
    expect(mapsOf({}, false)).toBeNull();
    expect(mapsOf({ questions: clear(answered(first)) }, false)).toBeNull();
    expect(mapsOf({ questions: clear(answered(first)) }, true)).toBeNull();
  });

  it('of the question, once it is answered', () => {
    expect(mapsOf({ questions: answered(first) }, false)).toBe('question');
    expect(isOfOther('question')).toBe(false);
  });

  it.each([
    ['being asked', beginAsking(second, 't')],
    ['waiting', waitForRun(second)],
    ['failed', failed(second)],
    ['stopped, or nothing left', rest(second)],
    ['failed after a clear', failed(withoutTop(clear(answered(first)), 2))],
  ])('of the question before while the one asked now is not answered: %s', (_, questions) => {
    expect(mapsOf({ questions }, false)).toBe('question-before');
    expect(isOfOther(mapsOf({ questions }, false))).toBe(true);
  });

  it('of the full slide where nothing was answered yet', () => {
    expect(mapsOf({ questions: first }, false)).toBe('full-unanswered');
    expect(mapsOf({ questions: failed(first) }, false)).toBe('full-unanswered');
  });

  it('of the full slide where the answer was read from a file, until it is asked here', () => {
    const read = keptQuestions({ current: { set: first.asked, answer: { answer, keptCount: 3 } }, named: [] });
    expect(mapsOf({ questions: read }, false)).toBe('full-from-file');
    expect(mapsOf({ questions: beginAsking(read, 't') }, false)).toBe('full-from-file');
    expect(mapsOf({ questions: withoutTop(read, 2) }, false)).toBe('full-unanswered');
    expect(mapsOf({ questions: answered(read) }, false)).toBe('question');
  });

  it('of the full slide where that was chosen', () => {
    expect(mapsOf({ questions: answered(first) }, true)).toBe('full-chosen');
  });
});
