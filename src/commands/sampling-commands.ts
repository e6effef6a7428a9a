import { choiceOfResult } from '#state/sampling-store.ts';
import { shownResult } from '#state/displayed.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import type { CommandContext } from './context.ts';
import type { SlidePicture } from './overview.ts';
import type { RunCommands } from './run-commands.ts';

export interface SamplingCommands {
  /** Does what the shown result of attention sampling was asked to do, with another seed. Never rejects. */
  readonly drawAgain: (slideId: string, seed: number) => Promise<void>;
  /**
   * Pictures of patches, each `sizePx` square; all rects of one size, level-0 px. What lies outside the slide is white.
   * @throws FoveaError where the slide cannot be read
   */
  readonly patchPictures: (
    request: { readonly slideId: string; readonly rects: readonly Level0Rect[]; readonly sizePx: number },
    signal: AbortSignal,
  ) => Promise<readonly SlidePicture[]>;
}

export function samplingCommands({ stores, slides }: CommandContext, runs: RunCommands): SamplingCommands {
  return {
    drawAgain: async (slideId, seed) => {
      const result = shownResult(stores.runs.getState(), slideId);
      const choice = result && choiceOfResult(result, seed);
      if (!choice) return;
      stores.sampling.setState({ seed });
      await runs.runModel(slideId, result.run.bundle.id, choice);
    },

    patchPictures: async ({ slideId, rects, sizePx }, signal) => {
      if (rects.length === 0) return [];
      const { pixels } = await slides.patches({ slideId, rects, outWidthPx: sizePx, outHeightPx: sizePx }, signal);
      const bytes = sizePx * sizePx * 3;
      return rects.map((_, i) => ({
        width: sizePx,
        height: sizePx,
        pixels: pixels.subarray(i * bytes, (i + 1) * bytes),
      }));
    },
  };
}
