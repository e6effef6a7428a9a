import { afterEach, describe, expect, it } from 'vitest';
import { changeResults } from '#state/kept-results.ts';
import { NO_RUNS } from '#state/runs-store.ts';
import { addResult } from '#state/slide-results.ts';
import { NO_QUESTIONS, beginAsking, setWithoutTop, takeAnswer } from '#state/what-if-questions.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import { setLanguage } from '#ui/messages/text.ts';
import { contentText } from '../compare/content-text.ts';
import { mapsOfSentence } from './maps-of-text.ts';

const result = fakeResult();
const asking = beginAsking(setWithoutTop(NO_QUESTIONS, { map: 'task-relevance', count: 1 }), 't');
const { answer, maps } = result;
const answered = takeAnswer(asking, 't', { set: asking.asked, answer, keptCount: 3, maps, seconds: 0.1 });
const next = setWithoutTop(answered, { map: 'task-relevance', count: 2 });

function paneText(questions: typeof answered | undefined, isFull: boolean): string {
  const kept = { key: 'k', result, origin: null, notes: [], ...(questions ? { questions } : {}) };
  const runs = changeResults(NO_RUNS, 's', (results) => addResult(results, kept));
  const map = { resultKey: 'k', mapId: 'task-relevance', ...(isFull ? { isFull } : {}) } as const;
  return contentText({ slideId: 's', map }, runs);
}

afterEach(async () => {
  await setLanguage('en');
});

describe('what a pane says that its map is of', () => {
  it('the question, the one before or the full slide; nothing while none is asked', () => {
    expect(paneText(answered, false)).toBe('Task relevance, as asked, Nests');
    expect(paneText(next, false)).toBe('Task relevance, of the question before, Nests');
    expect(paneText(answered, true)).toBe('Task relevance, full slide, Nests');
    expect(paneText(undefined, true)).toBe('Task relevance, Nests');
  });

  it('in Chinese too', async () => {
    await setLanguage('zh');
    expect(paneText(next, false)).toContain('（上一个假设）');
    expect(paneText(answered, true)).toContain('（整张切片）');
    expect(mapsOfSentence('question-before')).toBe('这是上一个假设的热图：当前假设尚无输出。');
  });
});
