import { isNothingOpen, whatIsGoingOn } from '#state/going-on.ts';
import { isOffer, type OfflineState } from '#state/offline-store.ts';
import type { Stores } from '#state/stores.ts';
import type { OfflineClient, UpdateNews } from '#workers/offline/contract.ts';

/** While a window is in use; the browser looks by itself with every start. */
const CHECK_EVERY_MS = 6 * 3_600_000;
/** Every stored file is read, 35 MB, at most so often; else only how long it is said to be. */
const READ_EVERY_MS = 24 * 3_600_000;

/** What of the page is needed; tests give small fakes. */
export interface OfflinePage {
  /** Whether it has several threads. */
  readonly isIsolated: boolean;
  /** False inside of another site's frame, where no header of ours isolates it. */
  readonly isOnItsOwn: boolean;
  /** True while a dialog is open: what is typed there would be gone. */
  readonly hasDialog: () => boolean;
  readonly reload: () => void;
  /** Whether this tab was loaded anew for the sake of threads before. May throw where nothing can be noted. */
  readonly wasReloaded: () => boolean;
  readonly noteReloaded: (was: boolean) => void;
  /** When all that is stored was last read, epoch milliseconds; 0 for never. Neither throws. */
  readonly lastReadMs: () => number;
  readonly noteRead: (atMs: number) => void;
  /** Calls `seen` each time the window comes back into view. */
  readonly whenSeen: (seen: () => void) => void;
  /** Tells whether it is installed, or could be by {@link OfflinePage.askToInstall}, now and whenever that changes. */
  readonly onInstall: (tell: (install: OfflineState['install']) => void) => void;
  readonly askToInstall: () => Promise<void>;
}

export interface OfflineCommands {
  /**
   * Puts the service worker in place and stores the program. Where the host does not isolate the page, it is loaded anew once as soon as
   * the service worker can, if nothing is open yet. Never rejects.
   */
  readonly start: () => Promise<void>;
  /** Asks the host for a newer version. Never rejects. */
  readonly checkForUpdate: () => Promise<void>;
  /** Restarts this tab with the newer version; does nothing while work is going on. */
  readonly takeUpdate: () => Promise<void>;
  /** Stores again what is missing. Never rejects. */
  readonly storeShell: () => Promise<void>;
  /** Has the browser ask whether to install. Never rejects. */
  readonly install: () => Promise<void>;
  /** Loads the page anew, unless work is going on. Never rejects. */
  readonly reload: () => Promise<void>;
}

export interface OfflineContext {
  readonly stores: Stores;
  readonly client: OfflineClient;
  readonly page: OfflinePage;
  /** Settles when what waits to be written is on the disk, or cannot be. */
  readonly flushWork: () => Promise<void>;
  readonly now: () => number;
}

export function offlineCommands({ stores, client, page, flushWork, now }: OfflineContext): OfflineCommands {
  const { offline } = stores;
  let checkedAtMs = now();

  function onUpdate(news: UpdateNews): void {
    offline.setState(({ update }) => {
      if (update.kind === 'restarting') return {};
      if (news === 'none') return update.kind === 'storing' ? { update: { kind: news, checkedAtMs: now() } } : {};
      return { update: news === 'storing' || news === 'failed' ? { kind: news } : { kind: news, isPutOff: false } };
    });
  }

  /** @returns whether the page is about to be loaded anew */
  function isolate(): boolean {
    if (!page.isOnItsOwn) return false;
    try {
      if (page.isIsolated) {
        page.noteReloaded(false);
        return false;
      }
      if (!page.wasReloaded() && isNothingOpen(stores) && !page.hasDialog()) {
        page.noteReloaded(true);
        page.reload();
        return true;
      }
      offline.setState({ wouldIsolate: !page.wasReloaded() });
    } catch (reason) {
      // Where nothing can be noted, nothing would end a row of reloads.
      console.warn('the page is not loaded anew by itself', reason);
      offline.setState({ wouldIsolate: !page.isIsolated });
    }
    return false;
  }

  /** What a page that ends begins to write is not written. */
  async function writeAll(): Promise<void> {
    try {
      await flushWork();
    } catch (reason) {
      console.warn('what waits to be written is not', reason);
    }
  }

  async function look(): Promise<boolean> {
    const isThorough = now() - page.lastReadMs() > READ_EVERY_MS;
    const found = await client.look(isThorough);
    if (found?.bytes !== found?.listedBytes || !found) return false;
    if (isThorough) page.noteRead(now());
    offline.setState({ shell: { kind: 'stored', files: found.files, bytes: found.bytes } });
    return true;
  }

  async function storeShell(): Promise<void> {
    try {
      if (await look()) return;
      offline.setState({ shell: { kind: 'looking' } });
      await client.store((news) => {
        offline.setState({ shell: news.kind === 'stored' ? { kind: 'looking' } : news });
      });
      if (offline.getState().shell.kind === 'failed' || (await look())) return;
      // All of another version is: this page came out of a cache between here and the host, or past the service worker.
      offline.setState({ shell: { kind: 'failed', problem: 'other-content', path: 'index.html' } });
    } catch (reason) {
      console.warn('what is stored of the program cannot be looked at', reason);
      offline.setState({ shell: { kind: 'impossible', why: 'disk' } });
    }
  }

  async function checkForUpdate(): Promise<void> {
    const { kind } = offline.getState().update;
    if (kind !== 'none' && kind !== 'unreachable' && kind !== 'failed') return;
    offline.setState({ update: { kind: 'checking' } });
    checkedAtMs = now();
    const end = (ended: { kind: 'none'; checkedAtMs: number } | { kind: 'unreachable' }) => {
      // One that was found meanwhile has been told of.
      offline.setState(({ update }) => (update.kind === 'checking' ? { update: ended } : {}));
    };
    try {
      await client.check();
      end({ kind: 'none', checkedAtMs });
    } catch (reason) {
      console.warn('the host cannot be asked for a newer version', reason);
      end({ kind: 'unreachable' });
    }
  }

  return {
    checkForUpdate,
    storeShell,

    start: async () => {
      offline.setState({ version: client.version });
      page.onInstall((install) => {
        offline.setState({ install });
      });
      const why = await client.start(onUpdate);
      if (why !== null) {
        offline.setState({ shell: { kind: 'impossible', why } });
        return;
      }
      if (isolate()) return;
      page.whenSeen(() => {
        if (now() - checkedAtMs > CHECK_EVERY_MS) void checkForUpdate();
      });
      await storeShell();
      client.tidy();
    },

    takeUpdate: async () => {
      const { update } = offline.getState();
      if (!isOffer(update) || whatIsGoingOn(stores) !== null) return;
      offline.setState({ update: { kind: 'restarting' } });
      await writeAll();
      if (whatIsGoingOn(stores) !== null) {
        // Begun meanwhile: it is offered again when that has ended.
        offline.setState({ update });
        return;
      }
      try {
        if (update.kind !== 'elsewhere') await client.takeOver();
      } catch (reason) {
        console.warn('the new version could not be taken', reason);
        offline.setState({ update: { kind: 'not-taken', isPutOff: false } });
        return;
      }
      if (whatIsGoingOn(stores) !== null) {
        // Begun meanwhile: this tab goes on with its own version until it is restarted.
        offline.setState({ update: { kind: 'elsewhere', isPutOff: false } });
        return;
      }
      page.reload();
    },

    install: async () => {
      try {
        await page.askToInstall();
      } catch (reason) {
        // A browser asks once for each offer; its menu still does.
        console.warn('the browser does not ask', reason);
        offline.setState({ install: 'by-hand' });
      }
    },

    reload: async () => {
      if (whatIsGoingOn(stores) !== null) return;
      await writeAll();
      if (whatIsGoingOn(stores) === null) page.reload();
    },
  };
}
