/**
 * The one rule of which hosts may be reached: the application's own, and those that the user named. The fetch layer (`src/network`) and the
 * service worker (`workers/offline/host-gate.ts`) both ask here. A host is an origin: scheme, host and port; naming one says nothing of the others.
 */

/** What of a parsed address (`URL` fits) the rule looks at. Hosts are in the form that URL gives them: lower case, punycode. */
export interface WebAddress {
  readonly protocol: string;
  readonly host: string;
  readonly origin: string;
  readonly username: string;
  readonly password: string;
}

export type HostVerdict =
  /** `blob:` and `data:`: read from this very window, nobody is contacted. */
  | { readonly kind: 'in-window' }
  | { readonly kind: 'own' }
  | { readonly kind: 'named' }
  | { readonly kind: 'refused'; readonly why: 'not-named' | 'not-web' | 'user-in-address' };

/**
 * Whether an address may be reached.
 *
 * @param own origin of the application
 * @param named origins that the user named
 */
export function verdictOn(address: WebAddress, own: string, named: readonly string[]): HostVerdict {
  const { protocol, origin } = address;
  if (protocol === 'blob:' || protocol === 'data:') return { kind: 'in-window' };
  if (protocol !== 'https:' && protocol !== 'http:') return { kind: 'refused', why: 'not-web' };
  // Browsers refuse these for fetches; here so that nobody depends on it.
  if (address.username !== '' || address.password !== '') return { kind: 'refused', why: 'user-in-address' };
  if (origin === own) return { kind: 'own' };
  return named.includes(origin) ? { kind: 'named' } : { kind: 'refused', why: 'not-named' };
}

/** Query of the one address of the program that always comes from its host: a login in front of that is met there, and not in what is stored. */
export const LOGIN_QUERY = '?login';

/** The origin that naming this address names; null where it is no address of the web, or carries a user or password. */
export function originToName(address: WebAddress): string | null {
  const { kind, ...rest } = verdictOn(address, '', []);
  return kind === 'refused' && 'why' in rest && rest.why === 'not-named' ? address.origin : null;
}
