/**
 * Every request of Fovea goes through here, in the page and in each worker (`eslint.network.js` sees to it): the host is one that may be
 * reached, redirects are not followed unseen, what goes out and comes in is counted. See decision 0704.
 */
import { FoveaError } from '#core/errors/fovea-error.ts';
import { verdictOn } from '#core/network/allowed-hosts.ts';
import { mergeCounts, type NetworkCount } from '#core/network/ledger.ts';
import { NOTHING_NAMED, type NetworkPolicy, type Purpose } from '#core/network/policy.ts';
import { requestBytes } from '#core/network/request-bytes.ts';

/** What a request may ask for. There is no body: Fovea only reads. */
export interface ReadInit {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly cache?: RequestCache;
  readonly signal?: AbortSignal | null;
}

export interface NetworkGate {
  /**
   * A request for `purpose`. The answer's body is counted while it is read; its `url` is not told.
   *
   * @throws FoveaError `network/…` where the rule, a redirect or a demanded header stands in the way; else as `fetch`
   */
  fetch(purpose: Purpose, address: string | URL, init?: ReadInit): Promise<Response>;
  /** From now on; what is under way goes on. */
  setPolicy(policy: NetworkPolicy): void;
  /** Calls `listener` with what was counted since the last call, soon after it happened. @returns a function that ends it */
  onCounts(listener: (counts: readonly NetworkCount[]) => void): () => void;
}

export interface GatePlatform {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** The application's; null under Node, where there is neither a user who names hosts nor anything to protect: nothing is refused. */
  readonly ownOrigin: string | null;
  /** What relative addresses are meant from. */
  readonly base: string | undefined;
  readonly now: () => number;
  readonly after: (ms: number, job: () => void) => void;
}

/** Counts are told at most so often. */
const TELL_MS = 100;

export function createNetworkGate(platform: GatePlatform): NetworkGate {
  let policy = NOTHING_NAMED;
  let untold: NetworkCount[] = [];
  let isTelling = false;
  /** Credentials by origin that a server has answered to: what fails later is not the header. */
  const accepted = new Map<string, string>();
  /** By address asked for: where the redirects that were followed led. */
  const arrivals = new Map<string, URL>();
  const listeners = new Set<(counts: readonly NetworkCount[]) => void>();

  function count(line: Line, what: Partial<Counted>): void {
    untold = mergeCounts([...untold, { ...line, ...NONE, ...what, atMs: platform.now() }]);
    if (isTelling || listeners.size === 0) return;
    isTelling = true;
    platform.after(TELL_MS, tell);
  }

  function tell(): void {
    isTelling = false;
    const counts = untold;
    untold = [];
    for (const listener of listeners) listener(counts);
  }

  /** Refuses what the rule does not allow; true where nobody would be contacted. */
  function isInWindow(url: URL, purpose: Purpose): boolean {
    if (platform.ownOrigin === null) return false;
    const verdict = verdictOn(url, platform.ownOrigin, policy.named);
    if (verdict.kind !== 'refused') return verdict.kind === 'in-window';
    if (verdict.why === 'not-named') {
      count({ origin: url.origin, purpose, via: null, withCredential: false }, { refused: 1 });
      throw new FoveaError('network/refused', { host: url.host });
    }
    throw new FoveaError('source/bad-url', { url: url.href });
  }

  const credentialFor = (origin: string) => policy.credentials.find((one) => one.origin === origin);

  async function reach(purpose: Purpose, url: URL, given: ReadInit): Promise<Response> {
    // What a credential opened is not gone on with elsewhere: browsers take off `Authorization` alone, and only between hosts.
    const mayFollow = credentialFor(url.origin) === undefined && policy.followed.includes(url.origin);
    const known = mayFollow ? arrivals.get(url.href) : undefined;
    if (known && policy.named.includes(known.origin)) {
      const { response, line } = await ask(known, given, { purpose, via: url.origin, redirect: 'manual' }).catch(
        (cause: unknown) => {
          // Through its redirect again, the next time.
          if (!given.signal?.aborted) arrivals.delete(url.href);
          throw cause;
        },
      );
      if (!isRedirect(response) && !NO_LONGER.includes(response.status)) return counted(response, line);
      arrivals.delete(url.href);
      await response.body?.cancel();
    }
    const { response, line } = await ask(url, given, { purpose, via: null, redirect: mayFollow ? 'follow' : 'manual' });
    if (isRedirect(response))
      throw new FoveaError('network/redirected', { url: url.href, withCredential: line.withCredential });
    return counted(response, response.redirected ? await arrivedAt(response, line, url, given) : line);
  }

  async function ask(
    url: URL,
    given: ReadInit,
    {
      purpose,
      via,
      redirect,
    }: { readonly purpose: Purpose; readonly via: string | null; readonly redirect: RequestRedirect },
  ): Promise<{ readonly response: Response; readonly line: Line }> {
    const { origin, href } = url;
    const isOwn = origin === platform.ownOrigin;
    const credential = credentialFor(origin);
    const method = given.method ?? 'GET';
    const headers = { ...given.headers, ...(credential ? { [credential.name]: credential.value } : {}) };
    const init: RequestInit = {
      method,
      headers,
      // What another host gave stays in no cache of the browser: it may be somebody's result.
      cache: given.cache ?? (isOwn ? 'default' : 'no-store'),
      signal: given.signal ?? null,
      redirect,
      // A site behind a login of its own keeps working; nobody else gets cookies, or the address of this page (its origin is what CORS tells).
      credentials: isOwn ? 'same-origin' : 'omit',
      referrerPolicy: 'no-referrer',
    };
    const line: Line = { origin, purpose, via, withCredential: credential !== undefined };
    given.signal?.throwIfAborted();
    count(line, { requests: 1, bytesOut: requestBytes(method, url, headers) });
    const response = await platform.fetch(href, init).catch((cause: unknown) => {
      if (!credential || given.signal?.aborted || accepted.get(origin) === credential.value) throw cause;
      throw new FoveaError('network/header-refused', { url: href, header: credential.name }, { cause });
    });
    if (credential) accepted.set(origin, credential.value);
    return { response, line };
  }

  /** Where redirects that the user agreed to have led; refused where that is nobody the user named. */
  async function arrivedAt(
    response: Response,
    line: Line,
    asked: URL,
    { headers = {}, method = 'GET' }: ReadInit,
  ): Promise<Line> {
    const final = new URL(response.url);
    if (final.origin === line.origin) return line;
    // From now on asked without a detour: whoever sent on need not hear of every tile.
    if (arrivals.size >= MOST_ARRIVALS) arrivals.clear();
    arrivals.set(asked.href, final);
    const there: Line = { ...line, origin: final.origin, via: line.origin };
    count(there, { requests: 1, bytesOut: requestBytes(method, final, headers) });
    const isAllowed = final.origin === platform.ownOrigin || policy.named.includes(final.origin);
    if (isAllowed) return there;
    await response.body?.cancel();
    throw new FoveaError('network/sent-on', { url: asked.href, to: final.origin });
  }

  /** The answer, whose body counts itself. */
  function counted(response: Response, line: Line): Response {
    const { body, status, statusText, headers } = response;
    if (!body) return response;
    const reader = body.getReader();
    const watched = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) {
            controller.close();
            return;
          }
          count(line, { bytesIn: value.byteLength });
          controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      // Nothing is read before somebody wants it, as from the answer itself.
      { highWaterMark: 0 },
    );
    return new Response(watched, { status, statusText, headers });
  }

  return {
    async fetch(purpose, address, init = {}) {
      const url = new URL(address, platform.base);
      if (isInWindow(url, purpose)) return platform.fetch(url.href, { signal: init.signal ?? null });
      return reach(purpose, url, init);
    },
    setPolicy(next) {
      policy = next;
    },
    onCounts(listener) {
      listeners.add(listener);
      if (untold.length > 0) tell();
      return () => listeners.delete(listener);
    },
  };
}

/** Statuses that a browser keeps behind an opaque answer, and Node does not. */
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || REDIRECTS.includes(status);
}

/** What an address that a redirect once gave answers when its time is over: refused, or gone. */
const NO_LONGER: readonly number[] = [403, 404, 410];

/** Addresses whose redirects are remembered in a thread. */
const MOST_ARRIVALS = 10_000;

type Line = Pick<NetworkCount, 'origin' | 'purpose' | 'via' | 'withCredential'>;
type Counted = Pick<NetworkCount, 'requests' | 'refused' | 'bytesIn' | 'bytesOut'>;

const NONE: Counted = { requests: 0, refused: 0, bytesIn: 0, bytesOut: 0 };
