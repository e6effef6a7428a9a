import type { MapId } from '#core/result/run-result.ts';
import { toPlainError } from '#core/errors/fovea-error.ts';
import { tooManyForLink, type MadeLink } from '#core/result/share-link/share-link.ts';
import type { ScoreBits } from '#core/result/share-link/rounded-scores.ts';
import { withoutCredentials } from '#state/preferences-store.ts';
import { shownMap, viewOfResult } from '#state/result-view.ts';
import { shownKept } from '#state/displayed.ts';
import type { KeptResult } from '#state/slide-results.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { isAbort, type CommandContext } from './context.ts';
import { sharedOverlay } from './shared-overlay.ts';

/**
 * What a link says about where the slide is. `address`: it is in the link. `local`: whoever opens the link has to have the file. `credentials`: its
 * address has a query or a user, which may be a key to it, and is left out.
 */
export type SlidePlace =
  { readonly kind: 'address'; readonly url: string } | { readonly kind: 'local' } | { readonly kind: 'credentials' };

export interface Share {
  readonly link: MadeLink;
  readonly slide: SlidePlace;
}

export interface ShareCommands {
  /**
   * A link to the result on screen for a slide, as it is looked at; null where there is none.
   *
   * @param maps those that are wanted; null: as many as fit
   * @throws AbortError, and nothing else
   */
  readonly shareView: (slideId: string, maps: readonly MapId[] | null, signal?: AbortSignal) => Promise<Share | null>;
}

export function shareCommands({ stores, baseUrl, makeLink }: CommandContext): ShareCommands {
  return {
    shareView: async (slideId, maps, signal) => {
      const slide = stores.slides.getState().byId[slideId];
      const kept = shownKept(stores.runs.getState(), slideId);
      if (!slide || !kept) return null;
      // What is kept with a result, but goes into no link, need not go to another thread either.
      const { id, patches, maps: made, answer, run, timings, sampling } = kept.result;
      const result = { id, patches, maps: made, answer, run, timings, ...(sampling ? { sampling } : {}) };
      const overlay = stores.overlay.getState();
      const mapOnScreen = shownMap(viewOfResult(kept.result), overlay);
      const shown = result.maps.find(({ id }) => id === mapOnScreen?.id)?.id ?? null;
      const view = stores.view.getState().bySlide[slideId];
      const place = slidePlace(slide, baseUrl);
      const request = {
        content: {
          result,
          view: view ?? null,
          overlay: sharedOverlay(
            overlay,
            shown,
            result.maps.map((map) => map.id),
          ),
          slideBytes: slide.description.byteSize,
        },
        page: place.kind === 'address' ? `${baseUrl}?slide=${readable(place.url)}` : baseUrl,
        maps,
        mostBits: bitsOf(kept),
      };
      // A worker need not hear of what no link holds: sending so many patches there would hold the page.
      const tooMany = tooManyForLink(request);
      if (tooMany) return { link: tooMany, slide: place };
      try {
        return { link: await makeLink(request, signal), slide: place };
      } catch (reason) {
        if (isAbort(reason)) throw reason;
        return { link: { kind: 'refused', error: toPlainError(reason) }, slide: place };
      }
    },
  };
}

/** As finely as its scores are known. */
function bitsOf({ origin }: KeptResult): ScoreBits {
  const isCoarse = origin?.kind === 'link' && Object.values(origin.roundings).some(({ bits }) => bits === 4);
  return isCoarse ? 4 : 8;
}

/** Relative to the application where the slide lies beside it. */
function slidePlace({ description: { url } }: OpenSlide, baseUrl: string): SlidePlace {
  if (url === null) return { kind: 'local' };
  const plain = withoutCredentials(url);
  if (plain === null) return { kind: 'credentials' };
  return { kind: 'address', url: plain.startsWith(baseUrl) ? plain.slice(baseUrl.length) : plain };
}

/** Escaped for a query, but for what may stand there as it is and is easier to read so. */
function readable(url: string): string {
  return encodeURIComponent(url).replace(/%2F/g, '/').replace(/%3A/g, ':');
}
