import type { Level0Rect } from '#core/geometry/frames.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import type { LinkDetail } from '#core/result/share-link/link-codec.ts';
import type { ShareContent } from '#core/result/share-link/link-content.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { sampleResult } from './run-result.ts';

/** A result as it is shared, with a view and settings that differ from their defaults. */
export function shareContent(result: RunResult, more: Partial<ShareContent> = {}): ShareContent {
  const map = result.maps[0]?.id ?? null;
  return {
    result,
    view: { center: { x: 1234.5, y: 678 }, level0PxPerCssPx: 2.5, rotationDeg: 90 },
    overlay: {
      map,
      colours: 'magma',
      signed: 'purple-orange',
      reversed: true,
      smooth: true,
      opacity: 0.4,
      visible: false,
      settings: map
        ? [{ map, scaling: 'rank', windows: [{ scaling: 'rank', low: 12, high: null, hideBelow: 0.5 }] }]
        : [],
    },
    slideBytes: 1_938_955,
    ...more,
  };
}

/** All of it, at 8 bits. */
export const whole = (result: RunResult): LinkDetail => ({
  maps: result.maps.map(({ id }) => id),
  bits: 8,
  leftOut: { draws: false, risks: false },
});

/** A result on a plan's grid: `n` patches, three maps of random scores, some of them heavy-tailed. */
export function planned(options: {
  n: number;
  columns: number;
  stepPx: number;
  seed: number;
  holes?: boolean;
}): RunResult {
  const { n, columns, stepPx, holes } = options;
  let state = options.seed;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const size = Math.round(stepPx);
  const patches: Level0Rect[] = [];
  for (let cell = 0; patches.length < n; cell++)
    if (random() < 0.7)
      patches.push(level0Rect(Math.round((cell % columns) * stepPx), Math.round(Math.floor(cell / columns) * stepPx), size, size)); // prettier-ignore
  const { run, ...rest } = sampleResult();
  const last = patches.at(-1) ?? level0Rect(0, 0, 1, 1);
  const slide = { ...run.slide, name: 'a.svs', width: Math.ceil(columns * stepPx), height: last.y + size };
  const values = (power: number) =>
    Float32Array.from({ length: n }, () => (holes && random() < 0.1 ? NaN : random() ** power));
  return {
    ...rest,
    patches,
    maps: [
      { id: 'task-relevance', values: values(4) },
      { id: 'bottom-up-attention', values: values(1) },
      { id: 'top-down-attention', values: values(12) },
    ],
    run: { ...run, slide, plan: { ...run.plan, stepPx, sizePx: size } },
  };
}
