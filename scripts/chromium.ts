import { existsSync } from 'node:fs';

/** Flags for a headless Chromium that contacts nothing but the page under test. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/**
 * Extra flag for tests, each of which begins with nothing compiled: V8 optimises only such functions of WebAssembly as ten times its usual
 * work has gone through. A sixth of the processors' time of a run was spent on optimising what then ran for seconds.
 */
export const SHORT_RUN_FLAG = '--js-flags=--wasm-tiering-budget=130000000';

/** Extra flags that give a software WebGPU adapter: right answers, thousands of times too slow. */
export const SOFTWARE_WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] as const;

const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Chromium without a window of its own around the page; Debian packages it beside the other one. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';

/**
 * Path of the quickest Chromium for tests of the page alone: `FOVEA_CHROMIUM` if set, else the headless shell (the same engine, a third less
 * work for a test), else as {@link findChromium}. It cannot install apps and offers no WebGPU adapter.
 */
export function findPageChromium(): string | null {
  const hasShell = !process.env['FOVEA_CHROMIUM'] && existsSync(HEADLESS_SHELL);
  return hasShell ? HEADLESS_SHELL : findChromium();
}

/** Path of a Chromium: `FOVEA_CHROMIUM` if set, else a system one; null where there is none (Playwright's own may still be there). */
export function findChromium(): string | null {
  const stated = process.env['FOVEA_CHROMIUM'];
  if (stated) {
    if (!existsSync(stated)) throw new Error(`FOVEA_CHROMIUM names ${stated}, which does not exist`);
    return stated;
  }
  return SYSTEM_PATHS.find((path) => existsSync(path)) ?? null;
}
