import { afterEach, expect, it } from 'vitest';
import type { NetworkCount } from '#core/network/ledger.ts';
import type { NetworkPolicy } from '#core/network/policy.ts';
import { createPageNetwork, type ShownPolicy } from '#network/page-network.ts';
import { connectCalls, serveCalls, type CallLink } from './calls.ts';
import { linkNetwork, networkHandlers, type NetworkCalls } from './network-link.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

const COUNT: NetworkCount = {
  origin: 'https://slides.test',
  purpose: 'slide',
  via: null,
  requests: 1,
  refused: 0,
  bytesIn: 5,
  bytesOut: 0,
  withCredential: true,
  atMs: 1,
};

/** A page's network with a worker on the other side of a channel. */
function pageWithWorker() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const policies: NetworkPolicy[] = [];
  let tell: (counts: readonly NetworkCount[]) => void = () => undefined;
  const shown: ShownPolicy[] = [];
  const counted: NetworkCount[] = [];
  const page = createPageNetwork({
    gate: { setPolicy: () => undefined, onCounts: () => () => undefined },
    show: (policy) => shown.push(policy),
    count: (counts) => counted.push(...counts),
  });
  const handlers = networkHandlers({
    setPolicy: (policy) => policies.push(policy),
    onCounts: (listener) => {
      tell = listener;
      return () => undefined;
    },
  });
  serveCalls<NetworkCalls & { ask: { request: null; answer: number } }>(
    { ...handlers, ask: () => Promise.resolve({ value: policies.at(-1)?.named.length ?? 0 }) },
    port2,
  );
  const link = connectCalls<NetworkCalls & { ask: { request: null; answer: number } }>(port1);
  // One link carries both kinds of calls.
  linkNetwork(link as unknown as CallLink<NetworkCalls>, page);
  return { page, link, policies, shown, counted, tell: (counts: readonly NetworkCount[]) => tell(counts) };
}

it('names a host to a worker before a call that needs it, and takes back what it counted', async () => {
  const { page, link, counted, tell } = pageWithWorker();
  expect(await link.call('ask', null)).toBe(0);
  page.name('https://slides.test/a.svs?key=1');
  page.name('https://slides.test/b.svs');
  page.name('not an address');
  expect(await link.call('ask', null)).toBe(1);
  tell([COUNT]);
  await expect.poll(() => counted).toEqual([COUNT]);
});

it('takes a host back with all that was allowed of it', async () => {
  const { page, link, policies, shown } = pageWithWorker();
  page.name('https://slides.test/a.svs');
  page.name('https://other.test/a.svs');
  page.followRedirects('https://slides.test');
  page.setCredential('https://slides.test', { kind: 'bearer', token: 'the-secret' });
  page.unname('https://slides.test');
  await link.call('ask', null);
  expect(policies.at(-1)).toEqual({ named: ['https://other.test'], followed: [], credentials: [] });
  expect(shown.at(-1)?.withCredential).toEqual([]);
});

it('gives a credential to its workers, and shows that there is one and not which', async () => {
  const { page, link, policies, shown } = pageWithWorker();
  expect(page.setCredential('https://slides.test', { kind: 'bearer', token: 'the-secret' })).toBeNull();
  await link.call('ask', null);
  expect(policies.at(-1)?.credentials).toEqual([
    { origin: 'https://slides.test', name: 'Authorization', value: 'Bearer the-secret' },
  ]);
  expect(shown.at(-1)?.withCredential).toEqual(['https://slides.test']);
  expect(JSON.stringify([shown, page.allowed()])).not.toContain('the-secret');
  page.forgetCredential('https://slides.test');
  await link.call('ask', null);
  expect(policies.at(-1)?.credentials).toEqual([]);
  expect(page.setCredential('https://slides.test', { kind: 'header', name: 'Cookie', value: 'a=b' })).toBe(
    'reserved-name',
  );
});
