import { threadNetwork } from '#network/thread-network.ts';
import type { OfflineCall, OfflineClient, StoringNews, UpdateNews, VersionAgreed, Versions } from './contract.ts';
import { whyNoWorker } from './no-worker.ts';
import { createShellCache } from './shell-cache.ts';

/** Beside the page; kept as it is when the build is put under another path. */
const SCRIPT = 'service-worker.js';
/** A service worker that was ended in the middle of its work says nothing more. */
const SILENCE_MS = 120_000;
/** One that has nothing to fetch answers at once; it may have to be started first. */
const ANSWER_MS = 30_000;
/** The browser lets a new one in when the old one has nothing left to do. A reload brings its version all the same. */
const CHANGE_MS = 10_000;

/** Asks a service worker, hearing each answer until `isLast`. Rejects where it is silent for so long. */
function ask<T>(
  worker: ServiceWorker,
  call: OfflineCall,
  silenceMs: number,
  isLast: (answer: T) => boolean,
  onAnswer?: (answer: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        port1.close();
        reject(new Error('the service worker does not answer'));
      }, silenceMs);
    };
    wait();
    port1.onmessage = ({ data }: MessageEvent<T>) => {
      wait();
      onAnswer?.(data);
      if (!isLast(data)) return;
      clearTimeout(timer);
      port1.close();
      resolve(data);
    };
    worker.postMessage(call, [port2]);
  });
}

const askOnce = (worker: ServiceWorker, kind: 'versions' | 'take-over') =>
  ask<Versions>(worker, { kind }, ANSWER_MS, () => true);

/** @param baseUrl where the page was loaded from, ends in `/` @param version of the page's own build; null in development */
export function createOfflineClient(baseUrl: string, version: string | null): OfflineClient {
  let registration: ServiceWorkerRegistration | null = null;
  let tell: (news: UpdateNews) => void = () => undefined;

  /** Tells what is known from a service worker that is here whole. */
  async function compare(worker: ServiceWorker): Promise<void> {
    try {
      const { newest, agreed } = await askOnce(worker, 'versions');
      if (agreed !== version) tell('elsewhere');
      // One of the same files, with another service worker, is let in by the browser itself.
      else tell(newest === version ? 'none' : 'ready');
    } catch (reason) {
      console.warn('which versions are here is not known', reason);
    }
  }

  /** Tells what becomes of versions that are found from now on, and of one that is there already. */
  function follow(found: ServiceWorkerRegistration): void {
    const watch = (worker: ServiceWorker) => {
      tell('storing');
      worker.addEventListener('statechange', () => {
        if (worker.state === 'installed') void compare(worker);
        // One that waited ends like this as well, when a still newer one takes its place: that one is told of by itself.
        else if (worker.state === 'redundant' && found.installing === null && found.waiting === null) tell('failed');
      });
    };
    const here = found.waiting ?? found.active;
    if (here) void compare(here);
    if (found.installing && found.active) watch(found.installing);
    found.addEventListener('updatefound', () => {
      if (found.installing && found.active) watch(found.installing);
    });
    navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isVersionAgreed(data) && data.version !== version) tell('elsewhere');
    });
  }

  return {
    version,

    async start(onUpdate) {
      if (version === null) return 'development';
      if (!isSecureContext) return 'insecure';
      if (!('serviceWorker' in navigator)) return 'unsupported';
      tell = onUpdate;
      const script = new URL(SCRIPT, baseUrl);
      try {
        await navigator.serviceWorker.register(script, { scope: baseUrl, updateViaCache: 'none' });
        // Asked for rather than taken from the call above, which a browser that forbids them may have made do nothing.
        const found = await navigator.serviceWorker.getRegistration(baseUrl);
        if (!found) return 'unsupported';
        registration = found;
        if (!found.active) await navigator.serviceWorker.ready;
        follow(found);
        return null;
      } catch (reason) {
        console.warn('there is no service worker: the next start needs the network', reason);
        return whyNoWorker(reason, () => threadNetwork.fetch('app', script, { cache: 'no-cache' }));
      }
    },

    async look(isThorough) {
      if (version === null) return null;
      const scope = registration?.scope ?? baseUrl;
      return createShellCache({ scope, caches, fetch: (url) => threadNetwork.fetch('app', url) }).look(
        version,
        isThorough,
      );
    },

    async store(onNews) {
      const active = registration?.active;
      if (!active) return;
      try {
        await ask<StoringNews>(active, { kind: 'store' }, SILENCE_MS, ({ kind }) => kind !== 'storing', onNews);
      } catch (reason) {
        console.warn('the program was not stored whole', reason);
        onNews({ kind: 'failed', problem: 'stopped', path: '' });
      }
    },

    async check() {
      await registration?.update();
    },

    async takeOver() {
      const { waiting, active } = registration ?? {};
      const newest = waiting ?? active;
      if (!newest) return;
      const isInCharge = waiting ? changeOfController() : null;
      await askOnce(newest, 'take-over');
      await isInCharge;
    },

    tidy() {
      const call: OfflineCall = { kind: 'tidy' };
      registration?.active?.postMessage(call);
    },
  };
}

function isVersionAgreed(data: unknown): data is VersionAgreed {
  const { type, version } = Object(data) as Partial<Record<keyof VersionAgreed, unknown>>;
  return type === ('fovea-version-agreed' satisfies VersionAgreed['type']) && typeof version === 'string';
}

function changeOfController(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, CHANGE_MS);
    navigator.serviceWorker.addEventListener(
      'controllerchange',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
