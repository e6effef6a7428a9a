import { PERMISSIONS } from '#core/network/content-policy.ts';
import { buildMediaType } from '#core/network/media-types.ts';

/**
 * A page gets WASM threads only when it is cross-origin isolated: the first two headers on the page and on the scripts of its workers. The
 * third lets its own files load under them. The fourth takes from the page what it has no use for.
 */
const ISOLATION_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS,
};

/** The host's answer with the headers that isolate the page, whatever it sent in their place. Takes over the body. */
export function withIsolation(response: Response, policy: string): Response {
  // A redirect for the browser to follow, whose content is hidden from us: the page at its end comes through here again.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  // Workers take theirs from here. One that the host sends holds as well.
  if (headers.get('Content-Security-Policy') !== policy) headers.append('Content-Security-Policy', policy);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/**
 * The answer for a file that is stored. Nothing of what the host sent with it on the day of storing: a wrong type or policy would outlive its
 * being mended on the host.
 */
export function answerOfStored(stored: Response, path: string, policy: string): Response {
  return new Response(stored.body, {
    headers: {
      ...ISOLATION_HEADERS,
      'Content-Security-Policy': policy,
      'Content-Type': buildMediaType(path) ?? 'application/octet-stream',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
