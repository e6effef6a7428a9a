import { expect, it } from 'vitest';
import { whyNoWorker } from './no-worker.ts';

const forbidden = new DOMException('forbidden', 'SecurityError');
const answer = (type: string, status = 200) => new Response('x', { status, headers: { 'Content-Type': type } });

it.each([
  ['host', 'it is missing', new TypeError('A bad HTTP response code (404) was received'), answer('text/html', 404)],
  ['host', 'it comes as a text', forbidden, answer('application/octet-stream')],
  ['host', 'a login page comes', forbidden, answer('text/html; charset=utf-8')],
  ['host', 'it was rewritten and throws', new TypeError('ServiceWorker script evaluation failed'), answer('text/javascript')], // prettier-ignore
  ['unsupported', 'the browser forbids it', forbidden, answer('text/javascript; charset=utf-8')],
  ['unsupported', 'the browser forbids it', forbidden, answer('application/x-javascript')],
])('%s, where %s', async (why, _, error, script) => {
  expect(await whyNoWorker(error, async () => script)).toBe(why);
});

it('is the host’s, where it does not answer', async () => {
  expect(await whyNoWorker(forbidden, () => Promise.reject(new TypeError('Failed to fetch')))).toBe('host');
});
