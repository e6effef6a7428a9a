import { expect, it } from 'vitest';
import { MANIFEST_LIMITS } from '#core/model/manifest.ts';
import { refuseTooLarge } from './weights-memory.ts';

const GB = 1e9;

it.each([
  ['wasm', 0.01 * GB, 1.2 * GB, true],
  // The largest file that a manifest may list.
  ['wasm', 0.001 * GB, MANIFEST_LIMITS.fileBytes, true],
  ['wasm', 0.2 * GB, MANIFEST_LIMITS.fileBytes, false],
  ['wasm', 1.2 * GB, 0, true],
  ['wasm', 1.3 * GB, 0, false],
  ['webgpu', 0.2 * GB, MANIFEST_LIMITS.fileBytes, true],
  ['webgpu', 1.3 * GB, 0, false],
] as const)('%s, %d bytes of graph and %d beside it: %s', (backEnd, graphBytes, dataBytes, fits) => {
  const ask = () => {
    refuseTooLarge('b', backEnd, { graphBytes, dataBytes });
  };
  if (fits) expect(ask).not.toThrow();
  else expect(ask).toThrow(expect.objectContaining({ code: 'model/too-large' }) as Error);
});
