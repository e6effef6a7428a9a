import type { CallLink } from '../shared/calls.ts';
import type { SlideCalls } from './calls.ts';
import type { SlideClient } from './contract.ts';

/** `SlideClient` over a link; `link` is asked for at each call, so that a crashed worker can be replaced. */
export function slideClientOver(link: () => CallLink<SlideCalls>): SlideClient {
  return {
    open: (request, signal) => link().call('open', request, { signal }),
    tile: (request, signal) =>
      link().call('tile', request, {
        signal,
        discard: (late) => {
          if (late.kind === 'image') late.bitmap.close();
        },
      }),
    patches: (request, signal) => link().call('patches', request, { signal }),
    levelRegion: (request, signal) => link().call('levelRegion', request, { signal }),
    associatedImage: (request, signal) =>
      link().call('associatedImage', request, {
        signal,
        discard: (late) => {
          late.close();
        },
      }),
    stats: (request) => link().call('stats', request),
    close: async (request) => {
      await link().call('close', request);
    },
    openPort: () => link().call('openPort', null),
  };
}
