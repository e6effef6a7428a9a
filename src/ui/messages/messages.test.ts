import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import { ERROR_EXAMPLES } from '#test-support/error-examples.ts';
import { errorText } from './text.ts';
import { bytes, duration, micrometres, plural, significant, timeLeft, utcMinute } from './numbers.ts';

describe('the text of an error', () => {
  it.each(Object.keys(ERROR_EXAMPLES) as ErrorCode[])(
    '%s says what happened, why, and what to do, in sentences',
    (code) => {
      const text = errorText({ code, context: ERROR_EXAMPLES[code] } as Parameters<typeof errorText>[0]);
      for (const sentence of [text.what, text.why, text.todo]) {
        expect(sentence).toMatch(/^\S.*[.!?]$/);
        expect(sentence).not.toMatch(/undefined|NaN|\[object/);
        expect(sentence).not.toMatch(/\.\.$/);
      }
    },
  );

  it('names both causes of a server that does not answer, because the browser does not tell them apart', () => {
    const { why } = errorText({ code: 'source/network', context: { url: 'https://slides.test/a.svs' } });
    expect(why).toMatch(/CORS|Access-Control-Allow-Origin/);
    expect(why).toMatch(/network/);
  });

  it('names the host, and never the part of an address that may be a credential', () => {
    const said = Object.entries(ERROR_EXAMPLES).map(([code, context]) =>
      JSON.stringify(errorText({ code, context } as Parameters<typeof errorText>[0])),
    );
    expect(said.join('')).toContain('slides.test');
    expect(said.join('')).not.toContain('secret');
  });
});

describe('quantities', () => {
  it.each([
    [bytes(999), '999 bytes'],
    [bytes(30_885_714), '30.9 MB'],
    [bytes(999_600), '1.0 MB'],
    [duration(0.4), 'less than a second'],
    [duration(59.6), '1 min 00 s'],
    [duration(125), '2 min 05 s'],
    [duration(3725), '1 h 02 min'],
    [timeLeft(3), 'a few seconds left'],
    [timeLeft(42), 'about 40 s left'],
    [timeLeft(170), 'about 3 min left'],
    [micrometres(0.85), '850 nm'],
    [micrometres(12.5), '12.5 µm'],
    [micrometres(3580), '3.58 mm'],
    [significant(0.2528), '0.253'],
    [significant(0.000004), '4.00e-6'],
    [significant(-2.289), '−2.29'],
    [plural(1, 'patch', 'patches'), '1 patch'],
    [utcMinute('2026-01-01T09:30:10.000Z'), '2026-01-01 09:30 UTC'],
    [plural(1200, 'patch', 'patches'), '1,200 patches'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
