import { afterEach, expect, it, vi } from 'vitest';
import { hurriedRetries } from '#test-support/fake-clock.ts';
import { startRangeServer, type Behaviour, type RangeServer } from '#test-support/range-server.ts';
import { fetchText } from './fetch-text.ts';

vi.mock('./page-version.ts', () => ({ pageVersion: () => null }));

let server: RangeServer;
afterEach(() => server.close());

const TEXT = `{"name":"${'ä'.repeat(20_000)}"}`;

async function reading(behaviour: Partial<Behaviour>, patience = {}): Promise<string> {
  server = await startRangeServer({ '/index.json': new TextEncoder().encode(TEXT) }, behaviour);
  return fetchText(server.url('/index.json'), undefined, { retries: hurriedRetries(), ...patience });
}

it('is read, in small pieces too', async () => {
  expect(await reading({ drip: { bytes: 9_999, everyMs: 1 } })).toBe(TEXT);
});

it('is asked for again where the server is busy or has broken off, not where there is none', async () => {
  expect(await reading({ status: (request) => (request <= 2 ? 503 : null) })).toBe(TEXT);
  expect(server.requests).toHaveLength(3);
  await server.close();
  await expect(reading({ cutAfterBytes: 1_000 })).rejects.toMatchObject({ code: 'model/unreachable' });
  expect(server.requests).toHaveLength(6);
  await server.close();
  await expect(reading({ status: () => 404 })).rejects.toMatchObject({ context: { what: 'the server answered 404' } });
  expect(server.requests).toHaveLength(1);
});

it('that does not come is given up, so that the list of models is never waited for without end', async () => {
  const silent = { stallTimeoutMs: 150, silentTries: 2 };
  await expect(reading({ stallAfterBytes: 0 }, silent)).rejects.toMatchObject({
    code: 'model/unreachable',
    context: { what: 'the server sends nothing' },
  });
  expect(server.requests).toHaveLength(2);
});
