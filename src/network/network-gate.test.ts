import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addToLedger, type NetworkCount } from '#core/network/ledger.ts';
import { NOTHING_NAMED, type NetworkPolicy } from '#core/network/policy.ts';
import { createNetworkGate, type NetworkGate } from './network-gate.ts';

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Servers on this machine, each an origin: the first sends `/to-other` on to the second, by way of one in the middle. `gone`: what is refused. */
async function startServers() {
  const asked: { first: Asked[]; second: Asked[]; middle: Asked[] } = { first: [], second: [], middle: [] };
  const gone = { path: '' };
  const listen = (log: Asked[], redirectTo: () => string) =>
    new Promise<{ origin: string; close: () => void }>((resolve) => {
      const server = createServer((request, response) => {
        log.push({ path: request.url ?? '', headers: request.headers });
        const { pathname } = new URL(request.url ?? '', 'http://any');
        if (pathname === '/to-other') response.writeHead(302, { Location: redirectTo() }).end('moved');
        else if (pathname === gone.path) response.writeHead(403).end();
        else response.end('0123456789');
      });
      server.listen(0, '127.0.0.1', () => {
        resolve({
          origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          close: () => {
            server.closeAllConnections();
            server.close();
          },
        });
      });
    });
  const second = await listen(asked.second, () => '/');
  let version = 0;
  const middle = await listen(asked.middle, () => `${second.origin}/there-${++version}`);
  const first = await listen(asked.first, () => `${middle.origin}/to-other`);
  return { asked, gone, first, middle, second };
}

let servers: Awaited<ReturnType<typeof startServers>>;
let gate: NetworkGate;
let counts: NetworkCount[];
beforeEach(async () => {
  servers = await startServers();
  counts = [];
  gate = createNetworkGate({
    fetch: (url, init) => fetch(url, init),
    ownOrigin: 'http://own.test',
    base: 'http://own.test/app/',
    now: () => 7,
    after: (_ms, job) => {
      job();
    },
  });
  gate.onCounts((told) => counts.push(...told));
});
afterEach(() => {
  servers.first.close();
  servers.middle.close();
  servers.second.close();
});

function allow(change: Partial<NetworkPolicy> = {}): void {
  gate.setPolicy({ ...NOTHING_NAMED, named: [servers.first.origin], ...change });
}

const ledger = () => addToLedger([], counts).map(({ firstMs: _first, lastMs: _last, ...entry }) => entry);

describe('the one way out', () => {
  it('reaches no host that was not named: nothing arrives there, and the refusal is counted', async () => {
    await expect(gate.fetch('slide', `${servers.first.origin}/a`)).rejects.toMatchObject({
      code: 'network/refused',
      context: { host: new URL(servers.first.origin).host },
    });
    expect(servers.asked.first).toEqual([]);
    expect(ledger()).toEqual([
      {
        origin: servers.first.origin,
        purpose: 'slide',
        via: null,
        requests: 0,
        refused: 1,
        bytesIn: 0,
        bytesOut: 0,
        withCredential: false,
      },
    ]);
  });

  it('reads from a named one without cookies or referrer, and counts what was read', async () => {
    allow();
    const response = await gate.fetch('slide', `${servers.first.origin}/a`, { headers: { Range: 'bytes=0-9' } });
    expect(await response.text()).toBe('0123456789');
    expect(servers.asked.first).toHaveLength(1);
    expect(servers.asked.first[0]?.headers).toMatchObject({ range: 'bytes=0-9' });
    expect(servers.asked.first[0]?.headers).not.toHaveProperty('referer');
    expect(ledger()).toEqual([
      {
        origin: servers.first.origin,
        purpose: 'slide',
        via: null,
        requests: 1,
        refused: 0,
        bytesIn: 10,
        bytesOut: `GET /a HTTP/1.1\r\nHost: ${new URL(servers.first.origin).host}\r\nRange: bytes=0-9\r\n`.length,
        withCredential: false,
      },
    ]);
  });

  it('follows no redirect unasked: the other host hears nothing', async () => {
    allow();
    await expect(gate.fetch('slide', `${servers.first.origin}/to-other`)).rejects.toMatchObject({
      code: 'network/redirected',
      context: { withCredential: false },
    });
    expect(servers.asked.second).toEqual([]);
  });

  it('follows one that was agreed to, and names the host it led to before reading from it', async () => {
    allow({ followed: [servers.first.origin] });
    await expect(gate.fetch('slide', `${servers.first.origin}/to-other`)).rejects.toMatchObject({
      code: 'network/sent-on',
      context: { to: servers.second.origin },
    });
    allow({ named: [servers.first.origin, servers.second.origin], followed: [servers.first.origin] });
    expect(await (await gate.fetch('slide', `${servers.first.origin}/to-other`)).text()).toBe('0123456789');
    const there = ledger().find(({ via }) => via === servers.first.origin);
    expect(there).toMatchObject({ origin: servers.second.origin, requests: 2, bytesIn: 10 });
    expect(ledger().map(({ bytesOut }) => bytesOut > 0)).toEqual([true, true]);
  });

  it('asks where a redirect led without a detour from then on; whoever lies between is contacted once, until the address is void', async () => {
    const { asked, first, second, gone } = servers;
    allow({ named: [first.origin, second.origin], followed: [first.origin] });
    const read = async (range: string) =>
      (await gate.fetch('slide', `${first.origin}/to-other`, { headers: { Range: range } })).text();
    for (const range of ['bytes=0-1', 'bytes=2-3', 'bytes=4-5']) expect(await read(range)).toBe('0123456789');
    expect([asked.first.length, asked.middle.length]).toEqual([1, 1]);
    expect(asked.second.map(({ headers }) => headers.range)).toEqual(['bytes=0-1', 'bytes=2-3', 'bytes=4-5']);
    gone.path = '/there-1';
    expect(await read('bytes=6-7')).toBe('0123456789');
    expect(asked.second.map(({ path }) => path).slice(3)).toEqual(['/there-1', '/there-2']);
    expect([asked.first.length, asked.middle.length]).toEqual([2, 2]);
    // No longer named: neither by the redirect nor directly.
    allow({ followed: [first.origin] });
    await expect(read('bytes=8-9')).rejects.toMatchObject({ code: 'network/sent-on' });
    allow();
    await expect(read('bytes=8-9')).rejects.toMatchObject({ code: 'network/redirected' });
  });

  it('sends a header to its very origin alone, and never follows a redirect with it', async () => {
    const { first, second, asked } = servers;
    const credentials = [{ origin: first.origin, name: 'X-Key', value: 'the-secret' }];
    allow({ named: [first.origin, second.origin], followed: [first.origin], credentials });
    await (await gate.fetch('slide', `${first.origin}/a`)).text();
    await (await gate.fetch('slide', `${second.origin}/a`)).text();
    await expect(gate.fetch('slide', `${first.origin}/to-other`)).rejects.toMatchObject({
      code: 'network/redirected',
      context: { withCredential: true },
    });
    expect(asked.first.map(({ headers }) => headers['x-key'])).toEqual(['the-secret', 'the-secret']);
    expect(asked.second.map(({ headers }) => headers['x-key'])).toEqual([undefined]);
    expect(ledger().map(({ withCredential }) => withCredential)).toEqual([true, false]);
    expect(JSON.stringify(counts)).not.toContain('the-secret');
  });

  it('says of a request that failed with a header that the header may be why, and does not say the header', async () => {
    const { origin } = servers.first;
    allow({ credentials: [{ origin, name: 'X-Key', value: 'the-secret' }] });
    servers.first.close();
    const error: unknown = await gate.fetch('slide', `${origin}/a`).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'network/header-refused', context: { header: 'X-Key' } });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('the-secret');
  });

  it('takes a failure after an answer for what it is: the connection, which is worth another try', async () => {
    const { origin } = servers.first;
    allow({ credentials: [{ origin, name: 'X-Key', value: 'the-secret' }] });
    await (await gate.fetch('slide', `${origin}/a`)).text();
    servers.first.close();
    await expect(gate.fetch('slide', `${origin}/a`)).rejects.toBeInstanceOf(TypeError);
  });

  it('asks nobody once its caller has given up', async () => {
    allow();
    const signal = AbortSignal.abort();
    await expect(gate.fetch('slide', `${servers.first.origin}/a`, { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(servers.asked.first).toEqual([]);
    expect(ledger()).toEqual([]);
  });
});
