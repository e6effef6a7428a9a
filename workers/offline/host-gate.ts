/**
 * The service worker's own gate: every request of every window and worker of Fovea passes here, whatever code made it. Hosts that no open window
 * allowed are not reached, and nothing at all is sent anywhere. It keeps no list: a service worker is ended and started at the browser's will, so it
 * asks the windows, and what nobody vouches for is refused. See decision 0704.
 */
import { verdictOn } from '#core/network/allowed-hosts.ts';
import type { AllowedNetwork } from '#core/network/policy.ts';
import { isAllowedNetwork, SEEN_REQUEST, WHICH_HOSTS, type SeenRequest } from '#core/network/seen.ts';

/** A window of Fovea, as far as it is spoken to. */
export interface Window {
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

export interface HostGateDependencies {
  /** The application's. */
  readonly ownOrigin: string;
  /** All windows that are open, also those that are not under this service worker yet. */
  readonly windows: () => Promise<readonly Window[]>;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly nowMs: () => number;
  /** A window that does not answer within this has no say. */
  readonly answerMs?: number;
}

export interface HostGate {
  /**
   * Takes a request: null where it may go its way as it is, else the answer, which is an error for what is refused.
   *
   * @param whenTold is given what goes on after the answer
   */
  answer(request: Request, whenTold: (telling: Promise<unknown>) => void): Promise<Response> | null;
}

/** What windows said is good for so long: a tile is not held up by a question for each. */
const FRESH_MS = 10_000;
const ANSWER_MS = 3_000;

export function createHostGate({
  ownOrigin,
  windows,
  fetch,
  nowMs,
  answerMs = ANSWER_MS,
}: HostGateDependencies): HostGate {
  let said: AllowedNetwork = { named: [], followed: [] };
  let saidAtMs = -Infinity;

  /** Asks all windows; the first that vouches is enough, as others may be frozen, or belong to somebody else on this host. */
  async function ask(isEnough: (allowed: AllowedNetwork) => boolean): Promise<AllowedNetwork> {
    const answers = (await windows()).map((window) => allowedBy(window, answerMs));
    let all: AllowedNetwork = { named: [], followed: [] };
    await new Promise<void>((resolve) => {
      const heard = answers.map(async (answer) => {
        const { named, followed } = await answer;
        all = { named: [...all.named, ...named], followed: [...all.followed, ...followed] };
        if (isEnough(all)) resolve();
      });
      void Promise.all(heard).then(() => {
        resolve();
      });
    });
    said = all;
    saidAtMs = nowMs();
    return all;
  }

  async function tell(request: Request, origin: string, refused: boolean): Promise<void> {
    // Measured on what goes out, although only requests without a body are let through.
    const bytesOut = refused ? 0 : (await request.clone().arrayBuffer()).byteLength;
    const all = await windows();
    const seen: SeenRequest = { type: SEEN_REQUEST, origin, refused, bytesOut, windows: all.length };
    for (const window of all) window.postMessage(seen);
  }

  const isNamed = (url: URL, { named }: AllowedNetwork) => verdictOn(url, ownOrigin, named).kind === 'named';

  async function pass(request: Request, url: URL, whenTold: (telling: Promise<unknown>) => void): Promise<Response> {
    const isEnough = (known: AllowedNetwork) =>
      isNamed(url, known) && (request.redirect !== 'follow' || known.followed.includes(url.origin));
    // What was not allowed a moment ago may be by now: only a yes is remembered.
    const allowed = isEnough(said) && nowMs() - saidAtMs < FRESH_MS ? said : await ask(isEnough);
    const refused = !isNamed(url, allowed);
    whenTold(tell(request, url.origin, refused));
    if (refused) return Response.error();
    const mayFollow = allowed.followed.includes(url.origin);
    return fetch(
      new Request(request, {
        redirect: mayFollow ? request.redirect : 'manual',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      }),
    );
  }

  return {
    answer(request, whenTold) {
      const url = new URL(request.url);
      const verdict = verdictOn(url, ownOrigin, []);
      if (verdict.kind === 'in-window') return null;
      const reads = request.method === 'GET' || request.method === 'HEAD';
      if (verdict.kind === 'own' && reads) {
        whenTold(tell(request, url.origin, false));
        return null;
      }
      // Others are read from by CORS alone, which pictures and scripts of a page are not.
      const isWeb = verdict.kind === 'refused' && verdict.why === 'not-named';
      if (reads && isWeb && request.mode === 'cors') return pass(request, url, whenTold);
      whenTold(tell(request, url.origin, true));
      return Promise.resolve(Response.error());
    },
  };
}

function allowedBy(window: Window, answerMs: number): Promise<AllowedNetwork> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const end = (allowed: AllowedNetwork) => {
      clearTimeout(timer);
      port1.close();
      resolve(allowed);
    };
    const timer = setTimeout(() => {
      end({ named: [], followed: [] });
    }, answerMs);
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      end(isAllowedNetwork(data) ? data : { named: [], followed: [] });
    };
    window.postMessage(WHICH_HOSTS, [port2]);
  });
}
