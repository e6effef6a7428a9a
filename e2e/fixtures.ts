/**
 * What every end-to-end test gets: the production build on a server of its own, the page model, and a record of every request.
 * After each test: nothing went to another machine, nothing was sent, no uncaught error.
 */
import { test as base, expect, type Request } from '@playwright/test';
import { DIST } from '../scripts/paths.ts';
import { startServer, type StaticServer } from '../scripts/serve.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { makeTestSlides, type TestSlides } from './slides.ts';

interface TestFixtures {
  readonly fovea: FoveaPage;
  /** Every request of the test so far, workers' too. */
  readonly requests: readonly Request[];
}

interface WorkerFixtures {
  readonly site: StaticServer;
  readonly slides: TestSlides;
}

/** True for an address on this very machine, or one that needs no network. */
export function isLocal(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'blob:' || protocol === 'data:' || hostname === 'localhost' || hostname === '127.0.0.1';
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

  requests: [
    async ({ context }, use) => {
      const requests: Request[] = [];
      context.on('request', (request) => requests.push(request));
      await use(requests);
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
