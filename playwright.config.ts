import { defineConfig } from '@playwright/test';
import {
  CHROMIUM_FLAGS,
  SHORT_RUN_FLAG,
  SOFTWARE_WEBGPU_FLAGS,
  findChromium,
  findPageChromium,
} from './scripts/chromium.ts';

const launch = (executablePath: string | null, extra: readonly string[] = []) => ({
  ...(executablePath ? { executablePath } : {}),
  args: [...CHROMIUM_FLAGS, SHORT_RUN_FLAG, ...extra],
});

/** Runs on real slides that take minutes: only with `npm run test:full`. */
const full = process.env['FOVEA_FULL'] === '1';
/** Of these tests a cheaper one tells most, or another one here most of the same: only with `npm run test:full`. */
const ONLY_FULL = /@full/;

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results',
  // Much of a test is waiting: for the eye to follow a movement, for a server that stalls.
  workers: 2,
  forbidOnly: true,
  ...(full ? {} : { grepInvert: ONLY_FULL }),
  // Against a hang, not a measure of speed.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    acceptDownloads: true,
    // Where a view is heading is what is tested, not its way there: that is software rendering, frame by frame.
    contextOptions: { reducedMotion: 'reduce' },
    // Each test begins with an empty profile, where the service worker would store 35 MB beside what is tested. The specs about it allow it.
    serviceWorkers: 'block',
  },
  projects: [
    {
      name: 'app',
      testIgnore: ['**/*.webgpu.spec.ts', ...(full ? [] : ['**/*.full.spec.ts'])],
      use: { launchOptions: launch(findPageChromium()) },
    },
    {
      name: 'webgpu',
      testMatch: '**/*.webgpu.spec.ts',
      use: { launchOptions: launch(findChromium(), SOFTWARE_WEBGPU_FLAGS) },
    },
  ],
});
