import { isFoveaError } from '#core/errors/fovea-error.ts';
import type { SlideClient } from '#workers/slide/contract.ts';

/** Has the slide worker forget a slide. Never rejects. */
export async function closeInWorker(slides: Pick<SlideClient, 'close'>, slideId: string): Promise<void> {
  try {
    await slides.close({ slideId });
  } catch (reason) {
    // A worker that crashed under the call has closed everything.
    if (!isFoveaError(reason) || reason.code !== 'worker/crashed') console.warn('a slide was not closed', reason);
  }
}
