import { describe, expect, it } from 'vitest';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import {
  NO_RUNS,
  beginPlan,
  beginRun,
  cancelledRun,
  dismissRun,
  dropPlan,
  endPlan,
  failRun,
  finishRun,
  forgetSlide,
  progressRun,
  runInProgress,
  shownResult,
} from './runs-store.ts';

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
});

describe('a plan', () => {
  const preview = { token: 't', modelId: 'm', umPerPx: 0.5 };

  it('is replaced by a later one, whose predecessor then says nothing', () => {
    const later = beginPlan(beginPlan(NO_RUNS, 's', preview), 's', { ...preview, token: 'u' });
    expect(endPlan(later, 's', 't', { kind: 'done', value: { mask, plan } })).toBe(later);
    expect(endPlan(later, 's', 'u', { kind: 'done', value: { mask, plan } }).plans['s']?.status.kind).toBe('done');
  });

  it('is dropped when the spacing changes', () => {
    expect(dropPlan(beginPlan(NO_RUNS, 's', preview), 's').plans).toEqual({});
  });
});
