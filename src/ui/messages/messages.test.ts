import { describe, expect, it } from 'vitest';
import type { ErrorCode, ErrorContexts } from '#core/errors/fovea-error.ts';
import { errorText } from './text.ts';
import { bytes, duration, micrometres, plural, significant, timeLeft, utcMinute } from './numbers.ts';

const url = 'https://slides.test/a.svs?X-Amz-Signature=secret';

/** One context per code: the compiler says so when a code is added. */
const EXAMPLES: { readonly [C in ErrorCode]: ErrorContexts[C] } = {
  'source/network': { url },
  'source/cors': { url },
  'source/http-status': { url, status: 403 },
  'source/no-range-support': { url, bytes: 2_000_000_000 },
  'source/wrong-range': { url, asked: '0-9', got: '5-9' },
  'source/changed': { url },
  'source/short-read': { name: 'a.svs', offset: 0, wanted: 10, got: 5 },
  'source/timeout': { url, timeoutMs: 30_000 },
  'source/bad-url': { url: 'ftp://x' },
  'source/no-room': { url, bytes: 9_000_000_000, roomBytes: 2_000_000_000 },
  'slide/unknown-format': { name: 'a.doc' },
  'slide/empty': { name: 'a.svs' },
  'slide/damaged': { name: 'a.svs', what: 'the directories form a cycle' },
  'slide/too-large-image': { name: 'a.png', width: 40_000, height: 30_000, maxPixels: 268_000_000 },
  'slide/unsupported-compression': { name: 'a.svs', compression: 33005 },
  'slide/unsupported-layout': { name: 'a.tif', what: '16-bit samples' },
  'slide/missing-file': { name: 'HE.dzi', path: 'HE_files' },
  'slide/not-open': { slideId: 's' },
  'slide/too-many-open': { max: 4 },
  'tile/damaged': { level: 0, column: 1, row: 2, what: 'no end of image' },
  'tile/missing': { level: 0, column: 1, row: 2 },
  'model/unreachable': { url, what: 'the server answered 404' },
  'model/invalid-manifest': { bundle: 'b', problems: ['a', 'b', 'c', 'd'] },
  'model/hash-mismatch': { bundle: 'b', path: 'encoder.onnx', expected: 'x', got: 'y' },
  'model/golden-mismatch': { bundle: 'b', backend: 'webgpu', what: 'logits differ by 0.3' },
  'model/unsupported': { bundle: 'b', what: 'architecture dsca' },
  'model/invalid-bundle': { bundle: 'b.zip', problems: ['there is no model.json'] },
  'model/name-taken': { bundle: 'b' },
  'model/no-room': { bundle: 'b', bytes: 1_200_000_000, roomBytes: 500_000_000 },
  'model/busy': { bundle: 'b' },
  'model/files-gone': { bundle: 'b', path: 'encoder.onnx' },
  'model/too-large': { bundle: 'b', backend: 'wasm', needBytes: 5e9, limitBytes: 4e9 },
  'run/no-spacing': { slide: 'a.svs' },
  'run/no-tissue': { slide: 'a.svs', tissueShare: 0.001 },
  'run/slide-too-coarse': { slideUmPerPx: 2, modelUmPerPx: 0.5, maxEnlargement: 1.3 },
  'run/image-too-small': { width: 20, height: 300, leastPx: 50, umPerPx: 0.33 },
  'run/image-too-large': { width: 9000, height: 8000, maxPixels: 64e6, umPerPx: 0.33 },
  'run/back-end-failed': { backend: 'wasm', what: 'no kernel' },
  'run/gpu-lost': { what: 'device lost' },
  'run/out-of-memory': { what: 'allocation failed' },
  'result/invalid': { name: 'r.json', problems: ['not JSON'] },
  'result/no-features': { slide: 'a.svs', missing: 3, patches: 1200 },
  'worker/crashed': { worker: 'slide', what: 'error' },
  internal: { what: '' },
};

describe('the text of an error', () => {
  it.each(Object.keys(EXAMPLES) as ErrorCode[])('%s says what happened, why, and what to do, in sentences', (code) => {
    const text = errorText({ code, context: EXAMPLES[code] } as Parameters<typeof errorText>[0]);
    for (const sentence of [text.what, text.why, text.todo]) {
      expect(sentence).toMatch(/^\S.*[.!?]$/);
      expect(sentence).not.toMatch(/undefined|NaN|\[object/);
      expect(sentence).not.toMatch(/\.\.$/);
    }
  });

  it.each(['source/network', 'source/cors'] as const)(
    '%s names both causes, because the browser does not always tell them apart',
    (code) => {
      const { why } = errorText({ code, context: { url: 'https://slides.test/a.svs' } });
      expect(why).toMatch(/CORS|Access-Control-Allow-Origin/);
      expect(why).toMatch(/network/);
    },
  );

  it('names the host, and never the part of an address that may be a credential', () => {
    const said = Object.entries(EXAMPLES).map(([code, context]) =>
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
    [significant(-2.289), '-2.29'],
    [plural(1, 'patch', 'patches'), '1 patch'],
    [utcMinute('2026-01-01T09:30:10.000Z'), '2026-01-01 09:30 UTC'],
    [plural(1200, 'patch', 'patches'), '1,200 patches'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});
