import { describe, expect, it } from 'vitest';
import { parseSlideUrl } from '#formats/source/http-fetcher.ts';
import { slideInAddress } from './slide-in-address.ts';

const BASE = 'https://fovea.test/app/';
const asked = (slide: string) => slideInAddress(`?${new URLSearchParams({ slide }).toString()}`, BASE);

describe('the slide that the address names', () => {
  it('may be absolute or relative to the application', () => {
    expect(asked('https://slides.test/a.svs?x=1')).toBe('https://slides.test/a.svs?x=1');
    expect(asked('phantom/phantom-01.tif')).toBe('https://fovea.test/app/phantom/phantom-01.tif');
    expect(slideInAddress('?other=1', BASE)).toBeNull();
  });

  it.each([
    'http://',
    'https://[',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://fovea.test/1',
    `javascript:${'a'.repeat(100_000)}`,
  ])('%.40s is handed on without throwing, and opening refuses it', (slide) => {
    const address = asked(slide);
    expect(() => parseSlideUrl(address ?? '')).toThrow(expect.objectContaining({ code: 'source/bad-url' }) as Error);
  });

  it('keeps a script in a name percent-encoded', () => {
    expect(asked('<script>alert(1)</script>.svs')).toBe('https://fovea.test/app/%3Cscript%3Ealert(1)%3C/script%3E.svs');
  });
});
