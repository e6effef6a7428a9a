import { describe, expect, it } from 'vitest';
import type { AllowedNetwork } from '#core/network/policy.ts';
import { isSeenRequest, WHICH_HOSTS, type SeenRequest } from '#core/network/seen.ts';
import { createHostGate, type Window } from './host-gate.ts';

const NAMED = 'https://slides.test';

/** A window that allows `allowed` and hears what was seen; `silent`: it never answers. */
function fakeWindow(allowed: Partial<AllowedNetwork> | 'silent' | 'nonsense') {
  const heard: SeenRequest[] = [];
  const asked = { times: 0 };
  const window: Window = {
    postMessage(message, transfer) {
      if (isSeenRequest(message)) heard.push(message);
      if (message !== WHICH_HOSTS) return;
      asked.times++;
      const port = transfer?.[0] as MessagePort;
      if (allowed === 'nonsense') port.postMessage({ named: NAMED });
      else if (allowed !== 'silent') port.postMessage({ named: [], followed: [], ...allowed });
    },
  };
  return { window, heard, asked };
}

function gateOver(windows: readonly Window[], answerMs = 60_000) {
  const fetched: Request[] = [];
  const told: Promise<unknown>[] = [];
  let nowMs = 0;
  const gate = createHostGate({
    ownOrigin: 'https://fovea.test',
    windows: () => Promise.resolve(windows),
    fetch: (request) => {
      fetched.push(request);
      return Promise.resolve(new Response('there'));
    },
    nowMs: () => nowMs,
    answerMs,
  });
  return {
    fetched,
    answer: async (url: string, init?: RequestInit) => {
      const answer = await gate.answer(new Request(url, init), (telling) => told.push(telling));
      await Promise.all(told);
      return answer;
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('the service worker as a gate', () => {
  it('lets requests to the application’s own host go their way, and tells that they were made', async () => {
    const { window, heard, asked } = fakeWindow({});
    const { answer, fetched } = gateOver([window]);
    expect(await answer('https://fovea.test/assets/a.js')).toBeNull();
    expect(fetched).toEqual([]);
    expect(asked.times).toBe(0);
    expect(heard).toMatchObject([{ origin: 'https://fovea.test', refused: false, bytesOut: 0, windows: 1 }]);
  });

  it('reaches a host that a window allowed: no cookies, no referrer, no redirect unseen, the headers as they were', async () => {
    const { window, heard } = fakeWindow({ named: [NAMED] });
    const { answer, fetched } = gateOver([window]);
    const init = { headers: { Range: 'bytes=0-9' }, credentials: 'include', redirect: 'follow' } as const;
    expect(await (await answer(`${NAMED}/a.svs`, init))?.text()).toBe('there');
    expect(fetched[0]).toMatchObject({ redirect: 'manual', credentials: 'omit', referrerPolicy: 'no-referrer' });
    expect(fetched[0]?.headers.get('Range')).toBe('bytes=0-9');
    expect(heard).toMatchObject([{ origin: NAMED, refused: false }]);
  });

  it('follows redirects of a host from when on that was agreed to', async () => {
    const windows = [fakeWindow({ named: [NAMED] }).window];
    const { answer, fetched } = gateOver(windows);
    await answer(`${NAMED}/a.svs`, { redirect: 'follow' });
    windows[0] = fakeWindow({ named: [NAMED], followed: [NAMED] }).window;
    await answer(`${NAMED}/a.svs`, { redirect: 'follow' });
    expect(fetched.map(({ redirect }) => redirect)).toEqual(['manual', 'follow']);
  });

  it.each([
    ['a host that nobody named', 'https://elsewhere.test/', {}],
    ['a body, even to a named host', `${NAMED}/`, { method: 'POST', body: 'pixels' }],
    ['a body, even to the own host', 'https://fovea.test/', { method: 'PUT', body: 'pixels' }],
    ['deleting', `${NAMED}/`, { method: 'DELETE' }],
    ['a picture of another host', `${NAMED}/a.png?pixels`, { mode: 'no-cors' }],
  ] as const)('refuses %s, and tells', async (_what, url, init) => {
    const { window, heard } = fakeWindow({ named: [NAMED] });
    const { answer, fetched } = gateOver([window]);
    expect((await answer(url, init))?.type).toBe('error');
    expect(fetched).toEqual([]);
    expect(heard).toMatchObject([{ origin: new URL(url).origin, refused: true, bytesOut: 0 }]);
  });

  it.each([
    ['no window is open', []],
    ['no window answers', [fakeWindow('silent').window]],
    ['a window answers something else', [fakeWindow('nonsense').window]],
  ])('refuses where %s', async (_what, windows) => {
    const { answer, fetched } = gateOver(windows, 20);
    expect((await answer(`${NAMED}/a.svs`))?.type).toBe('error');
    expect(fetched).toEqual([]);
  });

  it('does not wait for a frozen window where another one vouches', async () => {
    const { answer } = gateOver([fakeWindow('silent').window, fakeWindow({ named: [NAMED] }).window]);
    expect((await answer(`${NAMED}/a.svs`, { redirect: 'manual' }))?.type).toBe('default');
  });

  it('asks all windows, and again after a while: what a window allowed goes with it', async () => {
    const first = fakeWindow({});
    const windows = [first.window, fakeWindow({ named: [NAMED] }).window];
    const { answer, pass } = gateOver(windows);
    const init = { redirect: 'manual' } as const;
    for (const tile of [1, 2, 3]) expect((await answer(`${NAMED}/${tile}`, init))?.type).toBe('default');
    expect(first.asked.times).toBe(1);
    // Its tab was closed.
    windows.pop();
    expect((await answer(`${NAMED}/4`, init))?.type).toBe('default');
    pass(60_000);
    expect((await answer(`${NAMED}/4`, init))?.type).toBe('error');
    expect(first.asked.times).toBe(2);
  });
});
