/**
 * The service worker's own gate: requests of all windows and workers of Fovea pass here, whatever code made them. Hosts that no open window
 * allowed are not reached, and nothing at all is sent anywhere. It keeps no list on disk: a service worker is ended and started at the browser's
 * will, so it asks the windows, and what nobody vouches for is refused. See decision 0704.
 */
import { verdictOn } from '#core/network/allowed-hosts.ts';
import type { AllowedNetwork } from '#core/network/policy.ts';
import { isAllowedNetwork, SEEN_REQUEST, WHICH_HOSTS, type SeenRequest } from '#core/network/seen.ts';

/** A window of Fovea, as far as it is spoken to. */
export interface Window {
  readonly id: string;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

export interface HostGateDependencies {
  /** The application's. */
  readonly ownOrigin: string;
  /** All windows that are open, also those that are not under this service worker yet. */
  readonly windows: () => Promise<readonly Window[]>;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly nowMs: () => number;
  /** A window that was never heard and does not answer within this has no say. */
  readonly answerMs?: number;
  /** A server whose headers have not come within this is left alone. */
  readonly headersMs?: number;
}

export interface HostGate {
  /**
   * Takes a request: null where it may go its way as it is, else the answer, which is an error for what is refused.
   *
   * @param whenTold is given what goes on after the answer
   */
  answer(request: Request, whenTold: (telling: Promise<unknown>) => void): Promise<Response> | null;
  /** A window says by itself what it allows from now on. */
  told(windowId: string, allowed: AllowedNetwork): void;
}

/** Which windows there are, and what they say, is looked at again after so long, beside the requests that go on. */
const FRESH_MS = 5_000;
/** Whoever was not looked at for so long is waited for: a window may have been closed. */
const STALE_MS = 30_000;
/** A page whose thread is held, by the dialog for printing or a long task, answers late; only strangers are made to wait by it. */
const ANSWER_MS = 20_000;
/** A little longer than the program itself waits (`stallTimeoutMs`). */
const HEADERS_MS = 30_000;

const NOTHING: AllowedNetwork = { named: [], followed: [] };

export function createHostGate({
  ownOrigin,
  windows,
  fetch,
  nowMs,
  answerMs = ANSWER_MS,
  headersMs = HEADERS_MS,
}: HostGateDependencies): HostGate {
  /** By window: what it said last. Silence takes nothing back: a newer list does, and the end of the window. */
  const said = new Map<string, AllowedNetwork>();
  let lookedAtMs = -Infinity;

  const allowedByAny = (): AllowedNetwork => {
    const lists = [...said.values()];
    return { named: lists.flatMap(({ named }) => named), followed: lists.flatMap(({ followed }) => followed) };
  };

  async function openWindows(): Promise<readonly Window[]> {
    lookedAtMs = nowMs();
    const open = await windows();
    for (const id of said.keys()) if (!open.some((window) => window.id === id)) said.delete(id);
    return open;
  }

  /** Asks all windows; the first that vouches is enough, as others may be frozen, or belong to somebody else on this host. */
  function ask(open: readonly Window[], isEnough: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const heard = open.map(async (window) => {
        const allowed = await allowedBy(window, answerMs);
        if (allowed) said.set(window.id, allowed);
        if (isEnough()) resolve();
      });
      void Promise.all(heard).then(() => {
        resolve();
      });
    });
  }

  async function lookAgain(): Promise<void> {
    if (nowMs() - lookedAtMs >= FRESH_MS) await ask(await openWindows(), () => false);
  }

  async function tell(origin: string, refused: boolean): Promise<void> {
    const all = await windows();
    const seen: SeenRequest = { type: SEEN_REQUEST, origin, refused, windows: all.length };
    for (const window of all) window.postMessage(seen);
  }

  const isNamed = (url: URL) => verdictOn(url, ownOrigin, allowedByAny().named).kind === 'named';
  const isFollowed = (url: URL) => allowedByAny().followed.includes(url.origin);

  /** True where the request asks for no more than it would get here. */
  const isStrict = (request: Request, url: URL) =>
    request.credentials === 'omit' &&
    request.referrerPolicy === 'no-referrer' &&
    (request.redirect !== 'follow' || isFollowed(url));

  async function pass(request: Request, url: URL, whenTold: (telling: Promise<unknown>) => void): Promise<Response> {
    const isEnough = () => isNamed(url) && (request.redirect !== 'follow' || isFollowed(url));
    const asking = ask(await openWindows(), isEnough);
    // What was not allowed a moment ago may be by now.
    if (isEnough()) whenTold(asking);
    else await asking;
    const refused = !isNamed(url);
    whenTold(tell(url.origin, refused));
    if (refused) return Response.error();
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort();
    }, headersMs);
    try {
      return await fetch(
        new Request(request, {
          redirect: isFollowed(url) ? request.redirect : 'manual',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          signal: AbortSignal.any([request.signal, limit.signal]),
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    answer(request, whenTold) {
      const url = new URL(request.url);
      const verdict = verdictOn(url, ownOrigin, []);
      if (verdict.kind === 'in-window') return null;
      const reads = request.method === 'GET' || request.method === 'HEAD';
      // A login in front of Fovea comes back with a form; Fovea itself has none, by its policy.
      if (verdict.kind === 'own' && (reads || request.mode === 'navigate')) {
        whenTold(tell(url.origin, false));
        return null;
      }
      // Others are read from by CORS alone, which pictures and scripts of a page are not.
      const isWeb = verdict.kind === 'refused' && verdict.why === 'not-named';
      if (reads && isWeb && request.mode === 'cors') {
        // Chromium does not tell a service worker that a request was given up before its headers came, so what is fetched here holds its
        // connection. What may pass unchanged is therefore left to the browser.
        const isDirect = nowMs() - lookedAtMs < STALE_MS && isNamed(url) && isStrict(request, url);
        if (!isDirect) return pass(request, url, whenTold);
        whenTold(Promise.all([tell(url.origin, false), lookAgain()]));
        return null;
      }
      whenTold(tell(url.origin, true));
      return Promise.resolve(Response.error());
    },
    told(windowId, allowed) {
      said.set(windowId, allowed);
    },
  };
}

/** What a window says; null where it says nothing. */
function allowedBy(window: Window, answerMs: number): Promise<AllowedNetwork | null> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const end = (allowed: AllowedNetwork | null) => {
      clearTimeout(timer);
      port1.close();
      resolve(allowed);
    };
    const timer = setTimeout(() => {
      end(null);
    }, answerMs);
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      end(isAllowedNetwork(data) ? data : NOTHING);
    };
    window.postMessage(WHICH_HOSTS, [port2]);
  });
}
