import { FoveaError } from '#core/errors/fovea-error.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { waitOrLeave } from '#core/wait-or-leave.ts';
import type { WorkerLink } from '../shared/worker-link.ts';
import type { SlideCalls } from './calls.ts';
import type { SlideClient, SlideSource } from './contract.ts';
import { openAs, slideClientOver } from './link-client.ts';

export interface RecoveringSlideClient extends SlideClient {
  /** Calls `listener` when a worker has crashed: ports to it are dead. @returns a function that ends it */
  onCrash(listener: (error: FoveaError) => void): () => void;
  /** Ends the worker with all its slides; pending calls reject as aborted, later ones too. */
  dispose(): void;
}

interface KnownSlide {
  readonly source: SlideSource;
  readonly description: SlideDescription;
}

/** One worker, and what of the known slides it has been given. */
interface Live {
  readonly link: WorkerLink<SlideCalls>;
  readonly client: SlideClient;
  /** By slide id; settled and gone once the worker holds the slide. */
  readonly opening: Map<string, Promise<void>>;
  readonly holds: Set<string>;
}

/**
 * A `SlideClient` that outlives its worker. After a crash the next call starts a new one, in which the slides it needs are opened
 * again from their sources under their ids, so that what is on screen and what was computed stays true; the call that met the
 * crash is made once more, and rejects with `worker/crashed` if that crashes too. A slide that is no longer the same
 * file rejects with `source/changed`; one that can no longer be read, with that failure, until it can.
 */
export function recoveringSlideClient(start: () => WorkerLink<SlideCalls>): RecoveringSlideClient {
  const known = new Map<string, KnownSlide>();
  const listeners = new Set<(error: FoveaError) => void>();
  let disposed = false;
  let live = begin();

  function begin(): Live {
    const link = start();
    link.onCrash((error) => {
      for (const listener of listeners) listener(error);
    });
    return { link, client: slideClientOver(link), opening: new Map(), holds: new Set() };
  }

  function alive(): Live {
    if (live.link.crashed && !disposed) live = begin();
    return live;
  }

  /** Null where there is nothing to wait for. */
  function reopened(one: Live, slideId: string): Promise<void> | null {
    const slide = known.get(slideId);
    if (!slide || one.holds.has(slideId)) return null;
    const underWay = one.opening.get(slideId);
    if (underWay) return underWay;
    const opening = openAgain(one, slideId, slide).finally(() => one.opening.delete(slideId));
    one.opening.set(slideId, opening);
    return opening;
  }

  async function openAgain(one: Live, slideId: string, { source, description }: KnownSlide): Promise<void> {
    const found = await openAs(one.link, { source, slideId });
    const gone = !known.has(slideId);
    if (gone || !isSameSlide(found, description)) {
      await one.client.close({ slideId });
      if (gone) throw new FoveaError('slide/not-open', { slideId });
      throw description.url === null
        ? new FoveaError('source/file-unreadable', { name: description.name })
        : new FoveaError('source/changed', { url: description.url });
    }
    one.holds.add(slideId);
  }

  /** Runs a call that may be made twice: once more where the worker crashed under it. */
  async function withWorker<T>(
    slideIds: readonly string[],
    signal: AbortSignal | undefined,
    job: (one: Live) => Promise<T>,
  ): Promise<T> {
    for (let again = false; ; again = true) {
      signal?.throwIfAborted();
      const one = alive();
      try {
        const waits = slideIds.map((id) => reopened(one, id)).filter((wait) => wait !== null);
        if (waits.length > 0) await waitOrLeave(Promise.all(waits), signal);
        return await job(one);
      } catch (error) {
        if (again || disposed || signal?.aborted || !one.link.crashed) throw error;
      }
    }
  }

  const onSlide = <T>(
    request: { readonly slideId: string },
    signal: AbortSignal | undefined,
    job: (client: SlideClient) => Promise<T>,
  ): Promise<T> => withWorker([request.slideId], signal, ({ client }) => job(client));

  return {
    async open(request, signal) {
      const one = alive();
      const description = await one.client.open(request, signal);
      known.set(description.id, { source: request.source, description });
      one.holds.add(description.id);
      return description;
    },
    tile: (request, signal) => onSlide(request, signal, (client) => client.tile(request, signal)),
    patches: (request, signal) => onSlide(request, signal, (client) => client.patches(request, signal)),
    levelRegion: (request, signal) => onSlide(request, signal, (client) => client.levelRegion(request, signal)),
    associatedImage: (request, signal) => onSlide(request, signal, (client) => client.associatedImage(request, signal)),
    stats: (request) => onSlide(request, undefined, (client) => client.stats(request)),
    async close(request) {
      known.delete(request.slideId);
      // A worker that is gone has closed everything.
      if (!live.link.crashed) await live.client.close(request);
    },
    // Whoever gets the port cannot open slides again: all that is known must be there.
    openPort: () =>
      withWorker([], undefined, async (one) => {
        const waits = Array.from(known.keys(), (id) => reopened(one, id)).filter((wait) => wait !== null);
        await Promise.allSettled(waits);
        return one.client.openPort();
      }),
    onCrash(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose(): void {
      disposed = true;
      live.link.terminate(new DOMException('the slide client was disposed of', 'AbortError'));
    },
  };
}

function isSameSlide(found: SlideDescription, before: SlideDescription): boolean {
  const identity = ({ format, width, height, levels, fingerprint, byteSize }: SlideDescription): string =>
    JSON.stringify([format, width, height, levels, fingerprint, byteSize]);
  return identity(found) === identity(before);
}
