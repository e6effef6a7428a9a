import { describe, expect, it } from 'vitest';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import { beginPlan, dropPlan, endPlan } from './plan-preview.ts';
import { NO_RUNS } from './runs-store.ts';

const plan = { stepPx: 256 } as PatchPlan;
const mask = { tissueShare: 0.3 } as TissueMask;

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
