import { FoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { plainAddress } from '#core/errors/plain-address.ts';
import { tooLargeFile } from '#core/errors/problems.ts';
import { withRoundingNote } from '#core/result/share-link/rounding-note.ts';
import { readShareLink } from '#core/result/share-link/share-link.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import {
  agreementTo,
  agreeToHosts,
  dismissLink,
  type AskedHost,
  type LinkStatus,
  type SharedResult,
  type Wanted,
} from '#state/link-store.ts';
import type { CommandContext } from './context.ts';
import { nameOf, type OpenCommands } from './open-commands.ts';
import { showOrWait, watchForSlides } from './shared-result.ts';

export interface LinkCommands {
  /**
   * Does what an address of this application asks for: `?slide=`, `?result=`, a result in the fragment. Anyone may have written it: a host that is not
   * the application's own is contacted only once the user has agreed, and a fragment that cannot be read ends it all. Never rejects.
   */
  readonly followAddress: (address: string) => Promise<void>;
  /** Contacts the hosts that were asked about, and goes on. */
  readonly agreeToLink: () => Promise<void>;
  /** Contacts none of them: a result in the fragment waits for its slide. */
  readonly declineLink: () => void;
  /** Does what was asked for last once more, now that its server can be read. */
  readonly followAgain: () => Promise<void>;
  /** Takes what is said about a link off the screen; a result that waits for its slide is forgotten. */
  readonly dismissLink: () => void;
}

/** What an address asks for in its query, relative addresses meant from `base`; what is no address stays as it is. */
function queryOf(address: string, base: string): Pick<Wanted, 'slideUrl' | 'resultUrl'> {
  const query = URL.parse(address, base)?.searchParams;
  const absolute = (name: string) => {
    const text = query?.get(name) ?? null;
    return text === null ? null : (URL.parse(text, base)?.href ?? text);
  };
  return { slideUrl: absolute('slide'), resultUrl: absolute('result') };
}

export function linkCommands(context: CommandContext, open: Pick<OpenCommands, 'openNamed'>): LinkCommands {
  const { stores, baseUrl } = context;
  let fetching: AbortController | null = null;
  let last: Wanted | null = null;

  const say = (status: LinkStatus) => {
    stores.link.setState({ status });
  };

  watchForSlides(context);

  async function follow(wanted: Wanted): Promise<void> {
    last = wanted;
    const { slideUrl, resultUrl, shared } = wanted;
    const found = shared ?? (resultUrl === null ? null : await fetchResult(resultUrl));
    if (resultUrl !== null && !found) return;
    if (found) showOrWait(context, found);
    else say({ kind: 'idle' });
    // A result over its slide already: it need not be opened once more.
    if (slideUrl !== null && !(found && stores.link.getState().status.kind === 'idle')) await open.openNamed(slideUrl);
  }

  /** Null where it could not be had; the status says why. */
  async function fetchResult(url: string): Promise<SharedResult | null> {
    fetching?.abort();
    const controller = new AbortController();
    fetching = controller;
    const { signal } = controller;
    const host = URL.parse(url)?.host ?? '';
    const name = nameOf({ kind: 'url', url });
    const tooLarge = () =>
      new FoveaError('result/invalid', { name, problems: [tooLargeFile(null, RESULT_LIMITS.bytes)], more: 0 });
    try {
      if (!/^https?:\/\//i.test(url)) throw new FoveaError('source/bad-url', { url: plainAddress(url) });
      say({ kind: 'fetching', host, doneBytes: 0 });
      const limit = new AbortController();
      const blob = await context
        .fetchBlob(
          url,
          (doneBytes, totalBytes) => {
            if (Math.max(doneBytes, totalBytes ?? 0) > RESULT_LIMITS.bytes) limit.abort();
            else if (!signal.aborted) say({ kind: 'fetching', host, doneBytes });
          },
          AbortSignal.any([signal, limit.signal]),
          'result',
        )
        .catch((reason: unknown) => {
          throw limit.signal.aborted ? tooLarge() : reason;
        });
      const result = await context.readResultFile(new File([blob], name), signal);
      return { result, origin: { kind: 'file', fileName: name }, view: null, overlay: null, slideBytes: null };
    } catch (reason) {
      if (!signal.aborted) say({ kind: 'refused', error: toPlainError(reason) });
      return null;
    }
  }

  /** Hosts other than the application's own that would be contacted and were not agreed to yet. */
  function hostsToAskAbout({ slideUrl, resultUrl, shared }: Wanted): AskedHost[] {
    const own = URL.parse(baseUrl)?.origin;
    const { agreed } = stores.link.getState();
    const wanted = [
      { url: slideUrl, purpose: 'slide' as const },
      { url: shared ? null : resultUrl, purpose: 'result' as const },
    ];
    return wanted.flatMap(({ url, purpose }) => {
      const parsed = url === null ? null : URL.parse(url);
      // What is no web address is contacted by nobody: opening refuses it.
      if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.origin === own) return [];
      const { origin, host, pathname } = parsed;
      const asked = { origin, host, address: origin + pathname, purpose };
      return agreed.includes(agreementTo(asked)) ? [] : [asked];
    });
  }

  return {
    followAddress: async (address) => {
      fetching?.abort();
      let wanted: Wanted;
      try {
        wanted = { ...queryOf(address, baseUrl), shared: sharedIn(address) };
      } catch (reason) {
        say({ kind: 'refused', error: toPlainError(reason) });
        return;
      }
      if (wanted.slideUrl === null && wanted.resultUrl === null && !wanted.shared) return;
      const hosts = hostsToAskAbout(wanted);
      if (hosts.length > 0) say({ kind: 'asking', hosts, wanted });
      else await follow(wanted);
    },

    agreeToLink: async () => {
      const { status } = stores.link.getState();
      if (status.kind !== 'asking') return;
      stores.link.setState(agreeToHosts);
      for (const { origin } of status.hosts) context.network.name(origin);
      await follow(status.wanted);
    },

    declineLink: () => {
      const { status } = stores.link.getState();
      if (status.kind !== 'asking') return;
      if (status.wanted.shared) showOrWait(context, status.wanted.shared);
      else say({ kind: 'idle' });
    },

    followAgain: async () => {
      if (last) await follow(last);
    },

    dismissLink: () => {
      fetching?.abort();
      stores.link.setState(dismissLink);
    },
  };
}

/** The result in an address's fragment; null where there is none. @throws FoveaError `link/…` */
function sharedIn(address: string): SharedResult | null {
  const at = address.indexOf('#');
  const content = at < 0 ? null : readShareLink(address.slice(at));
  if (!content) return null;
  const { result, roundings, leftOut, view, overlay, slideBytes } = content;
  return {
    result: { ...result, run: withRoundingNote(result.run, roundings) },
    origin: { kind: 'link', roundings, leftOut },
    view,
    overlay,
    slideBytes,
  };
}
