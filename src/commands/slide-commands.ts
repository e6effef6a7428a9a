import { isFoveaError } from '#core/errors/fovea-error.ts';
import { isPlausibleSpacing } from '#core/geometry/spacing.ts';
import type { AssociatedImageName } from '#core/slide/description.ts';
import { rememberSpacing } from '#state/preferences-store.ts';
import { dropPlan } from '#state/plan-preview.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { forgetSlide } from '#state/runs-store.ts';
import { forgetSampling } from '#state/sampling-store.ts';
import { removeSlide, showSlide, updateSlide } from '#state/slides-store.ts';
import { closeInWorker } from './close-in-worker.ts';
import type { CommandContext } from './context.ts';
import { suggestForShownSlide } from './model-commands.ts';
import { slideOverview, type SlidePicture } from './overview.ts';

export interface SlideCommands {
  readonly showSlide: (slideId: string) => void;
  /** Closes a slide and forgets its run and result; a run on it is cancelled first. Never rejects. */
  readonly closeSlide: (slideId: string) => Promise<void>;
  /**
   * Takes the user's word for a slide's spacing and remembers it for that slide; null goes back to what the file says.
   * @returns false, changing nothing, for a spacing outside 0.05 to 50 µm/px
   */
  readonly stateSpacing: (slideId: string, umPerPx: number | null) => boolean;
  /** The whole slide, no side longer than `maxPx`; see `slideOverview`. */
  readonly overview: (slideId: string, maxPx: number, signal: AbortSignal) => Promise<SlidePicture>;
  /** The caller closes the picture. */
  readonly associatedImage: (slideId: string, name: AssociatedImageName, signal: AbortSignal) => Promise<ImageBitmap>;
  /** Asks the slide worker what it has read and contacted, for the status bar; a slide that is gone changes nothing. */
  readonly refreshStats: (slideId: string) => Promise<void>;
}

export function slideCommands(context: CommandContext, cancelRun: () => void): SlideCommands {
  const { stores, slides } = context;
  return {
    showSlide: (slideId) => {
      stores.slides.setState((state) => showSlide(state, slideId));
      suggestForShownSlide(context);
    },

    closeSlide: async (slideId) => {
      if (runInProgress(stores.runs.getState())?.slideId === slideId) cancelRun();
      stores.slides.setState((state) => removeSlide(state, slideId));
      stores.runs.setState((state) => forgetSlide(state, slideId));
      stores.sampling.setState((state) => forgetSampling(state, slideId));
      await closeInWorker(slides, slideId);
    },

    stateSpacing: (slideId, umPerPx) => {
      const slide = stores.slides.getState().byId[slideId];
      if (!slide || (umPerPx !== null && !isPlausibleSpacing(umPerPx))) return false;
      stores.slides.setState((state) => updateSlide(state, slideId, { statedUmPerPx: umPerPx }));
      stores.runs.setState((state) => dropPlan(state, slideId));
      stores.preferences.setState((state) => rememberSpacing(state, slide.description.fingerprint, umPerPx));
      return true;
    },

    overview: async (slideId, maxPx, signal) => {
      const slide = stores.slides.getState().byId[slideId];
      if (!slide) throw new DOMException('The slide was closed.', 'AbortError');
      return slideOverview(slides, slide.description, maxPx, signal);
    },

    associatedImage: (slideId, name, signal) => slides.associatedImage({ slideId, name }, signal),

    refreshStats: async (slideId) => {
      try {
        const { bytesRead, hosts } = await slides.stats({ slideId });
        stores.slides.setState((state) => updateSlide(state, slideId, { bytesRead, hosts }));
      } catch (reason) {
        // Closed in the meantime, or the worker is being started anew: the last figures stay, and opening says what failed.
        if (!isFoveaError(reason)) throw reason;
      }
    },
  };
}
