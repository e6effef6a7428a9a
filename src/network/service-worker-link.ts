import {
  ALLOWED_NOW,
  isSeenRequest,
  WHICH_HOSTS,
  type AllowedNow,
  type SeenByServiceWorker,
  type SeenRequest,
} from '#core/network/seen.ts';
import type { PageNetwork } from './page-network.ts';

/** What of `navigator.serviceWorker` is used. */
export interface ServiceWorkers {
  readonly controller: { postMessage(message: unknown): void } | null;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  addEventListener(type: 'controllerchange', listener: () => void): void;
  startMessages(): void;
}

/**
 * Tells the service worker which hosts this window allows, whenever that changes and when it asks (it keeps no list on disk), and hears what it
 * saw pass.
 *
 * @param serviceWorkers absent where the browser or the page's origin has none
 */
export function linkServiceWorker(
  serviceWorkers: ServiceWorkers | undefined,
  { allowed, onPolicy }: Pick<PageNetwork, 'allowed' | 'onPolicy'>,
  told: {
    readonly control: (control: SeenByServiceWorker['control']) => void;
    readonly seen: (request: SeenRequest) => void;
  },
): void {
  if (!serviceWorkers) return;
  if (serviceWorkers.controller !== null) told.control('from-start');
  serviceWorkers.addEventListener('controllerchange', () => {
    told.control('late');
  });
  onPolicy(({ named, followed }) => {
    const now: AllowedNow = { type: ALLOWED_NOW, named, followed };
    serviceWorkers.controller?.postMessage(now);
  });
  serviceWorkers.addEventListener('message', ({ data, ports }) => {
    if (data === WHICH_HOSTS) {
      const { named, followed } = allowed();
      ports[0]?.postMessage({ named, followed });
    } else if (isSeenRequest(data)) told.seen(data);
  });
  serviceWorkers.startMessages();
}
