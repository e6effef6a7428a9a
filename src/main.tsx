/** Composition root: makes the workers' clients and the stores, and hands them to the commands and the components. */
import '#core/network/no-side-doors.ts';
import '#core/no-eval.ts';
import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css';
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createCommands } from '#commands/create-commands.ts';
import { isShareLink } from '#core/result/share-link/share-link.ts';
import { threadRetries } from '#core/network/thread-retries.ts';
import type { SeenRequest } from '#core/network/seen.ts';
import { createPageNetwork } from '#network/page-network.ts';
import { hearPolicyViolations } from '#network/policy-violations.ts';
import { linkServiceWorker } from '#network/service-worker-link.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { countRequests, sawRequest, underControl } from '#state/network-store.ts';
import { createStores } from '#state/stores.ts';
import { App } from '#ui/App.tsx';
import '#ui/theme/tokens.css';
import '#ui/theme/base.css';
import { chosenLanguage } from '#ui/messages/language.ts';
import { setLanguage } from '#ui/messages/text.ts';
import { annotationDatabase } from '#ui/platform/annotation-database.ts';
import { onAwake } from '#ui/platform/awake.ts';
import { fetchText } from '#ui/platform/fetch-text.ts';
import { holdVersion } from '#ui/platform/page-version.ts';
import { surroundings } from '#ui/platform/surroundings.ts';
import { saveFile } from '#ui/platform/save-file.ts';
import type { createSlideViewer } from '#viewer/slide-viewer.ts';
import type { DownloadsClient } from '#workers/downloads/contract.ts';
import { createInferenceClient } from '#workers/inference/client.ts';
import { createLinkMaker, createOtherFiles, createResultReader, createResultWriter } from '#workers/result/client.ts';
import { createTroubleDesk } from '#workers/shared/trouble-link.ts';
import { createSlideClient } from '#workers/slide/client.ts';

holdVersion();

const PREFERENCES_KEY = 'fovea.preferences';

const stores = createStores(
  {
    read: () => localStorage.getItem(PREFERENCES_KEY),
    write: (text) => {
      localStorage.setItem(PREFERENCES_KEY, text);
    },
  },
  (reason) => {
    console.warn('settings are not kept between visits', reason);
  },
);
const troubles = createTroubleDesk(threadRetries);
const pageNetwork = createPageNetwork({
  gate: threadNetwork,
  show: (policy) => {
    stores.network.setState(policy);
  },
  count: (counts) => {
    stores.network.setState((state) => countRequests(state, counts));
  },
});
const network = { ...pageNetwork, troubles };
const saw = (request: SeenRequest) => {
  stores.network.setState((state) => sawRequest(state, request, Date.now()));
};
linkServiceWorker('serviceWorker' in navigator ? navigator.serviceWorker : undefined, network, {
  control: (control) => {
    stores.network.setState((state) => underControl(state, control));
  },
  seen: saw,
});
hearPolicyViolations(document, saw);
const slides = createSlideClient(undefined, network);
const inference = createInferenceClient({
  slides,
  network,
  featureLimitBytes: () => stores.preferences.getState().featureLimitBytes,
});
let downloads: Promise<DownloadsClient> | null = null;
const commands = createCommands({
  stores,
  network,
  troubles,
  onAwake,
  slides,
  inference,
  baseUrl: new URL('.', document.baseURI).href,
  fetchText,
  fetchBlob: async (...asked) => (await import('#workers/whole-file/client.ts')).fetchBlob(network, ...asked),
  keepStorage: () => navigator.storage.persist(),
  downloads: () =>
    (downloads ??= import('#workers/downloads/client.ts').then((client) => client.createDownloadsClient({ network }))),
  surroundings,
  annotationStorage: annotationDatabase(),
  recentFiles: async () => (await import('#ui/platform/recent-files.ts')).recentFiles(),
  resultStorage: async () =>
    (await import('#workers/result/result-storage.ts')).createResultStorage(() => navigator.storage.getDirectory()),
  runJournal: async () => (await import('#ui/platform/run-journal.ts')).runJournal(),
  readResultFile: createResultReader(),
  writeResultFile: createResultWriter(),
  otherFiles: createOtherFiles(),
  makeLink: createLinkMaker(),
  saveFile,
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
});

const language = chosenLanguage(stores.preferences.getState().language, navigator.languages);
const words = setLanguage(language).catch((reason: unknown) => {
  // The window then starts in English, asks once more and says so if that fails too.
  console.warn('the words of the preferred language could not be loaded', reason);
});

// The largest library of all is asked for at once, and waited for only by who shows a slide.
let makeViewer: typeof createSlideViewer | null = null;
const viewerReady = import('#viewer/slide-viewer.ts').then((viewer) => {
  makeViewer = viewer.createSlideViewer;
});

// What the window does without at first.
const offline = import('./start-offline.ts').then(({ startOffline }) => startOffline(stores, commands));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
void words.then(() => {
  createRoot(root).render(
    <StrictMode>
      <App
        services={{
          stores,
          commands,
          viewerReady,
          createViewer(container, navigator) {
            if (!makeViewer) throw new Error('a viewer is made after viewerReady');
            return makeViewer({ container, navigator, slides });
          },
          offline,
        }}
      />
    </StrictMode>,
  );
});

commands.watchTroubles();
commands.keepAnnotations();
void commands.loadRecentFiles();
void commands.keepWork();
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void commands.flushWork();
});
void commands.loadModels();
void commands.findBackEnds();
void commands.keepModelFiles();

void commands.followAddress(location.href);
window.addEventListener('hashchange', () => {
  if (isShareLink(location.hash)) void commands.followAddress(location.href);
});
