import { level0Rect } from '#core/geometry/frames.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { whatIfUnits } from '#core/what-if/what-if-set.ts';
import type { SamplingCells } from '#core/what-if/sampling-units.ts';
import type { PatchMap, RunRecord, Sampling } from '#core/result/run-result.ts';
import type { BundleRef, SlideForRun, WhatIfAnswer, WhatIfSubject } from './contract.ts';

/** A subject as it crosses to the worker, once: 20,000 rectangles as one buffer; what the page alone needs stays there. */
export interface SentSubject {
  readonly slide: SlideForRun;
  readonly bundle: BundleRef;
  readonly run: RunRecord;
  /** As `FeaturesRequest` has it. */
  readonly standInsOf?: string;
  /** int32 `[n, 4]`: x, y, width, height of the result's patches, level-0 px. */
  readonly patches: Int32Array<ArrayBuffer>;
  /** Of attention sampling: how it was done, and the cells that its map has. */
  readonly sampling: (Omit<Sampling, 'fields'> & { readonly cells: SamplingCells }) | null;
}

/** An answer as it crosses to the page, which knows the patches of each map. */
export interface SentAnswer extends Omit<WhatIfAnswer, 'maps'> {
  readonly maps: readonly Pick<PatchMap, 'id' | 'values'>[];
}

export function sentSubject({ slide, bundle, result }: WhatIfSubject): SentSubject {
  const patches = new Int32Array(result.patches.length * 4);
  for (const [i, { x, y, width, height }] of result.patches.entries()) patches.set([x, y, width, height], i * 4);
  const { sampling } = result;
  const units = whatIfUnits(result);
  return {
    slide,
    bundle,
    run: result.run,
    ...(result.run.damagedTiles > 0 ? { standInsOf: result.id } : {}),
    patches,
    sampling: sampling
      ? {
          scope: sampling.scope,
          mode: sampling.mode,
          samples: sampling.samples,
          repeats: sampling.repeats,
          cells: { count: units.length, widthPx: units[0]?.width ?? 0 },
        }
      : null,
  };
}

export function rectsOf({ patches }: Pick<SentSubject, 'patches'>): Level0Rect[] {
  return Array.from({ length: patches.length / 4 }, (_, i) => {
    const [x = NaN, y = NaN, width = NaN, height = NaN] = patches.subarray(i * 4, i * 4 + 4);
    return level0Rect(x, y, width, height);
  });
}

/** The full result's maps with the answer's values. @throws Error where the answer lacks one of them */
export function receivedAnswer({ maps, ...rest }: SentAnswer, { result }: WhatIfSubject): WhatIfAnswer {
  return {
    ...rest,
    maps: result.maps.map((map) => {
      const values = maps.find(({ id }) => id === map.id)?.values;
      if (values?.length !== map.values.length) throw new Error(`the answer has no ${map.id} like the result's`);
      return { ...map, values };
    }),
  };
}
