import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS, POLICY_IN_HEADER, POLICY_IN_PAGE } from '../src/core/network/content-policy.ts';
import { fromRoot } from './paths.ts';
import { contentPolicy } from './vite-content-policy.ts';

function directivesOf(policy: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
}

describe('Content-Security-Policy', () => {
  it('lets no text become a script, and nothing of other hosts into the page', () => {
    const directives = directivesOf(POLICY_IN_PAGE);
    expect(POLICY_IN_PAGE).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|'nonce-/);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    for (const name of ['object-src', 'base-uri', 'form-action']) expect(directives.get(name)).toEqual(["'none'"]);
    expect([...directives.values()].flat().filter((source) => /^(https?|wss?):/.test(source))).toEqual([]);
  });

  it('lets workers read from hosts that the user names, whose list the gates hold, and opens nothing else to them', () => {
    const [page, workers] = [directivesOf(POLICY_IN_PAGE), directivesOf(POLICY_IN_HEADER)];
    const open = [...workers].filter(([, sources]) => sources.some((source) => /^(https?|wss?):/.test(source)));
    expect(open).toEqual([['connect-src', ["'self'", 'https:', 'http:', 'blob:', 'data:']]]);
    for (const [name, sources] of page) if (name !== 'connect-src') expect(workers.get(name)).toEqual(sources);
  });

  it('is not what keeps workers in alone: each begins without the ways that pass policy and service worker', () => {
    const entries = readdirSync(fromRoot('workers'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /(^|\/)entry\.ts$/.test(path) && !path.startsWith('offline'))
      .map((path) => `workers/${path}`);
    expect(entries.length).toBeGreaterThanOrEqual(6);
    for (const path of [...entries, 'src/main.tsx'])
      expect(readFileSync(fromRoot(path), 'utf8').match(/^import .*$/m)?.[0], path).toBe(
        "import '#core/network/no-side-doors.ts';",
      );
  });

  it('is what the README tells hosts to send, and what the build writes into the page', () => {
    expect(readFileSync(fromRoot('README.md'), 'utf8')).toContain(`Content-Security-Policy: ${POLICY_IN_HEADER}\n`);
    expect(readFileSync(fromRoot('README.md'), 'utf8')).toContain(`Permissions-Policy: ${PERMISSIONS}\n`);
    expect(contentPolicy().transformIndexHtml()).toMatchObject([{ tag: 'meta', attrs: { content: POLICY_IN_PAGE } }]);
  });

  it('has nothing to forbid in the page as it is written: no inline script, style or handler', () => {
    const html = readFileSync(fromRoot('index.html'), 'utf8');
    expect(html.match(/<script[^>]*>/g)?.every((tag) => tag.includes('src="./'))).toBe(true);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/i);
  });
});
