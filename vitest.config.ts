import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS, SHORT_RUN_FLAG, SOFTWARE_WEBGPU_FLAGS, findChromium } from './scripts/chromium.ts';
import { fromRoot } from './scripts/paths.ts';
import { ISOLATION_HEADERS } from './scripts/static-files.ts';
import { modelBundles } from './scripts/vite-model-bundles.ts';
import { testData } from './scripts/vite-test-data.ts';
import { REFERENCE_BUNDLES } from './test-support/reference-bundles.ts';

const chromium = findChromium();
/** Minutes on the software GPU: only with `npm run test:full`. */
const full = process.env['FOVEA_FULL'] === '1';
/** The corpus of hostile input and the fuzz run, which count what the parsers allocate. */
const HOSTILE_TESTS = 'test-support/{corpus,fuzz}/**/*.test.ts';
/** Imported by workers only, where the scan before the start does not look. */
const WORKER_DEPENDENCIES = ['fflate', 'fast-png', 'hash-wasm', '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,workers,test-support,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.browser.test.*', 'node_modules', HOSTILE_TESTS],
          environment: 'node',
          // Half the work of all unit tests would be to load the same modules anew for each file; none leaves anything behind in them.
          isolate: false,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          // Against a hang, not a measure of speed: CI's two cores may be busy.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          // Each file alone in its modules: they put counting constructors in the place of the arrays' own (allocations.ts).
          name: 'hostile',
          include: [HOSTILE_TESTS],
          environment: 'node',
          isolate: true,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: 30_000,
        },
      },
      {
        plugins: [
          react(),
          modelBundles(fromRoot('models'), fromRoot('public/phantom')),
          testData({ '/shared-data': fromRoot('../shared/data'), '/reference-bundles': REFERENCE_BUNDLES }),
        ],
        // As in production: isolated (WASM threads), workers as modules, bundles under /models/.
        server: { headers: { ...ISOLATION_HEADERS } },
        worker: { format: 'es' },
        optimizeDeps: {
          exclude: ['onnxruntime-web'],
          // Found in the middle of a run, a new dependency would reload the page under the test.
          include: [
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-dev-runtime',
            'zod',
            'comlink',
            'zustand',
            'zustand/vanilla',
            'zustand/react/shallow',
            ...WORKER_DEPENDENCIES,
          ],
        },
        test: {
          name: 'browser',
          include: ['{src,workers}/**/*.browser.test.{ts,tsx}'],
          exclude: ['node_modules', ...(full ? [] : ['**/*.full.browser.test.*'])],
          setupFiles: ['test-support/end-workers.ts'],
          // Each in a browser context, with a disk, of its own. One for each core but one would be one alone on CI's two.
          maxWorkers: 2,
          // Against a hang, not a measure of speed: software WebGPU beside whatever else keeps two cores busy.
          testTimeout: 180_000,
          env: { FOVEA_FULL: process.env['FOVEA_FULL'] ?? '' },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium ? { executablePath: chromium } : {}),
                args: [...CHROMIUM_FLAGS, SHORT_RUN_FLAG, ...SOFTWARE_WEBGPU_FLAGS],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
