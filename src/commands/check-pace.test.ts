import { expect, it } from 'vitest';
import { createCheckPace } from './check-pace.ts';

it('tells the rest from the pace that each back end has shown', () => {
  let ms = 0;
  const steps = (['webgpu', 'wasm', 'webgpu', 'wasm'] as const).map((backEnd, i) => ({
    backEnd,
    weight: i < 2 ? 1 : 3,
  }));
  const pace = createCheckPace(steps, () => ms);
  expect(pace.at(0, 0)).toEqual({ share: 0, secondsLeft: null });
  ms = 1000;
  // The GPU’s pace is known, the processor’s is not.
  expect(pace.at(0, 0.5)).toEqual({ share: 0.0625, secondsLeft: null });
  ms = 2000;
  pace.end(0);
  ms = 7000;
  // 10 s a unit here and 2 s on the GPU: half a unit and three of the one, three of the other.
  expect(pace.at(1, 0.5)).toEqual({ share: 1.5 / 8, secondsLeft: 5 + 30 + 6 });
  ms = 12_000;
  pace.end(1);
  ms = 18_000;
  pace.end(2);
  expect(pace.at(3, 0)).toEqual({ share: 5 / 8, secondsLeft: 30 });
});
