import { describe, expect, it } from 'vitest';
import { credentialFrom, type CredentialEntry } from './credential.ts';

const from = (entry: CredentialEntry) => credentialFrom(entry, (text) => Buffer.from(text, 'utf8').toString('base64'));

describe('a header for a server', () => {
  it('is made of a token, a user and password, or a name and value', () => {
    expect(from({ kind: 'bearer', token: ' abc.def ' })).toEqual({ name: 'Authorization', value: 'Bearer abc.def' });
    expect(from({ kind: 'bearer', token: 'Bearer abc' })).toEqual({ name: 'Authorization', value: 'Bearer abc' });
    expect(from({ kind: 'basic', user: 'müller', password: 'a:b' })).toEqual({
      name: 'Authorization',
      value: 'Basic bcO8bGxlcjphOmI=',
    });
    expect(from({ kind: 'header', name: ' X-Api-Key ', value: ' 7 ' })).toEqual({ name: 'X-Api-Key', value: '7' });
  });

  it.each<[CredentialEntry, string]>([
    [{ kind: 'bearer', token: '  ' }, 'empty'],
    [{ kind: 'bearer', token: 'a\r\nHost: b' }, 'bad-value'],
    [{ kind: 'basic', user: '', password: '' }, 'empty'],
    [{ kind: 'basic', user: 'a:b', password: 'c' }, 'bad-value'],
    [{ kind: 'header', name: 'X Key', value: '7' }, 'bad-name'],
    [{ kind: 'header', name: 'Cookie', value: '7' }, 'reserved-name'],
    [{ kind: 'header', name: 'range', value: '7' }, 'reserved-name'],
    [{ kind: 'header', name: 'Sec-Fetch-Site', value: '7' }, 'reserved-name'],
    [{ kind: 'header', name: 'X-Key', value: 'ключ' }, 'bad-value'],
    [{ kind: 'header', name: 'X-Key', value: '7'.repeat(9000) }, 'too-long'],
  ])('%j: %s', (entry, problem) => {
    expect(from(entry)).toBe(problem);
  });
});
