import { POLICY_IN_HEADER } from '#core/network/content-policy.ts';

/**
 * A page gets WASM threads only when it is cross-origin isolated: the first two headers on the page and on the scripts of its workers. The
 * third lets its own files load under them.
 */
const ISOLATION_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Of a stored response they would tell of the way it came, not of what it is. */
const OF_THE_WAY = ['Content-Encoding', 'Content-Length', 'Set-Cookie', 'Transfer-Encoding', 'Vary', 'Age', 'Date'];

/** The same answer with the headers that isolate the page, whatever the host sent in their place. Takes over the body. */
export function withIsolation(response: Response): Response {
  // A redirect for the browser to follow, whose content is hidden from us: the page at its end comes through here again.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  // Workers take theirs from here. One that the host sends holds as well.
  if (headers.get('Content-Security-Policy') !== POLICY_IN_HEADER)
    headers.append('Content-Security-Policy', POLICY_IN_HEADER);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** What is stored of an answer: its content, and those headers that go with the content (type, policies of the host). */
export function storable(response: Response, content: ArrayBuffer): Response {
  const headers = new Headers(response.headers);
  for (const name of OF_THE_WAY) headers.delete(name);
  headers.set('Content-Length', String(content.byteLength));
  return new Response(content, { headers });
}
