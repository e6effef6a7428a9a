import { describe, expect, it } from 'vitest';
import { originToName, verdictOn } from './allowed-hosts.ts';

const OWN = 'https://fovea.test';
const on = (address: string, named: readonly string[] = []) => verdictOn(new URL(address), OWN, named);

describe('which hosts may be reached', () => {
  it.each([
    ['https://fovea.test/models/index.json', 'own'],
    ['https://fovea.test:443/a', 'own'],
    ['blob:https://fovea.test/1', 'in-window'],
    ['data:text/plain,a', 'in-window'],
    ['https://slides.test/a.svs', 'named'],
    ['https://SLIDES.test:443/a.svs', 'named'],
  ])('%s: %s', (address, kind) => {
    expect(on(address, ['https://slides.test']).kind).toBe(kind);
  });

  it.each([
    ['another host', 'https://elsewhere.test/'],
    ['another scheme', 'http://slides.test/a.svs'],
    ['another port', 'https://slides.test:8443/a.svs'],
    ['a host below it', 'https://cdn.slides.test/a.svs'],
    ['a host that ends in it', 'https://evilslides.test/a.svs'],
    ['its name as a user', 'https://slides.test%2F@elsewhere.test/a.svs'],
    ['one that looks like it', 'https://slіdes.test/a.svs'],
    ['the own host by another scheme', 'http://fovea.test/'],
    ['a web socket', 'wss://slides.test/'],
    ['a file', 'file:///etc/hosts'],
  ])('%s is refused', (_what, address) => {
    expect(on(address, ['https://slides.test']).kind).toBe('refused');
  });

  it('refuses a user or password in an address even at a named host', () => {
    const verdict = on('https://me:secret@slides.test/a.svs', ['https://slides.test']);
    expect(verdict).toEqual({ kind: 'refused', why: 'user-in-address' });
  });

  it('names by scheme, host and port, in the form that shows what an address really is', () => {
    expect(originToName(new URL('https://slіdes.test/a'))).toBe('https://xn--sldes-o2e.test');
    expect(originToName(new URL('http://10.0.0.7:8080/a'))).toBe('http://10.0.0.7:8080');
    expect(originToName(new URL('https://[::1]:8443/a'))).toBe('https://[::1]:8443');
    expect(originToName(new URL('https://me@slides.test/'))).toBeNull();
    expect(originToName(new URL('javascript:alert(1)'))).toBeNull();
  });
});
