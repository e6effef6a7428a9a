/** A browser with a profile of its own that can be killed as a crash kills it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chromium, type Browser, type Page } from '@playwright/test';
import { CHROMIUM_FLAGS, SHORT_RUN_FLAG, findChromium } from '../scripts/chromium.ts';

export interface KillableBrowser {
  readonly page: Page;
  /** SIGKILL to it and all its processes: nothing of it has time for anything. */
  readonly kill: () => Promise<void>;
}

export interface KillableOptions {
  /** Tabs behind others are hidden; else Playwright has every page believe that it is looked at. */
  readonly asForEverybody?: boolean;
  readonly flags?: readonly string[];
}

/** Starts a browser on a profile folder; it goes on with what an earlier one left there. */
export async function startKillable(
  profile: string,
  { asForEverybody = false, flags = [] }: KillableOptions = {},
): Promise<KillableBrowser> {
  const args = [
    ...CHROMIUM_FLAGS,
    SHORT_RUN_FLAG,
    ...flags,
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ];
  // A group of its own, so that its helpers end with it.
  const child = spawn(findChromium() ?? chromium.executablePath(), [...args, 'about:blank'], { detached: true });
  const browser = await chromium.connectOverCDP(await endpointOf(child), { noDefaults: asForEverybody });
  const context = browser.contexts()[0] ?? (await browser.newContext());
  const page = await context.newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  return { page, kill: () => kill(child, browser) };
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString();
      const endpoint = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (endpoint) resolve(endpoint);
    });
    child.once('exit', (code) => {
      reject(new Error(`the browser ended with ${code}: ${said}`));
    });
  });
}

async function kill(child: ChildProcess, browser: Browser): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await ended;
  await browser.close();
}
