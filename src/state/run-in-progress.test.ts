import { describe, expect, it } from 'vitest';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { recordedNote } from '#core/result/record-notes.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import {
  chooseShown,
  displayedKept,
  displayedResult,
  listedResults,
  showResult,
  shownKept,
  shownResult,
} from './displayed.ts';
import { changeResults } from './kept-results.ts';
import {
  askToStop,
  beginRun,
  cancelledRun,
  dismissRun,
  failRun,
  finishRun,
  progressRun,
  runInProgress,
} from './run-in-progress.ts';
import { NO_RUNS, forgetSlide } from './runs-store.ts';
import { changeQuestions } from './slide-results.ts';
import { addRegion, beginAsking, takeAnswer } from './what-if-questions.ts';

const run = { id: 'run-1', slideId: 's', modelId: 'm', startedAtMs: 10 };
const begun = beginRun(NO_RUNS, run);
const plan = {
  stepPx: 256,
  modelSizePx: 128,
  modelSpacingUmPerPx: 1,
  enlargement: 0.5,
  column: new Int32Array(3),
  row: new Int32Array(3),
} as PatchPlan;
const mask = { tissueShare: 0.3 } as TissueMask;

describe('a run', () => {
  it('goes through its stages to a result', () => {
    const tissue = progressRun(begun, 'run-1', { stage: 'tissue' });
    expect(tissue.lastRun['s']?.status).toEqual({ kind: 'running', progress: { stage: 'tissue' } });
    const done = finishRun(tissue, 'run-1', fakeResult(), 99);
    expect(done.lastRun['s']).toMatchObject({ status: { kind: 'done', value: 'result-1' }, endedAtMs: 99 });
    expect(shownResult(done, 's')?.id).toBe('result-1');
    expect(runInProgress(done)).toBeNull();
  });

  it('is one at a time', () => {
    expect(beginRun(begun, { ...run, id: 'run-2', slideId: 'other' })).toBe(begun);
  });

  it('keeps notes and the plan beside its stage', () => {
    const noted = progressRun(begun, 'run-1', { stage: 'note', note: { kind: 'enlarged', factor: 1.2 } });
    const planned = progressRun(noted, 'run-1', { stage: 'plan', mask, plan });
    expect(planned.lastRun['s']).toMatchObject({
      status: { kind: 'running', progress: { stage: 'starting' } },
      notes: [{ kind: 'enlarged', factor: 1.2 }],
      patchCount: 3,
    });
    // 128 px at 1 µm/px on a step of 256 slide px: the slide has 0.5 µm/px.
    expect(planned.plans['s']).toMatchObject({ modelId: 'm', umPerPx: 0.5, status: { kind: 'done' } });
  });

  it('has each note of its record once, whether it was told before the result came or not', () => {
    const kept = { kind: 'features-kept', count: 3, patches: 9 } as const;
    const holes = { kind: 'holes', count: 2 } as const;
    const base = fakeResult();
    const result = fakeResult({ run: { ...base.run, notes: [recordedNote(holes), recordedNote(kept), 'of its own'] } });
    const told = progressRun(begun, 'run-1', { stage: 'note', note: holes });
    expect(shownKept(finishRun(told, 'run-1', result, 20), 's')?.notes).toEqual([holes, kept]);
    expect(shownKept(finishRun(begun, 'run-1', result, 20), 's')?.notes).toEqual([holes, kept]);
  });

  it('begins its notes anew when it is begun anew by a fresh worker', () => {
    const note = { kind: 'enlarged', factor: 1.2 } as const;
    const told = [{ stage: 'tissue' }, { stage: 'note', note }, { stage: 'tissue' }, { stage: 'note', note }] as const;
    const state = told.reduce((before, progress) => progressRun(before, 'run-1', progress), begun);
    expect(state.lastRun['s']?.notes).toEqual([note]);
  });

  it('takes nothing more once it was cancelled', () => {
    const cancelled = cancelledRun(begun, 'run-1', 20);
    expect(cancelled.lastRun['s']?.status.kind).toBe('cancelled');
    expect(progressRun(cancelled, 'run-1', { stage: 'tissue' })).toBe(cancelled);
    expect(finishRun(cancelled, 'run-1', fakeResult(), 30)).toBe(cancelled);
    expect(failRun(cancelled, 'run-1', { code: 'internal', context: { what: '' } }, 30)).toBe(cancelled);
  });

  it('leaves the earlier result on screen when it fails', () => {
    const first = finishRun(begun, 'run-1', fakeResult(), 20);
    const second = beginRun(first, { ...run, id: 'run-2' });
    const failed = failRun(second, 'run-2', { code: 'run/gpu-lost', context: { what: 'x' } }, 30);
    expect(shownResult(failed, 's')?.id).toBe('result-1');
    expect(dismissRun(failed, 's').lastRun['s']).toBeUndefined();
  });

  it('cannot be dismissed while it goes on', () => {
    expect(dismissRun(begun, 's')).toBe(begun);
  });

  it('is forgotten with its slide', () => {
    const done = finishRun(begun, 'run-1', fakeResult(), 20);
    expect(forgetSlide(done, 's')).toEqual(NO_RUNS);
  });

  it('leaves what attention sampling was told with its result', () => {
    const sampling = { scope: { kind: 'tissue' }, mode: 'draw', seed: 17, samples: 4, repeats: 10 } as const;
    const done = finishRun(beginRun(NO_RUNS, { ...run, sampling }), 'run-1', fakeResult(), 20);
    expect(shownKept(done, 's')?.sampling).toBe(sampling);
    expect(shownKept(finishRun(begun, 'run-1', fakeResult(), 20), 's')).not.toHaveProperty('sampling');
  });
});

describe('the answer so far', () => {
  const soFar = (done: number, id = 'result-2') =>
    ({
      stage: 'partial',
      result: fakeResult({
        id,
        run: { ...fakeResult().run, coverage: { done, planned: 100, lastChange: null, isStopped: false } },
      }),
    }) as const;
  const first = finishRun(begun, 'run-1', fakeResult(), 20);
  const second = beginRun(first, { ...run, id: 'run-2' });
  const tenth = progressRun(second, 'run-2', soFar(10));

  it('is on screen while its run goes on, and its result takes its place under the same key', () => {
    expect(displayedResult(second, 's')?.id).toBe('result-1');
    expect(displayedResult(tenth, 's')).toBe(soFarOf(tenth));
    // There is nothing to export or to ask of it.
    expect(shownResult(tenth, 's')).toBeNull();
    const key = displayedKept(tenth, 's')?.key;
    const done = finishRun(progressRun(tenth, 'run-2', soFar(20)), 'run-2', fakeResult({ id: 'result-2' }), 30);
    expect(displayedKept(done, 's')).toMatchObject({ key, result: { id: 'result-2' } });
    expect(displayedKept(done, 's')?.settling?.map((point) => point.done)).toEqual([10, 20, 100]);
    expect(listedResults(done, 's')).toHaveLength(2);
  });

  it('tells how much was read, where the count came before it or did not', () => {
    const counted = (state: typeof tenth) => state.lastRun['s']?.readCount;
    expect(counted(second)).toBe(0);
    // A cancelled run keeps the count: that its patches are kept is said by it.
    expect(counted(cancelledRun(tenth, 'run-2', 30))).toBe(10);
    const encode = { stage: 'encode', total: 100, patchesPerSecond: null, secondsLeft: null, holes: 0 } as const;
    const ahead = progressRun(second, 'run-2', { ...encode, done: 16 });
    expect(counted(progressRun(ahead, 'run-2', soFar(10)))).toBe(16);
    expect(counted(progressRun(tenth, 'run-2', { ...encode, done: 16 }))).toBe(16);
  });

  it('is one, whatever came before it', () => {
    const later = progressRun(progressRun(tenth, 'run-2', soFar(20)), 'run-2', soFar(30));
    expect(listedResults(later, 's').map(({ result }) => result.run.coverage?.done)).toEqual([30, undefined]);
    expect(later.results).toBe(tenth.results);
  });

  it('goes with a run that is cancelled or fails; what was there before is on screen again', () => {
    for (const ended of [
      cancelledRun(tenth, 'run-2', 30),
      failRun(tenth, 'run-2', { code: 'run/gpu-lost', context: { what: 'x' } }, 30),
    ]) {
      expect(displayedResult(ended, 's')?.id).toBe('result-1');
      expect(listedResults(ended, 's')).toHaveLength(1);
      expect(progressRun(ended, 'run-2', soFar(20))).toBe(ended);
    }
  });

  it('steps back for a result that is chosen or opened, and comes when it is chosen', () => {
    const chosen = chooseShown(tenth, 's', 'run-1');
    expect(displayedResult(chosen, 's')?.id).toBe('result-1');
    expect(displayedResult(progressRun(chosen, 'run-2', soFar(20)), 's')?.id).toBe('result-1');
    expect(displayedResult(chooseShown(chosen, 's', 'run-2'), 's')?.id).toBe('result-2');
    expect(chooseShown(tenth, 's', 'gone')).toBe(tenth);
    const origin = { kind: 'file', fileName: 'f', slideKnownBy: 'fingerprint' } as const;
    const opened = showResult(tenth, 's', fakeResult({ id: 'read' }), origin);
    expect(displayedResult(opened, 's')?.id).toBe('read');
  });

  it('leaves a question its place', () => {
    const region = {
      id: 'r',
      effect: 'exclude',
      shape: { kind: 'rectangle', rect: { x: 0, y: 0, width: 256, height: 256 } },
    } as const;
    const ask = (state: typeof first) =>
      changeResults(state, 's', (results) => changeQuestions(results, 'run-1', (asked) => addRegion(asked, region)));
    // Asked before the run, and on its way before there is an answer.
    for (const asked of [beginRun(ask(first), { ...run, id: 'run-2' }), ask(second)]) {
      const later = progressRun(asked, 'run-2', soFar(10));
      expect(displayedResult(later, 's')?.id).toBe('result-1');
      expect(displayedResult(chooseShown(later, 's', 'run-2'), 's')?.id).toBe('result-2');
    }
    // An answer that comes in is no new question.
    const watched = chooseShown(progressRun(ask(second), 'run-2', soFar(10)), 's', 'run-2');
    const answered = changeResults(watched, 's', (results) =>
      changeQuestions(results, 'run-1', (now) =>
        takeAnswer(beginAsking(now, 't'), 't', {
          set: now.asked,
          answer: fakeResult().answer,
          keptCount: 3,
          maps: fakeResult().maps,
          seconds: 1,
        }),
      ),
    );
    expect(displayedResult(answered, 's')?.id).toBe('result-2');
  });

  it('goes on from where a stopped run stood', () => {
    const settling = [
      { done: 40, planned: 100, figures: [0.5, 0.5] },
      { done: 41, planned: 99, figures: [0.5, 0.5] },
    ];
    const onward = progressRun(beginRun(first, { ...run, id: 'run-2', settling }), 'run-2', soFar(50));
    expect(displayedKept(onward, 's')?.settling?.map(({ done }) => done)).toEqual([40, 50]);
  });

  it('is asked to be the last', () => {
    const asked = askToStop(tenth, 'run-2');
    expect(asked.lastRun['s']?.isStopAsked).toBe(true);
    expect(askToStop(first, 'run-1')).toBe(first);
  });

  function soFarOf(state: typeof tenth) {
    return state.lastRun['s']?.soFar?.result;
  }
});
