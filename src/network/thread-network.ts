import { createNetworkGate } from './network-gate.ts';

/** In the page, in every worker and, without a location, under Node. */
const { location } = globalThis as { readonly location?: { readonly origin: string; readonly href: string } };

/** The one way out of this thread. Until the page has told it more, it reaches the application's own host only. */
export const threadNetwork = createNetworkGate({
  // eslint-disable-next-line no-restricted-globals -- the one place that fetches
  fetch: (url, init) => fetch(url, init),
  ownOrigin: location?.origin ?? null,
  base: location?.href,
  now: () => Date.now(),
  after: (ms, job) => void setTimeout(job, ms),
});
