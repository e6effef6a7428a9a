import '#core/network/no-side-doors.ts';
import '#core/no-eval.ts';
import { version } from '../../package.json';
import { threadRetries } from '#core/network/thread-retries.ts';
import { threadNetwork } from '#network/thread-network.ts';
import { serveCalls } from '../shared/calls.ts';
import { networkHandlers, type NetworkCalls } from '../shared/network-link.ts';
import { slideClientFromPort } from '../slide/port-client.ts';
import { addedBundlesFolder } from './add-bundle.ts';
import { createBundleStore } from './bundle-store.ts';
import type { InferenceCalls } from './calls.ts';
import { fileFeatureStore } from './feature-files.ts';
import { READING_LOCK } from './kept-bundles.ts';
import { openModelFolder } from './model-folder.ts';
import { createRuntime } from './ort/runtime.ts';
import { createInferenceService } from './service.ts';

// ONNX Runtime starts its threads from this very chunk, under this name: in them nothing may be served.
if (!self.name.startsWith('em-pthread')) {
  serveCalls<InferenceCalls & NetworkCalls>({
    ...networkHandlers(threadNetwork),
    ...createInferenceService({
      runtime: createRuntime(),
      store: createBundleStore({
        fetch: (url, init) => threadNetwork.fetch('model', url, init),
        retries: threadRetries,
        openFolder: () => openModelFolder(() => navigator.storage.getDirectory()),
      }),
      // Where there are no locks there are no files either.
      ...('locks' in navigator
        ? { whileReading: (signal, job) => navigator.locks.request(READING_LOCK, { mode: 'shared', signal }, job) }
        : {}),
      bundles: addedBundlesFolder(() => navigator.storage.getDirectory()),
      features: fileFeatureStore({
        root: () => navigator.storage.getDirectory(),
        locks: navigator.locks,
        now: () => performance.now(),
        date: () => Date.now(),
      }),
      slidesFromPort: slideClientFromPort,
      fetch: (url, init) => threadNetwork.fetch('model', url, init),
      now: () => performance.now(),
      version,
    }),
  });
}
