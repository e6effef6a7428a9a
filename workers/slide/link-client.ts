import { isFoveaError } from '#core/errors/fovea-error.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import type { CallLink } from '../shared/calls.ts';
import type { SlideCalls } from './calls.ts';
import type { SlideClient } from './contract.ts';

/** `SlideClient` over a link. */
export function slideClientOver(link: CallLink<SlideCalls>): SlideClient {
  return {
    open: ({ source }, signal) => openAs(link, { source, slideId: crypto.randomUUID() }, signal),
    tile: (request, signal) =>
      link.call('tile', request, {
        signal,
        discard: (late) => {
          if (late.kind === 'image') late.bitmap.close();
        },
      }),
    patches: (request, signal) => link.call('patches', request, { signal }),
    levelRegion: (request, signal) => link.call('levelRegion', request, { signal }),
    associatedImage: (request, signal) =>
      link.call('associatedImage', request, {
        signal,
        discard: (late) => {
          late.close();
        },
      }),
    stats: (request) => link.call('stats', request),
    close: async (request) => {
      await link.call('close', request);
    },
    openPort: () => link.call('openPort', null),
  };
}

/** Opens a slide under an id. One that is open only after its caller gave up is closed again. */
export function openAs(
  link: CallLink<SlideCalls>,
  request: SlideCalls['open']['request'],
  signal?: AbortSignal,
): Promise<SlideDescription> {
  return link.call('open', request, {
    signal,
    discard: ({ id }) => {
      link.call('close', { slideId: id }).catch((reason: unknown) => {
        // With its worker the slide is gone too; anything else would be a slide that stays in memory unseen.
        if (!isFoveaError(reason) || reason.code !== 'worker/crashed') console.error(reason);
      });
    },
  });
}
