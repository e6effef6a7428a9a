import '#core/network/no-side-doors.ts';
import '#core/no-eval.ts';
import { threadRetries } from '#core/network/thread-retries.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { createBundleStore } from '../inference/bundle-store.ts';
import { openModelFolder, replaceText } from '../inference/model-folder.ts';
import { serveCalls } from '../shared/calls.ts';
import { networkHandlers, type NetworkCalls } from '../shared/network-link.ts';
import { DOWNLOADS_FOLDER, MODELS_FOLDER } from '../shared/private-folders.ts';
import type { DownloadCalls } from './calls.ts';
import type { Fetch } from '../inference/http-part.ts';
import { createDownloadsService } from './service.ts';

const root = () => navigator.storage.getDirectory();
const fetchModel: Fetch = (url, init) => threadNetwork.fetch('model', url, init);

serveCalls<DownloadCalls & NetworkCalls>({
  ...networkHandlers(threadNetwork),
  ...createDownloadsService({
    fetch: fetchModel,
    retries: threadRetries,
    store: createBundleStore({
      fetch: fetchModel,
      retries: threadRetries,
      openFolder: () => openModelFolder(root, MODELS_FOLDER),
    }),
    openArchives: () => openModelFolder(root, DOWNLOADS_FOLDER),
    async writeNote(id, note) {
      await replaceText(
        await (await root()).getDirectoryHandle(DOWNLOADS_FOLDER, { create: true }),
        `${id}.json`,
        note,
      );
    },
    now: () => performance.now(),
  }),
});
