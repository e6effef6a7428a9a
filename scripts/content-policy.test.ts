import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { POLICY_IN_HEADER, POLICY_IN_PAGE } from '../src/core/network/content-policy.ts';
import { fromRoot } from './paths.ts';
import { contentPolicy } from './vite-content-policy.ts';

describe('Content-Security-Policy', () => {
  it('lets no text become a script, and nothing of other hosts into the page', () => {
    const directives = new Map(
      POLICY_IN_PAGE.split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
    expect(POLICY_IN_PAGE).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|'nonce-/);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    for (const name of ['object-src', 'base-uri', 'form-action']) expect(directives.get(name)).toEqual(["'none'"]);
    // Reading from hosts that the user names is the one thing that is open, and the gates hold the list.
    const open = [...directives].filter(([, sources]) => sources.some((source) => /^https?:/.test(source)));
    expect(open.map(([name]) => name)).toEqual(['connect-src']);
    expect(directives.get('connect-src')?.some((source) => source.startsWith('ws'))).toBe(false);
  });

  it('is what the README tells hosts to send, and what the build writes into the page', () => {
    expect(readFileSync(fromRoot('README.md'), 'utf8')).toContain(`Content-Security-Policy: ${POLICY_IN_HEADER}\n`);
    expect(contentPolicy().transformIndexHtml()).toMatchObject([{ tag: 'meta', attrs: { content: POLICY_IN_PAGE } }]);
  });

  it('has nothing to forbid in the page as it is written: no inline script, style or handler', () => {
    const html = readFileSync(fromRoot('index.html'), 'utf8');
    expect(html.match(/<script[^>]*>/g)?.every((tag) => tag.includes('src="./'))).toBe(true);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/i);
  });
});
