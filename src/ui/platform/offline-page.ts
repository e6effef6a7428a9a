import type { OfflinePage } from '#commands/offline-commands.ts';

const RELOADED_KEY = 'fovea.reloaded-for-threads';
const READ_KEY = 'fovea.program-read-at';

/** Chromium alone; not in the DOM library. */
interface InstallOffer extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** This page, as far as the service worker is concerned. */
export function offlinePage(): OfflinePage {
  let offer: InstallOffer | null = null;
  let tellInstall: Parameters<OfflinePage['onInstall']>[0] = () => undefined;
  return {
    isIsolated: crossOriginIsolated,
    isOnItsOwn: window.top === window,
    hasDialog: () => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null,
    reload: () => {
      location.reload();
    },
    wasReloaded: () => sessionStorage.getItem(RELOADED_KEY) !== null,
    noteReloaded: (was) => {
      if (was) sessionStorage.setItem(RELOADED_KEY, '1');
      else sessionStorage.removeItem(RELOADED_KEY);
    },
    lastReadMs: () => {
      try {
        return Number(localStorage.getItem(READ_KEY)) || 0;
      } catch {
        // Where nothing can be noted it is read with every start.
        return 0;
      }
    },
    noteRead: (atMs) => {
      try {
        localStorage.setItem(READ_KEY, String(atMs));
      } catch (reason) {
        console.warn('the program is read once more with the next start', reason);
      }
    },
    whenSeen: (seen) => {
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') seen();
      });
    },
    onInstall: (tell) => {
      tellInstall = tell;
      tell(matchMedia('(display-mode: standalone)').matches ? 'installed' : 'by-hand');
      window.addEventListener('beforeinstallprompt', (event) => {
        // Offered in the dialog about this workstation, not by a bar of the browser's own over the slide.
        event.preventDefault();
        offer = event as InstallOffer;
        tell('offered');
      });
      window.addEventListener('appinstalled', () => {
        offer = null;
        tell('installed');
      });
    },
    askToInstall: async () => {
      const asked = offer;
      // Each may be used once.
      offer = null;
      const answer = await asked?.prompt();
      if (answer?.outcome !== 'accepted') tellInstall('by-hand');
    },
  };
}
