/** What leaves this machine: a whole session with everything that it asks for written down, on both sides. */
import { readFileSync } from 'node:fs';
import type { Page, Request } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { bytes } from '#ui/messages/numbers.ts';
import { expect, test } from './fixtures.ts';
import { startGuardedServer } from './guarded-server.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { NetworkPage } from './pages/network.ts';
import { WhatIfPanel } from './pages/what-if.ts';
import { scan } from './scan.ts';
import { PHANTOM } from './slides.ts';
import { recordsIn } from './stored-in.ts';

test.describe.configure({ timeout: 300_000 });

const TOKEN = 'slide-token-7f3a91c2';
/** Of a browser to one host, by HTTP/1.1. */
const CONNECTIONS = 6;

/** Loads the page anew once its service worker is in charge, so that this sees all of the session. */
async function underServiceWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await page.reload();
}

/** Everything that this origin keeps, as one text. */
async function everythingKept(page: Page): Promise<string> {
  const kept = await page.evaluate(async () => {
    const kept: string[] = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
    const read = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        kept.push(name);
        if (handle instanceof FileSystemDirectoryHandle) await read(handle);
        else if (handle instanceof FileSystemFileHandle) {
          // A download that is complete by now has another name; weights of models are not read.
          const file = await handle.getFile().catch(() => null);
          if (file && file.size < 1e6) kept.push(await file.text().catch(() => ''));
        }
      }
    };
    await read(await navigator.storage.getDirectory());
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys())
        kept.push(request.url, JSON.stringify([...request.headers]));
    return kept;
  });
  const records = (await recordsIn(page)).flatMap((one) => one.records);
  return [...kept, ...records].join('\n');
}

test('a session with a slide behind a token: only that host is asked, nothing is sent, every count agrees, the token is nowhere', async ({
  browser,
  site,
  slides,
}) => {
  const host = await startGuardedServer(slides.tiny, { demands: `Bearer ${TOKEN}` });
  const stranger = await startGuardedServer(slides.tiny);
  // A context of its own: what is tried here at the end, the fixtures take for something that was sent.
  const context = await browser.newContext({ serviceWorkers: 'allow', viewport: { width: 1440, height: 900 } });
  const requests: Request[] = [];
  context.on('request', (request) => requests.push(request));
  const page = await context.newPage();
  const fovea = new FoveaPage(page, site.url);
  const network = new NetworkPage(page);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      console.error(`violation: ${effectiveDirective} ${blockedURI}`);
    });
  });
  await fovea.goto();
  await underServiceWorker(page);

  await test.step('the server says 401, the token is entered, the slide opens', async () => {
    await fovea.openLink(`${host.origin}/tiny.tif`);
    expect((await fovea.waitUntilOpened(30_000))?.text).toContain('401');
    await fovea.openingError.getByRole('button', { name: en.network.credential.enter }).click();
    await network.enterToken(TOKEN);
    await fovea.stage.waitFor();
    await fovea.waitUntilDrawn();
  });
  // Those that read the slide. Later there are threads of ONNX Runtime too, which stand still between its calls and answer nobody.
  const workers = page.workers();
  await fovea.model.choose('phantom-tda-mil');
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: 240_000 });
  const whatIf = new WhatIfPanel(page);
  await whatIf.open();
  await whatIf.withoutTop(1);
  await whatIf.waitUntilAnswered(120_000);
  const shared = await fovea.share.link();
  const exported = readFileSync((await fovea.result.export('result')).path, 'utf8');

  await test.step('only this site and that host were asked, by reading alone', () => {
    const web = requests.filter((request) => /^https?:/.test(request.url()));
    const asked = new Set(web.map((request) => new URL(request.url()).origin));
    expect([...asked].sort()).toEqual([host.origin, new URL(site.url).origin].sort());
    // OPTIONS, where Playwright sees it: how the browser announces a request with a header, by itself and without it.
    expect(web.map((request) => request.method()).filter((method) => !/^(GET|OPTIONS)$/.test(method))).toEqual([]);
    expect(web.filter((request) => request.postData() !== null)).toEqual([]);
    expect(host.requests.every(({ method, receivedBytes }) => method === 'GET' && receivedBytes === 0)).toBe(true);
    expect(host.requests.every(({ headers }) => !('cookie' in headers) && !('referer' in headers))).toBe(true);
    expect(host.requests.filter(({ headers }) => headers.authorization !== undefined).length).toBe(
      host.requests.length - 1,
    );
  });

  await test.step('the ledger says what the server wrote down, and so does the service worker', async () => {
    await network.hosts.click();
    const name = new URL(host.origin).host;
    await expect(async () => {
      const line = (await network.lines()).find((one) => one.host.includes(name));
      const sent = host.requests.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
      const lines = host.requests.flatMap(({ method, url, headers: { range, authorization } }) => [
        `${method} ${url} HTTP/1.1`,
        `Host: ${name}`,
        ...(range === undefined ? [] : [`Range: ${range}`]),
        ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
      ]);
      const out = lines.reduce((sum, text) => sum + `${text}\r\n`.length, 0);
      expect(out).toBeGreaterThan(host.requests.length * 80);
      expect(line).toEqual({
        host: `http://${name} ${en.network.withCredential}`,
        purpose: en.network.purposes.slide,
        requests: String(host.requests.length),
        refused: '0',
        read: bytes(sent),
        sent: bytes(out),
        seen: String(host.requests.length),
      });
    }).toPass({ timeout: 30_000 });
    await expect(network.part.getByRole('alert')).toBeHidden();
    await expect(network.part).toContainText(en.network.control['from-start']);
  });

  await test.step('code that is not Fovea’s reaches nobody else: not from the page, a frame that it makes, or a worker', async () => {
    const outcome = await page.evaluate(async (elsewhere) => {
      const failed = async (work: Promise<unknown>) =>
        work.then(
          () => 'reached',
          () => 'refused',
        );
      const picture = new Image();
      const drawn = new Promise((resolve, reject) => {
        picture.onload = resolve;
        picture.onerror = reject;
      });
      picture.src = `${elsewhere}/pixel.png`;
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.body.append(script);
      // A realm of its own, which no service worker sees.
      const frame = document.body.appendChild(document.createElement('iframe'));
      const inner = frame.contentWindow as unknown as {
        readonly fetch: typeof fetch;
        readonly navigator: Navigator;
        readonly fetchLater?: (url: string, init: RequestInit) => unknown;
      };
      const frameFetch = await failed(inner.fetch(elsewhere, { method: 'POST', body: 'pixels', mode: 'no-cors' }));
      inner.navigator.sendBeacon(elsewhere, 'pixels');
      try {
        inner.fetchLater?.(elsewhere, { method: 'POST', body: 'pixels' });
      } catch {
        // Refused already here; the stranger's log tells for all.
      }
      frame.remove();
      return {
        frameFetch,
        doors: ['WebTransport', 'RTCPeerConnection', 'fetchLater'].filter((name) => name in globalThis),
        fetch: await failed(fetch(`${elsewhere}/?from=console`)),
        post: await failed(fetch(elsewhere, { method: 'POST', body: 'pixels', mode: 'no-cors' })),
        beacon: navigator.sendBeacon(elsewhere, 'pixels') && 'queued',
        picture: await failed(drawn),
        inline: 'ranInline' in globalThis,
      };
    }, stranger.origin);
    const refused = { frameFetch: 'refused', fetch: 'refused', post: 'refused', picture: 'refused' };
    expect(outcome).toMatchObject({ ...refused, inline: false, doors: [] });
    const fromWorkers = workers.map((worker) =>
      worker.evaluate(async (elsewhere) => {
        const post = { method: 'POST', body: 'pixels', mode: 'no-cors' } as const;
        const tries = [fetch(elsewhere), fetch(elsewhere, post)];
        return (await Promise.allSettled(tries))
          .map(({ status }): string => status)
          .concat('WebTransport' in globalThis ? [] : 'none');
      }, stranger.origin),
    );
    expect(fromWorkers.length).toBeGreaterThan(0);
    for (const tried of await Promise.all(fromWorkers)) expect(tried).toEqual(['rejected', 'rejected', 'none']);
    // It is flagged as what the program did not ask for.
    await expect(network.part.getByRole('alert')).toContainText(new URL(stranger.origin).host);
    expect(stranger.requests).toEqual([]);
  });

  await test.step('the token is in no storage, link, file or message', async () => {
    for (const [what, text] of Object.entries({
      kept: await everythingKept(page),
      shared: decodeURIComponent(shared),
      exported,
      said: said.join('\n'),
      page: await page.content(),
    }))
      expect(text.includes(TOKEN), what).toBe(false);
    const violations = said.filter((line) => line.startsWith('violation:'));
    expect(violations.every((line) => /script-src-elem inline|img-src|connect-src/.test(line))).toBe(true);
  });
  await context.close();
  await host.close();
  expect(stranger.requests).toEqual([]);
  await stranger.close();
});

test.describe('as installed', () => {
  test.use({ serviceWorkers: 'allow' });

  test('a server that sends requests on is followed and read from only once named; one that falls silent is let go, and read again', async ({
    fovea,
  }) => {
    const there = await startGuardedServer(PHANTOM);
    const first = await startGuardedServer(PHANTOM, { sendsOnTo: () => `${there.origin}/kept.tif` });
    const network = new NetworkPage(fovea.page);
    await fovea.goto();
    await underServiceWorker(fovea.page);

    await test.step('where to is found out only after agreeing', async () => {
      await fovea.openLink(`${first.origin}/a.tif`);
      expect((await fovea.waitUntilOpened(30_000))?.code).toBe('network/redirected');
      expect(there.requests).toEqual([]);
      await fovea.openingError.getByRole('button', { name: /^Follow redirects of / }).click();
      await expect(fovea.openingError).toHaveAttribute('data-code', 'network/sent-on');
      await expect(fovea.openingError).toContainText(new URL(there.origin).host);
      expect(there.requests).toHaveLength(1);
      await fovea.openingError.getByRole('button', { name: /^Read from .* too$/ }).click();
      await fovea.stage.waitFor();
      await fovea.waitUntilDrawn();
    });

    await test.step('what was asked of a silent server ends, so that it can be asked again', async () => {
      there.isSilent = true;
      const before = there.requests.length;
      // Finer tiles are wanted, which nobody has read yet: more than there are connections.
      await fovea.stage.dblclick();
      await fovea.stage.dblclick();
      const tryNow = fovea.page.getByRole('button', { name: en.troubles.tryNow });
      await tryNow.waitFor();
      const unanswered = there.requests.slice(before);
      expect(unanswered.length).toBeGreaterThanOrEqual(CONNECTIONS);
      there.isSilent = false;
      await tryNow.click();
      // At once: not only when the service worker leaves a server alone by itself.
      await expect.poll(() => unanswered.every(({ isGivenUp }) => isGivenUp), { timeout: 10_000 }).toBe(true);
      await expect(tryNow).toBeHidden();
      await fovea.waitUntilDrawn();
      await expect(fovea.statusBar).not.toContainText('not read');
    });

    await network.hosts.click();
    const led = () => network.lines().then((lines) => lines.find(({ host }) => host.includes('sent on by')));
    await expect.poll(async () => (await led())?.requests === String(there.requests.length)).toBe(true);
    expect((await led())?.host).toContain(new URL(there.origin).host);
    expect(await scan(fovea.page, 'network')).toEqual([]);

    await test.step('a header is entered for one host and sent to that alone; a host is named no more', async () => {
      await network.named(there.origin).getByRole('button', { name: en.network.credential.enter }).click();
      await fovea.page.getByRole('dialog', { name: /^Credential for / }).waitFor();
      expect(await scan(fovea.page, 'credential')).toEqual([]);
      await network.enterHeader('X-Api-Key', TOKEN);
      await network.part.getByRole('button', { name: en.network.unnameFor(first.origin) }).click();
      await expect(network.named(first.origin)).toHaveCount(0);
      await fovea.page.keyboard.press('Escape');
      const before = there.requests.length;
      await fovea.openLink(`${there.origin}/again.tif`);
      expect(await fovea.waitUntilOpened(30_000)).toBeNull();
      expect(there.requests.length).toBeGreaterThan(before);
      expect(there.requests.slice(before).every(({ headers }) => headers['x-api-key'] === TOKEN)).toBe(true);
      expect(first.requests.some(({ headers }) => 'x-api-key' in headers)).toBe(false);
    });
    await first.close();
    await there.close();
  });
});
