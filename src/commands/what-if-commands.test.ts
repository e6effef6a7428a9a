import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { displayedResult, shownKept } from '#state/displayed.ts';
import { changeResults } from '#state/kept-results.ts';
import { chooseNamed, deleteNamed, saveNamed } from '#state/named-questions.ts';
import { beginRun, cancelledRun, finishRun } from '#state/run-in-progress.ts';
import { forgetSlide } from '#state/runs-store.ts';
import { addResult, chooseResult, removeResult, undoRemoval } from '#state/slide-results.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { NO_QUESTIONS, clear, setWithoutTop, undo } from '#state/what-if-questions.ts';
import {
  fakeContext,
  fakeManifest,
  fakeResult,
  fakeSlide,
  pending,
  type Pending,
} from '#test-support/fake-services.ts';
import type { WhatIfAnswer, WhatIfQuestion } from '#workers/inference/contract.ts';
import { whatIfCommands } from './what-if-commands.ts';

/** The first of four patches, of two, of … */
const first = (patches: number) => ({ kind: 'rectangle', rect: level0Rect(0, 0, 256 * patches, 256) }) as const;

function answerOf(score: number, kept: ArrayLike<number> = [0, 1, 1, 1]): WhatIfAnswer {
  return {
    answer: { classes: ['no', 'yes'], logits: [0, 0], scores: [1 - score, score] },
    maps: [{ id: 'task-relevance', values: Float32Array.from(kept, (one) => (one ? 0.5 : NaN)) }],
    keptCount: Array.from(kept).filter((one) => one === 1).length,
    headSeconds: 0.01,
  };
}

function setUp() {
  const asked: { question: WhatIfQuestion; signal: AbortSignal | undefined; pending: Pending<WhatIfAnswer> }[] = [];
  let now = 1_000_000;
  const context = fakeContext({
    inference: {
      whatIf: (question, signal) => {
        const one = pending<WhatIfAnswer>();
        asked.push({ question, signal, pending: one });
        signal?.addEventListener('abort', () => {
          one.reject(signal.reason);
        });
        return one.promise;
      },
    },
    context: { now: () => (now += 40) },
  });
  const { stores } = context;
  const result = fakeResult();
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  stores.slides.setState((state) =>
    finishOpening(state, 't', fakeSlide(), { statedUmPerPx: null, downloadedFrom: null }),
  );
  stores.models.setState({ byId: { nests: { baseUrl: 'https://fovea.test/', manifest: fakeManifest() } } });
  stores.runs.setState((state) =>
    changeResults(state, 'slide-1', (results) => addResult(results, { key: 'k', result, origin: null, notes: [] })),
  );
  const runModel = vi.fn((slideId: string) => {
    const run = { id: 'k2', slideId, modelId: 'nests', startedAtMs: 0 };
    stores.runs.setState((state) => finishRun(beginRun(state, run), run.id, fakeResult({ id: 'result-2' }), 1));
    return Promise.resolve();
  });
  const commands = whatIfCommands(context, { runModel });
  const questions = () => shownKept(stores.runs.getState(), 'slide-1')?.questions ?? NO_QUESTIONS;
  const settle = () => vi.advanceTimersByTimeAsync(200);
  return { commands, stores, asked, questions, settle, runModel, result };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('asking', () => {
  it('a mark is asked about, with the spacing of the run, and the maps on screen follow', async () => {
    const { commands, stores, asked, questions, settle, result } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    expect(questions().status.kind).toBe('asking');
    await settle();
    expect([...(asked[0]?.question.kept ?? [])]).toEqual([0, 1, 1, 1]);
    expect(asked[0]?.question.subject).toMatchObject({
      result,
      slide: { slideId: 'slide-1', spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 }, spacingStatedBy: 'metadata' },
    });
    expect(displayedResult(stores.runs.getState(), 'slide-1')).toBe(result);
    asked[0]?.pending.resolve(answerOf(0.4));
    await settle();
    expect(questions()).toMatchObject({ status: { kind: 'idle' }, answered: { keptCount: 3, seconds: 0.04 } });
    expect(displayedResult(stores.runs.getState(), 'slide-1')?.maps[0]?.values[0]).toBeNaN();
  });

  it('the answer says where it was worked out, where that is not where the result was', async () => {
    const { commands, asked, questions, settle } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    await settle();
    asked[0]?.pending.resolve({ ...answerOf(0.4), ranOn: 'wasm' });
    await settle();
    expect(questions().answered?.ranOn).toBe('wasm');
    commands.markRegion('slide-1', 'exclude', first(2));
    await settle();
    asked[1]?.pending.resolve(answerOf(0.3, [0, 0, 1, 1]));
    await settle();
    expect(questions().answered).toMatchObject({ keptCount: 2 });
    expect(questions().answered?.ranOn).toBeUndefined();
  });

  it('strokes and digits close together are one question; a later one ends the one before, whose answer is not taken', async () => {
    const { commands, asked, questions, settle } = setUp();
    commands.markPatches('slide-1', { effect: 'exclude', indices: [0], isErasing: false });
    commands.markPatches('slide-1', { effect: 'exclude', indices: [1], isErasing: false });
    expect(asked).toHaveLength(0);
    await settle();
    expect(asked).toHaveLength(1);
    expect([...(asked[0]?.question.kept ?? [])]).toEqual([0, 0, 1, 1]);
    // Switched on, which is asked at once; then typed.
    for (const count of [2, 12, 1])
      commands.changeQuestions('slide-1', (before) => setWithoutTop(before, { map: 'task-relevance', count }));
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true]);
    await settle();
    asked[1]?.pending.resolve(answerOf(0.2));
    await settle();
    expect([...(asked[1]?.question.kept ?? [])]).toEqual([0, 0, 1, 0]);
    expect(questions().answered?.answer).toMatchObject({ scores: [0.8, 0.2] });
    expect(asked).toHaveLength(2);
  });

  it('what is drawn, taken back or brought back is asked about at once', () => {
    const { commands, asked } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    commands.markRegion('slide-1', 'exclude', first(2));
    commands.changeQuestions('slide-1', undo);
    expect(asked.map(({ question }) => [...question.kept])).toEqual([
      [0, 1, 1, 1],
      [0, 0, 1, 1],
      [0, 1, 1, 1],
    ]);
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, true, false]);
  });

  it('the time told is that of the answer, without the wait for the next stroke', async () => {
    const { commands, asked, questions, settle } = setUp();
    commands.markPatches('slide-1', { effect: 'exclude', indices: [0], isErasing: false });
    await settle();
    asked[0]?.pending.resolve(answerOf(0.4));
    await settle();
    // One step of the clock.
    expect(questions().answered?.seconds).toBe(0.04);
  });

  it('ends with its result, and with its slide; a result that is put back waits for nothing', async () => {
    const { commands, stores, asked, questions, settle } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    stores.runs.setState((state) => changeResults(state, 'slide-1', (results) => removeResult(results, 'k')));
    expect(asked[0]?.signal?.aborted).toBe(true);
    stores.runs.setState((state) => changeResults(state, 'slide-1', undoRemoval));
    expect(questions().asked.regions).toHaveLength(1);
    expect(questions().status.kind).toBe('idle');
    commands.askAgain('slide-1');
    expect(asked[1]?.signal?.aborted).toBe(false);
    stores.runs.setState((state) => forgetSlide(state, 'slide-1'));
    expect(asked[1]?.signal?.aborted).toBe(true);
    await settle();
    expect(stores.runs.getState().results).toEqual({});
  });

  it('nothing asked, nothing left, or what is answered already is not asked', async () => {
    const { commands, asked, questions, settle } = setUp();
    commands.markRegion('slide-1', 'exclude', first(4));
    await settle();
    expect(questions().status.kind).toBe('idle');
    commands.changeQuestions('slide-1', clear);
    commands.markPatches('slide-1', { effect: 'keep', indices: [2], isErasing: false });
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.pending.resolve(answerOf(0.7, [0, 0, 1, 0]));
    await settle();
    // Back to nothing and forth again: the answer is still there.
    commands.changeQuestions('slide-1', clear);
    commands.changeQuestions('slide-1', undo);
    await settle();
    expect(asked).toHaveLength(1);
    expect(questions().answered?.set).toBe(questions().asked);
  });

  it('names are no questions: keeping and deleting asks nothing', async () => {
    const { commands, asked, settle } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    await settle();
    commands.changeQuestions('slide-1', (before) => saveNamed(before, 'pen'));
    commands.changeQuestions('slide-1', (before) => deleteNamed(before, 'pen'));
    await settle();
    expect(asked).toHaveLength(1);
    expect(asked[0]?.signal?.aborted).toBe(false);
  });

  it('waits for the end of a run, then is put', async () => {
    const { commands, stores, asked, questions, settle } = setUp();
    const run = { id: 'r', slideId: 'slide-1', modelId: 'nests', startedAtMs: 0 };
    stores.runs.setState((state) => beginRun(state, run));
    commands.markRegion('slide-1', 'exclude', first(1));
    await settle();
    expect(questions().status.kind).toBe('waiting');
    expect(asked).toHaveLength(0);
    stores.runs.setState((state) => cancelledRun(state, 'r', 1));
    await settle();
    expect(asked).toHaveLength(1);
  });

  it('is stopped, and asked again', async () => {
    const { commands, asked, questions, settle } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    await settle();
    commands.stopAsking('slide-1');
    await settle();
    expect(asked[0]?.signal?.aborted).toBe(true);
    expect(questions()).toMatchObject({ status: { kind: 'idle' }, answered: null });
    commands.askAgain('slide-1');
    await settle();
    expect(asked).toHaveLength(2);
  });

  it('features that are gone are told with their code; the model is run again and the new result asked the same', async () => {
    const { commands, asked, questions, settle, runModel } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    await settle();
    const error = new FoveaError('result/no-features', { slide: 'a.svs', missing: 4, patches: 4 });
    asked[0]?.pending.reject(error);
    await settle();
    expect(questions().status).toMatchObject({ kind: 'failed', error: { code: 'result/no-features' } });
    const before = questions().asked;
    await commands.runAndAskAgain('slide-1');
    await settle();
    expect(runModel).toHaveBeenCalledOnce();
    expect(questions().asked).toBe(before);
    expect(asked[1]?.question.subject.result.id).toBe('result-2');
  });

  it('a run again that is stopped asks nothing, whatever the user looks at by then', async () => {
    const { commands, stores, asked, questions, runModel } = setUp();
    const other = { key: 'b', result: fakeResult({ id: 'result-b' }), origin: null, notes: [] };
    commands.markRegion('slide-1', 'exclude', first(1));
    runModel.mockImplementationOnce((slideId) => {
      const run = { id: 'stopped', slideId, modelId: 'nests', startedAtMs: 0 };
      stores.runs.setState((state) => beginRun(state, run));
      stores.runs.setState((state) => changeResults(state, slideId, (results) => addResult(results, other)));
      stores.runs.setState((state) => cancelledRun(state, run.id, 1));
      return Promise.resolve();
    });
    await commands.runAndAskAgain('slide-1');
    expect(shownKept(stores.runs.getState(), 'slide-1')?.key).toBe('b');
    expect(questions()).toBe(NO_QUESTIONS);
    expect(asked).toHaveLength(1);
  });

  it('a run again asks its own result, also where another one is looked at', async () => {
    const { commands, stores, asked, questions, runModel } = setUp();
    const other = { key: 'b', result: fakeResult({ id: 'result-b' }), origin: null, notes: [] };
    commands.markRegion('slide-1', 'exclude', first(1));
    runModel.mockImplementationOnce((slideId) => {
      const run = { id: 'own', slideId, modelId: 'nests', startedAtMs: 0 };
      stores.runs.setState((state) => finishRun(beginRun(state, run), run.id, fakeResult({ id: 'result-2' }), 1));
      stores.runs.setState((state) => changeResults(state, slideId, (results) => addResult(results, other)));
      return Promise.resolve();
    });
    await commands.runAndAskAgain('slide-1');
    expect(questions()).toBe(NO_QUESTIONS);
    expect(asked.at(-1)?.question.subject.result.id).toBe('result-2');
    stores.runs.setState((state) => changeResults(state, 'slide-1', (results) => chooseResult(results, 'own')));
    expect(questions().asked.regions).toHaveLength(1);
  });

  it('a worker that was ended with a run is nobody’s failure', async () => {
    const { commands, asked, questions, settle } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    await settle();
    asked[0]?.pending.reject(new DOMException('ended', 'AbortError'));
    await settle();
    expect(questions().status.kind).toBe('idle');
  });

  it('painted patches go to the new result by where they lie; a question whose patches are not there stays behind', async () => {
    const { commands, stores, asked, questions, runModel, result } = setUp();
    // As many patches: three the other way round, and one that lies elsewhere.
    const patches = [...result.patches.slice(0, 3).toReversed(), level0Rect(4096, 0, 256, 256)];
    runModel.mockImplementation((slideId) => {
      const run = { id: `r${runModel.mock.calls.length}`, slideId, modelId: 'nests', startedAtMs: 0 };
      const made = fakeResult({ id: run.id, patches });
      stores.runs.setState((state) => finishRun(beginRun(state, run), run.id, made, 1));
      return Promise.resolve();
    });
    const paint = (name: string, indices: number[]) => {
      commands.changeQuestions('slide-1', clear);
      commands.markPatches('slide-1', { effect: 'exclude', indices, isErasing: false });
      commands.changeQuestions('slide-1', (before) => saveNamed(before, name));
    };
    paint('gone', [0, 3]);
    paint('there', [0, 1]);
    await commands.runAndAskAgain('slide-1');
    expect(questions().asked.regions).toMatchObject([{ shape: { indices: [1, 2] } }]);
    expect(questions()).toMatchObject({ named: [{ name: 'there', answer: null }], staying: 1 });
    expect(questions().named[0]?.set).toBe(questions().asked);
    expect([...(asked.at(-1)?.question.kept ?? [])]).toEqual([1, 0, 0, 1]);

    // The one that is asked stays behind itself: nothing is asked of the new result, and that is told.
    stores.runs.setState((state) => changeResults(state, 'slide-1', (results) => chooseResult(results, 'k')));
    commands.changeQuestions('slide-1', (before) => chooseNamed(before, 'gone'));
    const before = asked.length;
    await commands.runAndAskAgain('slide-1');
    expect(asked).toHaveLength(before);
    expect(questions()).toMatchObject({ asked: { regions: [] }, staying: 1 });
    commands.markRegion('slide-1', 'exclude', first(1));
    expect(questions().staying).toBe(0);
  });

  it('a result that cannot be asked is not marked, nor is its question changed in any other way', async () => {
    const { commands, stores, asked, questions, settle } = setUp();
    commands.markRegion('slide-1', 'exclude', first(1));
    await settle();
    commands.changeQuestions('slide-1', (before) => saveNamed(before, 'one'));
    const before = questions();
    for (const byId of [{ nests: { baseUrl: null, manifest: fakeManifest({ version: '2.0.0' }) } }, {}]) {
      stores.models.setState({ byId });
      commands.markRegion('slide-1', 'exclude', first(2));
      commands.markPatches('slide-1', { effect: 'keep', indices: [0], isErasing: false });
      commands.changeQuestions('slide-1', undo);
      commands.askAgain('slide-1');
      await settle();
      expect(questions().asked).toBe(before.asked);
      expect(asked).toHaveLength(1);
    }
    commands.changeQuestions('slide-1', (now) => deleteNamed(now, 'one'));
    expect(questions().named).toEqual([]);
  });
});
