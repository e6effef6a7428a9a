/** Finds the Chromium that the browser tests drive and, where there is none, tries to install one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { ROOT, fromRoot } from './paths.ts';

/** A Chromium that is there: `FOVEA_CHROMIUM`, the system's, Playwright's own; null where there is none. */
export function presentChromium(): string | null {
  const system = findChromium();
  if (system) return system;
  const own = chromium.executablePath();
  return existsSync(own) ? own : null;
}

function attempt(what: string, command: string, args: readonly string[], log: (line: string) => void): void {
  log(`no Chromium found; trying ${what} …`);
  const run = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', timeout: 300_000 });
  if (run.status !== 0)
    log(
      `  that did not work: ${(run.stderr || run.error?.message || run.stdout || 'no reason given').trim().split('\n').at(-1) ?? ''}`,
    );
}

/**
 * Path of a Chromium, installed if need be: Playwright's own build first, then as root on Debian the distribution's package.
 * Throws with what the user can do where neither works.
 */
export function ensureChromium(log: (line: string) => void): string {
  const present = presentChromium();
  if (present) return present;
  attempt(
    'npx playwright install chromium',
    process.execPath,
    [fromRoot('node_modules/playwright/cli.js'), 'install', 'chromium'],
    log,
  );
  if (!presentChromium() && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    attempt(
      'apt-get install chromium',
      'sh',
      ['-c', 'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq chromium fonts-dejavu-core'],
      log,
    );
  }
  const installed = presentChromium();
  if (installed) return installed;
  throw new Error(
    [
      'The browser tests need a Chromium and none could be found or installed. Do one of these and run the tests again:',
      '  - npx playwright install --with-deps chromium',
      '  - install Chromium or Chrome with your system (Debian, Ubuntu: sudo apt-get install chromium)',
      '  - FOVEA_CHROMIUM=/path/to/chrome npm test',
    ].join('\n'),
  );
}
