/** Second part of the composition root, loaded after the window: the program on this machine. */
import type { AppCommands } from '#commands/create-commands.ts';
import { offlineCommands, type OfflineCommands } from '#commands/offline-commands.ts';
import type { Stores } from '#state/stores.ts';
import { openLaunchedFiles } from '#ui/offline/launched-files.ts';
import { offlinePage } from '#ui/platform/offline-page.ts';
import { pageVersion } from '#ui/platform/page-version.ts';
import { createOfflineClient } from '#workers/offline/client.ts';

/** Installs what takes files from the system, and the service worker. */
export function startOffline(stores: Stores, app: AppCommands): OfflineCommands {
  openLaunchedFiles(app);
  const client = createOfflineClient(new URL('.', document.baseURI).href, pageVersion());
  const commands = offlineCommands({
    ...{ stores, client, page: offlinePage() },
    flushWork: () => app.flushWork(),
    now: () => Date.now(),
  });
  void commands.start();
  return commands;
}
