/** Second part of the composition root, loaded after the window: the program on this machine. */
import { offlineCommands, type OfflineCommands } from '#commands/offline-commands.ts';
import type { Stores } from '#state/stores.ts';
import { offlinePage, pageVersion } from '#ui/platform/offline-page.ts';
import { createOfflineClient } from '#workers/offline/client.ts';

export function startOffline(stores: Stores): OfflineCommands {
  const client = createOfflineClient(new URL('.', document.baseURI).href, pageVersion());
  const commands = offlineCommands({ stores, client, page: offlinePage(), now: () => Date.now() });
  void commands.start();
  return commands;
}
