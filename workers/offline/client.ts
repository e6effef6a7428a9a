import { threadNetwork } from '#network/thread-network.ts';
import type { OfflineCall, OfflineClient, StoringNews } from './contract.ts';
import { createShellCache } from './shell-cache.ts';
import { versionLock } from './shell.ts';

/** Beside the page; kept as it is when the build is put under another path. */
const SCRIPT = 'service-worker.js';
/** A service worker that was ended in the middle of its work says nothing more. */
const SILENCE_MS = 120_000;

/** @param baseUrl where the page was loaded from, ends in `/` @param version of the page's own build; null in development */
export function createOfflineClient(baseUrl: string, version: string | null): OfflineClient {
  let registration: ServiceWorkerRegistration | null = null;

  function ask<T>(
    worker: ServiceWorker,
    call: OfflineCall,
    isLast: (answer: T) => boolean,
    onAnswer: (answer: T) => void,
  ) {
    return new Promise<void>((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      let timer: ReturnType<typeof setTimeout>;
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          port1.close();
          reject(new Error('the service worker does not answer'));
        }, SILENCE_MS);
      };
      wait();
      port1.onmessage = ({ data }: MessageEvent<T>) => {
        wait();
        onAnswer(data);
        if (!isLast(data)) return;
        clearTimeout(timer);
        port1.close();
        resolve();
      };
      worker.postMessage(call, [port2]);
    });
  }

  async function isNewer(worker: ServiceWorker): Promise<boolean> {
    let other: string | null = null;
    await ask<string>(
      worker,
      { kind: 'version' },
      () => true,
      (answer) => (other = answer),
    );
    return other !== version;
  }

  /** Tells what becomes of versions that are found from now on, and of one that is there already. */
  function follow(found: ServiceWorkerRegistration, onUpdate: Parameters<OfflineClient['start']>[0]): void {
    const watch = (worker: ServiceWorker) => {
      onUpdate('storing');
      worker.addEventListener('statechange', () => {
        if (worker.state === 'installed') onUpdate('ready');
        // One that waited ends like this as well, when a still newer one takes its place: that one is told of by itself.
        else if (worker.state === 'redundant' && found.installing === null && found.waiting === null)
          onUpdate('failed');
      });
    };
    if (found.waiting) onUpdate('ready');
    else if (found.installing && found.active) watch(found.installing);
    found.addEventListener('updatefound', () => {
      if (found.installing && found.active) watch(found.installing);
    });
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      const { controller } = navigator.serviceWorker;
      if (!controller) return;
      isNewer(controller).then(
        (newer) => {
          if (newer) onUpdate('elsewhere');
        },
        (reason: unknown) => {
          console.warn('which version has taken over is not known', reason);
        },
      );
    });
  }

  return {
    version,

    async start(onUpdate) {
      if (version === null || !('serviceWorker' in navigator)) return false;
      try {
        // Held until the tab is gone: what this version needs is not deleted under it.
        void navigator.locks.request(
          versionLock(baseUrl, version),
          { mode: 'shared' },
          () => new Promise(() => undefined),
        );
        await navigator.serviceWorker.register(new URL(SCRIPT, baseUrl), { scope: baseUrl, updateViaCache: 'none' });
        // Asked for rather than taken from the call above, which a browser that forbids them may have made do nothing.
        const found = await navigator.serviceWorker.getRegistration(baseUrl);
        if (!found) return false;
        registration = found;
        if (!found.active) await navigator.serviceWorker.ready;
        follow(found, onUpdate);
        return true;
      } catch (reason) {
        console.warn('there is no service worker: the next start needs the network', reason);
        return false;
      }
    },

    async look() {
      if (version === null) return null;
      const scope = registration?.scope ?? baseUrl;
      return createShellCache({ scope, caches, fetch: (url) => threadNetwork.fetch('app', url) }).look(version);
    },

    async store(onNews) {
      const active = registration?.active;
      if (!active) return;
      try {
        await ask<StoringNews>(active, { kind: 'store' }, ({ kind }) => kind !== 'storing', onNews);
      } catch (reason) {
        onNews({ kind: 'failed', problem: 'unreachable', path: String(reason) });
      }
    },

    async check() {
      await registration?.update();
    },

    takeOver() {
      return new Promise((resolve) => {
        const waiting = registration?.waiting;
        // Another tab was faster: it is in charge already.
        if (!waiting) {
          resolve();
          return;
        }
        navigator.serviceWorker.addEventListener(
          'controllerchange',
          () => {
            resolve();
          },
          { once: true },
        );
        const call: OfflineCall = { kind: 'take-over' };
        waiting.postMessage(call);
      });
    },

    tidy() {
      const call: OfflineCall = { kind: 'tidy' };
      registration?.active?.postMessage(call);
    },
  };
}
