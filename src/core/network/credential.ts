import type { Credential } from './policy.ts';

/** What the user enters for a server that demands more than an address. */
export type CredentialEntry =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string };

/** Why an entry cannot be sent as a header. */
export type CredentialProblem = 'empty' | 'bad-name' | 'reserved-name' | 'bad-value' | 'too-long';

const MAX_VALUE_CHARACTERS = 8_192;
const MAX_NAME_CHARACTERS = 100;

/** Names that a browser drops from a page's request without a word (https://fetch.spec.whatwg.org/#forbidden-request-header), and those that reading needs. */
const RESERVED =
  /^(accept-charset|accept-encoding|access-control-.*|connection|content-.*|cookie2?|date|dnt|expect|host|if-range|keep-alive|origin|permissions-policy|range|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*|x-http-method(-override)?|x-method-override)$/i;

/**
 * The header for an entry.
 *
 * @param base64 of the UTF-8 form of a text
 */
export function credentialFrom(
  entry: CredentialEntry,
  base64: (text: string) => string,
): Credential | CredentialProblem {
  switch (entry.kind) {
    case 'bearer': {
      const token = entry.token.trim().replace(/^bearer\s+/i, '');
      return token === '' ? 'empty' : checked('Authorization', `Bearer ${token}`);
    }
    case 'basic': {
      const { user, password } = entry;
      if (user === '' && password === '') return 'empty';
      // RFC 7617: the first colon ends the user's name.
      return user.includes(':') ? 'bad-value' : checked('Authorization', `Basic ${base64(`${user}:${password}`)}`);
    }
    case 'header':
      return checked(entry.name.trim(), entry.value.trim());
  }
}

function checked(name: string, value: string): Credential | CredentialProblem {
  if (name === '' || value === '') return 'empty';
  if (name.length > MAX_NAME_CHARACTERS || value.length > MAX_VALUE_CHARACTERS) return 'too-long';
  if (!/^[!#$%&'*+\-.^_`|~\da-z]+$/i.test(name)) return 'bad-name';
  if (RESERVED.test(name)) return 'reserved-name';
  // Visible ASCII and blanks: anything else is refused by the browser or read differently by servers.
  return /^[\x20-\x7e]+$/.test(value) ? { name, value } : 'bad-value';
}
