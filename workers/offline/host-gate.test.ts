import { describe, expect, it } from 'vitest';
import type { AllowedNetwork } from '#core/network/policy.ts';
import { isSeenRequest, WHICH_HOSTS, type SeenRequest } from '#core/network/seen.ts';
import { createHostGate, type Window } from './host-gate.ts';

const NAMED = 'https://slides.test';

type Says = Partial<AllowedNetwork> | 'silent' | 'nonsense';

/** A window that allows what `says` says and hears what was seen; `silent`: it never answers. */
function fakeWindow(says: Says) {
  const heard: SeenRequest[] = [];
  const state = { says, timesAsked: 0 };
  const window: Window = {
    id: crypto.randomUUID(),
    postMessage(message, transfer) {
      if (isSeenRequest(message)) heard.push(message);
      if (message !== WHICH_HOSTS) return;
      state.timesAsked++;
      const port = transfer?.[0] as MessagePort;
      if (state.says === 'nonsense') port.postMessage({ named: NAMED });
      else if (state.says !== 'silent') port.postMessage({ named: [], followed: [], ...state.says });
    },
  };
  return { window, heard, state };
}

function gateOver(windows: readonly Window[], change: Partial<Parameters<typeof createHostGate>[0]> = {}) {
  const fetched: Request[] = [];
  let nowMs = 0;
  const gate = createHostGate({
    ownOrigin: 'https://fovea.test',
    windows: () => Promise.resolve(windows),
    fetch: (request) => {
      fetched.push(request);
      return Promise.resolve(new Response('there'));
    },
    nowMs: () => nowMs,
    answerMs: 600_000,
    ...change,
  });
  const answer = async (request: Request) => {
    const told: Promise<unknown>[] = [];
    const answered = await gate.answer(request, (telling) => told.push(telling));
    await Promise.all(told);
    return answered;
  };
  return {
    fetched,
    gate,
    answer: (url: string, init?: RequestInit) => answer(new Request(url, init)),
    answerRequest: answer,
    /** `browser`: it goes its way unchanged. */
    outcome: async (url: string, init?: RequestInit) => {
      const answered = await answer(new Request(url, init));
      return answered === null ? 'browser' : answered.type === 'error' ? 'refused' : 'fetched here';
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** As the program asks (`network-gate.ts`). */
const STRICT = { credentials: 'omit', redirect: 'manual', referrerPolicy: 'no-referrer' } as const;

describe('the service worker as a gate', () => {
  it('lets requests to the application’s own host go their way, and tells that they were made', async () => {
    const { window, heard, state } = fakeWindow({});
    const { answer, fetched } = gateOver([window]);
    expect(await answer('https://fovea.test/assets/a.js')).toBeNull();
    expect(fetched).toEqual([]);
    expect(state.timesAsked).toBe(0);
    expect(heard).toMatchObject([{ origin: 'https://fovea.test', refused: false, windows: 1 }]);
  });

  it('lets a login in front of the application come back with a form', async () => {
    const { answerRequest } = gateOver([fakeWindow({}).window]);
    const request = new Request('https://fovea.test/saml', { method: 'POST', body: 'SAMLResponse=…' });
    // What a navigation is cannot be made by a script.
    Object.defineProperty(request, 'mode', { value: 'navigate' });
    expect(await answerRequest(request)).toBeNull();
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

  it('leaves to the browser, which ends what is given up, all that asks for no more than it would get here', async () => {
    const { window, heard, state } = fakeWindow({ named: [NAMED] });
    const { outcome, fetched } = gateOver([window]);
    expect(await outcome(`${NAMED}/1`, STRICT)).toBe('fetched here');
    expect(await outcome(`${NAMED}/2`, STRICT)).toBe('browser');
    for (const more of [{ credentials: 'include' }, { referrerPolicy: 'unsafe-url' }, { redirect: 'follow' }] as const)
      expect(await outcome(`${NAMED}/3`, { ...STRICT, ...more }), JSON.stringify(more)).toBe('fetched here');
    expect(fetched).toHaveLength(4);
    expect(heard.filter(({ refused }) => !refused)).toHaveLength(5);
    state.says = { named: [NAMED], followed: [NAMED] };
    await outcome(`${NAMED}/4`, { ...STRICT, redirect: 'follow' });
    expect(await outcome(`${NAMED}/5`, { ...STRICT, redirect: 'follow' })).toBe('browser');
  });

  it('lets go of a server whose headers do not come', async () => {
    const { answer } = gateOver([fakeWindow({ named: [NAMED] }).window], {
      headersMs: 10,
      fetch: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
    });
    await expect(answer(`${NAMED}/a.svs`)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('follows redirects of a host from when on that was agreed to', async () => {
    const { window, state } = fakeWindow({ named: [NAMED] });
    const { answer, fetched } = gateOver([window]);
    await answer(`${NAMED}/a.svs`, { redirect: 'follow' });
    state.says = { named: [NAMED], followed: [NAMED] };
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
    const { outcome, fetched } = gateOver([window]);
    expect(await outcome(url, init)).toBe('refused');
    expect(fetched).toEqual([]);
    expect(heard).toMatchObject([{ origin: new URL(url).origin, refused: true }]);
  });

  it.each([
    ['no window is open', []],
    ['no window answers', [fakeWindow('silent').window]],
    ['a window answers something else', [fakeWindow('nonsense').window]],
  ])('refuses where %s', async (_what, windows) => {
    const { outcome, fetched } = gateOver(windows, { answerMs: 20 });
    expect(await outcome(`${NAMED}/a.svs`)).toBe('refused');
    expect(fetched).toEqual([]);
  });

  it('does not wait for a frozen window where another one vouches', async () => {
    const { gate } = gateOver([fakeWindow('silent').window, fakeWindow({ named: [NAMED] }).window]);
    const answer = await gate.answer(new Request(`${NAMED}/a.svs`, STRICT), () => undefined);
    expect(answer?.type).toBe('default');
  });

  it('does not take silence for a no: what a window said holds while its thread is held by something else', async () => {
    const { window, state } = fakeWindow({ named: [NAMED] });
    const { outcome, pass } = gateOver([window], { answerMs: 100 });
    await outcome(`${NAMED}/1`, STRICT);
    state.says = 'silent';
    for (let minute = 0; minute < 2; minute++) {
      pass(60_000);
      expect(await outcome(`${NAMED}/2`, STRICT)).toBe('fetched here');
      expect(await outcome(`${NAMED}/3`, STRICT)).toBe('browser');
    }
  });

  it('hears at once that a window allows a host no more, and asks none again while its list is fresh', async () => {
    const { window, state } = fakeWindow({ named: [NAMED] });
    const { outcome, gate } = gateOver([window]);
    for (const tile of [1, 2, 3]) expect(await outcome(`${NAMED}/${tile}`, STRICT)).not.toBe('refused');
    expect(state.timesAsked).toBe(1);
    state.says = {};
    gate.told(window.id, { named: [], followed: [] });
    expect(await outcome(`${NAMED}/4`, STRICT)).toBe('refused');
  });

  it('what a window allowed goes with it', async () => {
    const windows = [fakeWindow({}).window, fakeWindow({ named: [NAMED] }).window];
    const { outcome, pass } = gateOver(windows);
    expect(await outcome(`${NAMED}/1`, STRICT)).toBe('fetched here');
    // Its tab was closed.
    windows.pop();
    pass(60_000);
    expect(await outcome(`${NAMED}/2`, STRICT)).toBe('refused');
  });

  it('notices within a few seconds of use that a window was closed', async () => {
    const windows = [fakeWindow({ named: [NAMED] }).window];
    const { outcome, pass } = gateOver(windows);
    await outcome(`${NAMED}/1`, STRICT);
    windows.pop();
    pass(6_000);
    expect(await outcome(`${NAMED}/2`, STRICT)).toBe('browser');
    expect(await outcome(`${NAMED}/3`, STRICT)).toBe('refused');
  });
});
