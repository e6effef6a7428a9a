import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finePatches } from '#core/patches/two-scale-plan.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { planned, shareContent, whole } from '#test-support/share-content.ts';
import { decodePayload, encodePayload } from './link-codec.ts';

describe('patches', () => {
  const box = fc.record({
    x: fc.integer({ min: -500, max: 100_000 }),
    y: fc.integer({ min: -500, max: 100_000 }),
    width: fc.integer({ min: 600, max: 5000 }),
    height: fc.integer({ min: 600, max: 5000 }),
  });

  it('of any kind and order come back as they were', () => {
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 60 }), (rects) => {
        const { run, ...rest } = sampleResult();
        const slide = { ...run.slide, width: 100_001, height: 100_001 };
        const values = Float32Array.from(rects, (_, i) => i);
        const result = { ...rest, patches: rects, maps: [{ id: 'task-relevance' as const, values }], run: { ...run, slide } }; // prettier-ignore
        expect(decodePayload(encodePayload(shareContent(result), whole(result))).result.patches).toEqual(rects);
      }),
    );
  });

  it('of a two-scale plan cost next to nothing beside the coarse ones', () => {
    const coarse = planned({ n: 100, columns: 10, stepPx: 1013.7, seed: 5 });
    const plan = { ...coarse.run.plan, scale: 4 };
    const fine = finePatches(coarse.patches, { stepPx: plan.stepPx, scale: 4 });
    const survival = fakeSurvivalResult();
    const zeros = new Float32Array(fine.length);
    const result = {
      ...survival,
      patches: coarse.patches,
      maps: [{ id: 'cross-attention' as const, values: zeros, patches: fine }],
      run: { ...survival.run, slide: coarse.run.slide, plan },
    };
    const payload = encodePayload(shareContent(result), whole(result));
    expect(decodePayload(payload).result.maps[0]?.patches).toEqual(fine);
    const alone = { ...result, maps: [{ id: 'global-attention' as const, values: new Float32Array(100) }] };
    expect(payload.length - encodePayload(shareContent(alone), whole(alone)).length).toBeLessThan(60);
  });
});
