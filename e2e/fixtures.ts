/**
 * What every end-to-end test gets: the production build on a server of its own, the page model, and a record of every request.
 * After each test: nothing went to another machine, nothing was sent, no uncaught error.
 */
import { test as base, expect, type BrowserContext, type Request } from '@playwright/test';
import { DIST } from '../scripts/paths.ts';
import { startServer, type StaticServer } from '../scripts/serve.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { saveData } from './save-data.ts';
import { makeTestSlides, type TestSlides } from './slides.ts';

interface TestFixtures {
  readonly fovea: FoveaPage;
  /**
   * `fresh`: a profile that has nothing. `read`: that of the tests before, with all that was downloaded and read of slides (features), but
   * none of what a person stores (preferences, annotations): for tests of what comes after a run, which is short there.
   */
  readonly profile: 'fresh' | 'read';
  /** Whether the window stores what ships in the background, as it does; else the browser says that it saves data, and it does not. */
  readonly background: 'storing' | 'still';
  /** Every request of the test so far, workers' too. */
  readonly requests: readonly Request[];
}

interface WorkerFixtures {
  readonly readProfile: BrowserContext;
  readonly site: StaticServer;
  readonly slides: TestSlides;
}

/** True for an address on this very machine, or one that needs no network. */
export function isLocal(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'blob:' || protocol === 'data:' || hostname === 'localhost' || hostname === '127.0.0.1';
}

/** In a page of the site: deletes what the windows of a profile keep, but for models and features. */
async function forgetWork(): Promise<void> {
  localStorage.clear();
  const results = 'results-v1';
  const files = await navigator.storage.getDirectory();
  for await (const [name] of files.entries()) if (name === results) await files.removeEntry(name, { recursive: true });
  for (const { name } of await indexedDB.databases())
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name ?? '');
      request.onsuccess = () => {
        resolve();
      };
      request.onerror = () => {
        reject(request.error ?? new Error(`${name} could not be deleted`));
      };
    });
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: [
    // Playwright reads the names of the fixtures wanted from this pattern; an empty one says: none.
    async ({}, use) => {
      const server = await startServer(DIST, 0);
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],

  slides: [
    async ({}, use) => {
      const slides = await makeTestSlides();
      await use(slides);
      slides.remove();
    },
    { scope: 'worker' },
  ],

  readProfile: [
    async ({ browser }, use, { project }) => {
      const context = await browser.newContext({
        ...project.use.contextOptions,
        viewport: project.use.viewport ?? null,
        acceptDownloads: true,
        serviceWorkers: 'block',
      });
      await saveData(context);
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],

  background: ['still', { option: true }],

  profile: ['fresh', { option: true }],

  context: async ({ context, profile, background, readProfile, site }, use) => {
    if (profile === 'fresh') {
      if (background === 'still') await saveData(context);
      await use(context);
      return;
    }
    const page = await readProfile.newPage();
    // From within: a renderer that goes on keeps its own copy of local storage, which the protocol's clearing does not reach.
    await page.goto(`${site.url}models/index.json`);
    // Once more where a worker of the test before still holds a file.
    await expect(() => page.evaluate(forgetWork)).toPass({ timeout: 10_000 });
    await page.close();
    await use(readProfile);
    await Promise.all(readProfile.pages().map((left) => left.close()));
  },

  requests: [
    async ({ context }, use) => {
      const requests: Request[] = [];
      const note = (request: Request) => void requests.push(request);
      context.on('request', note);
      await use(requests);
      context.off('request', note);
      expect(requests.map((request) => request.url()).filter((url) => !isLocal(url))).toEqual([]);
      expect(requests.filter((request) => request.postData() !== null).map((request) => request.url())).toEqual([]);
    },
    { auto: true },
  ],

  fovea: async ({ page, site }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    await use(new FoveaPage(page, site.url));
    expect(errors).toEqual([]);
  },
});

export { expect };
