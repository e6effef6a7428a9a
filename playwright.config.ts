import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, SOFTWARE_WEBGPU_FLAGS, findChromium } from './scripts/chromium.ts';

const executablePath = findChromium();
const launch = (extra: readonly string[]) => ({
  ...(executablePath ? { executablePath } : {}),
  args: [...CHROMIUM_FLAGS, ...extra],
});

/** Runs on real slides that take minutes: only with `npm run test:full`. */
const full = process.env['FOVEA_FULL'] === '1';

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    acceptDownloads: true,
  },
  projects: [
    {
      name: 'app',
      testIgnore: ['**/*.webgpu.spec.ts', ...(full ? [] : ['**/*.full.spec.ts'])],
      use: { launchOptions: launch([]) },
    },
    { name: 'webgpu', testMatch: '**/*.webgpu.spec.ts', use: { launchOptions: launch(SOFTWARE_WEBGPU_FLAGS) } },
  ],
});
