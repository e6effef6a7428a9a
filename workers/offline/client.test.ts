import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOfflineClient } from './client.ts';
import type { OfflineCall, UpdateNews, VersionAgreed, Versions } from './contract.ts';

const BASE = 'https://lab.test/viewer/';

/** A service worker that answers what it is told to; without an answer it is silent. */
function serviceWorker(versions: Versions | null) {
  const asked: string[] = [];
  const worker = Object.assign(new EventTarget(), {
    state: 'installed',
    postMessage(call: OfflineCall, ports: readonly MessagePort[]) {
      asked.push(call.kind);
      if (versions) ports[0]?.postMessage(versions);
    },
  });
  return { worker, asked };
}

/** A browser whose registration has these, and the news that a tab of version 1 hears. */
async function start(active: ReturnType<typeof serviceWorker>, waiting?: ReturnType<typeof serviceWorker>) {
  const registration = Object.assign(new EventTarget(), {
    scope: BASE,
    installing: null,
    waiting: waiting?.worker ?? null,
    active: active.worker,
  });
  const container = Object.assign(new EventTarget(), {
    register: async () => undefined,
    getRegistration: async () => registration,
    ready: Promise.resolve(registration),
  });
  vi.stubGlobal('navigator', { serviceWorker: container });
  const news: UpdateNews[] = [];
  const client = createOfflineClient(BASE, '1');
  const why = await client.start((heard) => news.push(heard));
  return { client, container, news, why };
}

beforeEach(() => {
  vi.stubGlobal('isSecureContext', true);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it.each([
  ['nothing', { newest: '1', agreed: '1' }, 'none'],
  ['one that came while all windows were closed, and that nobody agreed to', { newest: '2', agreed: '1' }, 'ready'],
  ['one agreed to in another tab', { newest: '2', agreed: '2' }, 'elsewhere'],
] as const)('hears at its start of %s', async (_, versions, expected) => {
  const { news, why } = await start(serviceWorker(versions));
  await expect.poll(() => news).toEqual([expected]);
  expect(why).toBeNull();
});

it('hears when another tab agrees to another version, and not of its own', async () => {
  const { container, news } = await start(serviceWorker({ newest: '1', agreed: '1' }));
  await expect.poll(() => news).toEqual(['none']);
  for (const data of ['?', null, { type: 'fovea-version-agreed', version: '1' } satisfies VersionAgreed])
    container.dispatchEvent(new MessageEvent('message', { data }));
  expect(news).toEqual(['none']);
  container.dispatchEvent(new MessageEvent('message', { data: { type: 'fovea-version-agreed', version: '2' } }));
  expect(news).toEqual(['none', 'elsewhere']);
});

it('a restart does not wait for ever for the browser to let the new service worker in: a reload brings its version', async () => {
  const newer = serviceWorker({ newest: '2', agreed: '1' });
  const { client, news } = await start(serviceWorker(null), newer);
  await expect.poll(() => news).toEqual(['ready']);
  vi.useFakeTimers();
  let taken = false;
  const taking = client.takeOver().then(() => (taken = true));
  await vi.advanceTimersByTimeAsync(9_000);
  expect([taken, newer.asked]).toEqual([false, ['versions', 'take-over']]);
  await vi.advanceTimersByTimeAsync(1_000);
  await taking;
});

it('a new service worker that does not answer is not taken', async () => {
  const { client } = await start(serviceWorker({ newest: '2', agreed: '1' }), serviceWorker(null));
  vi.useFakeTimers();
  const taking = expect(client.takeOver()).rejects.toThrow('does not answer');
  await vi.advanceTimersByTimeAsync(30_000);
  await taking;
});

it('storing that falls silent is told as stopped, and which of the reasons there is no service worker', async () => {
  const { client } = await start(serviceWorker(null));
  vi.useFakeTimers();
  const news: unknown[] = [];
  const storing = client.store((heard) => news.push(heard));
  await vi.advanceTimersByTimeAsync(120_000);
  await storing;
  expect(news).toEqual([{ kind: 'failed', problem: 'stopped', path: '' }]);
  const hears = () => undefined;
  expect(await createOfflineClient(BASE, null).start(hears)).toBe('development');
  vi.stubGlobal('navigator', {});
  expect(await createOfflineClient(BASE, '1').start(hears)).toBe('unsupported');
  vi.stubGlobal('isSecureContext', false);
  expect(await createOfflineClient(BASE, '1').start(hears)).toBe('insecure');
});
