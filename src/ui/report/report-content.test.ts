import { expect, it } from 'vitest';
import type { RunResult } from '#core/result/run-result.ts';
import { INITIAL_OVERLAY } from '#state/overlay-store.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeResult } from '#test-support/fake-services.ts';
import { reportContent } from './report-content.ts';

it('the highest patches of attention sampling are patches as they would be drawn, side by side, not places of a few pixels', () => {
  // 100 × 100 places of 6 px, higher towards a middle: the highest places all lie within one patch of 64 px.
  const places = Array.from({ length: 10_000 }, (_, i) => ({ x: (i % 100) * 6, y: Math.floor(i / 100) * 6, width: 6, height: 6 })); // prettier-ignore
  const values = Float32Array.from(places, ({ x, y }) => 1 / (1 + Math.hypot(x - 300, y - 300)));
  const result: RunResult = fakeSamplingResult({
    maps: [{ id: 'sampling-probability', values, patches: places }],
  });
  const { top } = reportContent(result, INITIAL_OVERLAY);
  expect(top).toHaveLength(6);
  for (const { rect } of top) expect([rect.width, rect.height]).toEqual([64, 64]);
  for (const [i, { rect: a }] of top.entries())
    for (const { rect: b } of top.slice(i + 1))
      expect(Math.abs(a.x - b.x) >= 64 || Math.abs(a.y - b.y) >= 64).toBe(true);
  expect(top[0]).toMatchObject({ index: 50 * 100 + 50, rect: { x: 271, y: 271 } });
});

it('those of other models are the patches themselves', () => {
  const result = fakeResult();
  const { top, patchPx, map } = reportContent(result, INITIAL_OVERLAY);
  expect(map?.id).toBe('task-relevance');
  expect(top.map(({ rect }) => rect)).toEqual([result.patches[3], result.patches[1]]);
  expect(patchPx).toBe(result.run.plan.modelSizePx);
});
