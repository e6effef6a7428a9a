import { describe, expect, it } from 'vitest';
import { ERROR_EXAMPLES } from '#test-support/error-examples.ts';
import { FoveaError, fromPlainError, toPlainError, type ErrorCode } from './fovea-error.ts';
import { plainAddress } from './plain-address.ts';

const SECRET = 'https://me:secret@slides.test:8443/a/b@2.svs?X-Amz-Signature=secret#secret';

describe('addresses in errors', () => {
  const codes = (Object.keys(ERROR_EXAMPLES) as ErrorCode[]).filter((code) => 'url' in ERROR_EXAMPLES[code]);

  it.each(codes)('%s carries origin and path only, in its context and in its message for logs', (code) => {
    const error = new FoveaError(code, { ...ERROR_EXAMPLES[code], url: SECRET });
    for (const told of [error, fromPlainError(toPlainError(error))]) {
      expect(told.context).toMatchObject({ url: 'https://slides.test:8443/a/b@2.svs' });
      expect(`${String(told)} ${JSON.stringify(told)}`).not.toContain('secret');
    }
  });

  it('leaves names of files alone', () => {
    expect(new FoveaError('source/changed', { url: 'a?#@1.svs' }).context.url).toBe('a?#@1.svs');
  });

  it.each([
    ['http://[::1]:80/x.svs?a=b', 'http://[::1]:80/x.svs'],
    ['https://host?sig=secret', 'https://host'],
    ['https://host/a b.svs', 'https://host/a b.svs'],
    ['//me:secret@host/x?secret', 'host/x'],
    ['https://me:secret#secret@host/x?secret', 'host/x'],
    ['me:secret@host/x.svs', 'host/x.svs'],
    ['host/x.svs?secret', 'host/x.svs'],
  ])('%s is told as %s', (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });
});
