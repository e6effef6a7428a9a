import { originToName } from '#core/network/allowed-hosts.ts';
import { credentialFrom, type CredentialEntry, type CredentialProblem } from '#core/network/credential.ts';
import type { NetworkCount } from '#core/network/ledger.ts';
import { NOTHING_NAMED, type AllowedNetwork, type Credential, type NetworkPolicy } from '#core/network/policy.ts';
import type { NetworkGate } from './network-gate.ts';

/** What the window shows of its policy: everything but the secrets. */
export interface ShownPolicy extends AllowedNetwork {
  /** Origins that a credential is sent to. */
  readonly withCredential: readonly string[];
}

/** Holds what the user allowed in this window, for its lifetime and in memory only, and hands it to whoever makes requests. */
export interface PageNetwork {
  /** The host of this address may be reached from now on; no-op for what is no address of the web. */
  readonly name: (address: string) => void;
  /** This origin is not reached any more: neither its name nor its redirects nor its credential are left. */
  readonly unname: (origin: string) => void;
  /** Redirects of this origin are followed from now on. */
  readonly followRedirects: (origin: string) => void;
  /** A header for every request to this very origin. @returns what is wrong with it; null where it is in use */
  readonly setCredential: (origin: string, entry: CredentialEntry) => CredentialProblem | null;
  readonly forgetCredential: (origin: string) => void;
  readonly allowed: () => AllowedNetwork;
  readonly policy: () => NetworkPolicy;
  readonly onPolicy: (listener: (policy: NetworkPolicy) => void) => () => void;
  readonly count: (counts: readonly NetworkCount[]) => void;
}

export interface PageNetworkDependencies {
  /** That of the page's own thread. */
  readonly gate: Pick<NetworkGate, 'setPolicy' | 'onCounts'>;
  readonly show: (policy: ShownPolicy) => void;
  readonly count: (counts: readonly NetworkCount[]) => void;
}

export function createPageNetwork({ gate, show, count }: PageNetworkDependencies): PageNetwork {
  // In this closure only: a store could be written down.
  const credentials = new Map<string, Credential>();
  const listeners = new Set<(policy: NetworkPolicy) => void>();
  let allowed: AllowedNetwork = { named: NOTHING_NAMED.named, followed: NOTHING_NAMED.followed };

  const policy = (): NetworkPolicy => ({
    ...allowed,
    credentials: Array.from(credentials, ([origin, credential]) => ({ origin, ...credential })),
  });

  function tell(): void {
    const next = policy();
    gate.setPolicy(next);
    for (const listener of listeners) listener(next);
    show({ ...allowed, withCredential: [...credentials.keys()] });
  }

  gate.onCounts(count);

  return {
    name(address) {
      const url = URL.parse(address);
      const origin = url ? originToName(url) : null;
      if (origin === null || allowed.named.includes(origin)) return;
      allowed = { ...allowed, named: [...allowed.named, origin] };
      tell();
    },
    unname(origin) {
      const others = (list: readonly string[]) => list.filter((one) => one !== origin);
      allowed = { named: others(allowed.named), followed: others(allowed.followed) };
      credentials.delete(origin);
      tell();
    },
    followRedirects(origin) {
      if (allowed.followed.includes(origin)) return;
      allowed = { ...allowed, followed: [...allowed.followed, origin] };
      tell();
    },
    setCredential(origin, entry) {
      const credential = credentialFrom(entry, base64);
      if (typeof credential === 'string') return credential;
      credentials.set(origin, credential);
      tell();
      return null;
    },
    forgetCredential(origin) {
      if (credentials.delete(origin)) tell();
    },
    allowed: () => allowed,
    policy,
    onPolicy(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    count,
  };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
