/**
 * The service worker. On the first visit it takes over at once and the page then has it store the shell; a new version stores its shell
 * before it is offered. Whichever is in charge (with all windows closed the browser lets a new one in), windows get the version that the user
 * agreed to.
 */
import { isAllowedNow } from '#core/network/seen.ts';
import { answerFromDisk } from '../shared/shipped-response.ts';
import type { OfflineCall, Shell, StoringNews, VersionAgreed, Versions } from './contract.ts';
import { createHostGate } from './host-gate.ts';
import { createOfflineService } from './service.ts';
import { createShellCache } from './shell-cache.ts';
import { versionOfLock } from './shell.ts';

/** Put in by the build (`scripts/vite-offline-shell.ts`). */
declare const __FOVEA_SHELL__: Shell;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const { scope } = worker.registration;
// Named once: the build puts the whole list in its place.
const shell = __FOVEA_SHELL__;

const service = createOfflineService({
  scope,
  shell,
  cache: createShellCache({ scope, caches: worker.caches, fetch: (url, init) => worker.fetch(url, init) }),
  fetch: (request) => worker.fetch(request),
  answerFromDisk: (request, file) => answerFromDisk(request, file, () => worker.navigator.storage.getDirectory()),
  versionsInUse: async () => {
    const { held = [] } = await worker.navigator.locks.query();
    return new Set(held.map(({ name = '' }) => versionOfLock(scope, name)).filter((version) => version !== null));
  },
  alone: (job) => worker.navigator.locks.request(`fovea-shell-writing ${scope}`, job),
  hasSuccessor: () => worker.registration.installing !== null || worker.registration.waiting !== null,
});

const hostGate = createHostGate({
  ownOrigin: worker.location.origin,
  windows: openWindows,
  fetch: (request) => worker.fetch(request),
  nowMs: () => performance.now(),
});

worker.addEventListener('install', (event) => {
  // The first one is there for the headers first: 35 MB later the page would be in use and could not be loaded anew.
  if (!worker.registration.active) event.waitUntil(Promise.all([agree(), worker.skipWaiting()]));
  else event.waitUntil(storeOrFail());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener('fetch', (event) => {
  const gated = hostGate.answer(event.request, (telling) => {
    event.waitUntil(telling);
  });
  const answer = gated ?? service.answer(event.request);
  if (answer) event.respondWith(answer);
});

worker.addEventListener('message', (event) => {
  if (isAllowedNow(event.data)) {
    if (event.source instanceof WindowClient && event.source.url.startsWith(scope))
      hostGate.told(event.source.id, event.data);
    return;
  }
  const call = event.data as OfflineCall;
  switch (call.kind) {
    case 'store':
      event.waitUntil(
        service.store((news) => {
          event.ports[0]?.postMessage(news);
        }),
      );
      break;
    case 'take-over':
      event.waitUntil(
        takeOver().then((versions) => {
          event.ports[0]?.postMessage(versions);
        }),
      );
      break;
    case 'tidy':
      event.waitUntil(service.tidy());
      break;
    case 'versions':
      event.waitUntil(
        service.versions().then((versions) => {
          event.ports[0]?.postMessage(versions);
        }),
      );
      break;
  }
});

async function openWindows(): Promise<readonly WindowClient[]> {
  const all = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // Others on this host may be of another application.
  return all.filter(({ url }) => url.startsWith(scope));
}

/** Notes the first version; where nothing can be noted there is no other one either. */
async function agree(): Promise<void> {
  try {
    await service.agree();
  } catch (reason) {
    console.warn('which version is in use could not be noted', reason);
  }
}

/** @returns what windows get from now on. Rejects where that could not be noted: nothing has changed then */
async function takeOver(): Promise<Versions> {
  await service.agree();
  const told: VersionAgreed = { type: 'fovea-version-agreed', version: shell.version };
  for (const window of await openWindows()) window.postMessage(told);
  void worker.skipWaiting();
  return service.versions();
}

/** Rejects where the shell was not stored: the browser then gives this version up and the old one stays. */
async function storeOrFail(): Promise<void> {
  let last: StoringNews | null = null;
  await service.store((news) => {
    last = news;
  });
  const ended = last as StoringNews | null;
  if (ended?.kind === 'failed') throw new Error(`the new version was not stored: ${ended.problem}, ${ended.path}`);
}
