import { ESLint, Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { ROOT } from './paths.ts';

const eslint = new ESLint({ cwd: ROOT });

/** The rules against requests past the gate, as a file of the project is under them. */
async function networkRulesOf(path: string): Promise<Linter.RulesRecord> {
  const { rules } = (await eslint.calculateConfigForFile(path)) as { readonly rules: Linter.RulesRecord };
  const names = ['no-restricted-globals', 'no-restricted-properties'];
  return Object.fromEntries(Object.entries(rules).filter(([name]) => names.includes(name)));
}

const rules = await networkRulesOf('src/commands/open-commands.ts');

function said(code: string): readonly (string | null)[] {
  const config: Linter.Config = { rules, languageOptions: { ecmaVersion: 2024, sourceType: 'module' } };
  return new Linter().verify(code, [config]).map(({ ruleId }) => ruleId);
}

describe('no request past the gate', () => {
  it.each([
    `await fetch('https://elsewhere.test/');`,
    `const get = fetch; get('/');`,
    `window.fetch('/');`,
    `globalThis.fetch('/');`,
    `self['fetch']('/');`,
    `const { fetch: get } = globalThis;`,
    `new XMLHttpRequest();`,
    `new WebSocket('wss://elsewhere.test/');`,
    `new EventSource('/');`,
    `navigator.sendBeacon('/', 'bytes');`,
    `importScripts('https://elsewhere.test/a.js');`,
    `new Image().src = 'https://elsewhere.test/a.png';`,
    `new RTCPeerConnection();`,
  ])('%s is refused', (code) => {
    expect(said(code).join()).toMatch(/no-restricted-(globals|properties)/);
  });

  it('lets through what is called fetch and is none', () => {
    expect(said(`export const get = (gate) => gate.fetch('slide', '/a');`)).toEqual([]);
  });

  it.each([
    ['src/ui/App.tsx', true],
    ['src/network/network-gate.ts', true],
    ['workers/slide/service.ts', true],
    ['workers/offline/client.ts', true],
    ['workers/offline/entry.ts', false],
    ['src/network/network-gate.test.ts', false],
  ])('%s is under these rules: %s', async (path, isUnder) => {
    expect(Object.keys(await networkRulesOf(path))).toHaveLength(isUnder ? 2 : 0);
  });
});
