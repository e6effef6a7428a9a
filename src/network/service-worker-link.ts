import type { AllowedNetwork } from '#core/network/policy.ts';
import { isSeenRequest, WHICH_HOSTS, type SeenByServiceWorker, type SeenRequest } from '#core/network/seen.ts';

/** What of `navigator.serviceWorker` is used. */
export interface ServiceWorkers {
  readonly controller: unknown;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  addEventListener(type: 'controllerchange', listener: () => void): void;
  startMessages(): void;
}

/**
 * Answers the service worker, which asks every window which hosts it allowed (it keeps no list of its own), and hears what it saw pass.
 *
 * @param serviceWorkers absent where the browser or the page's origin has none
 */
export function linkServiceWorker(
  serviceWorkers: ServiceWorkers | undefined,
  allowed: () => AllowedNetwork,
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
  serviceWorkers.addEventListener('message', ({ data, ports }) => {
    if (data === WHICH_HOSTS) {
      const { named, followed } = allowed();
      ports[0]?.postMessage({ named, followed });
    } else if (isSeenRequest(data)) told.seen(data);
  });
  serviceWorkers.startMessages();
}
