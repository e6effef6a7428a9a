import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryFile } from '#test-support/memory-file.ts';
import { BlockedSource } from './blocked-source.ts';
import { FileFetcher } from './file-fetcher.ts';
import { fileFingerprint, folderFingerprint } from './fingerprint.ts';

const { signal } = new AbortController();
const BLOCK = 65_536;

function fingerprint(bytes: Uint8Array): Promise<string | null> {
  return fileFingerprint(new BlockedSource(new FileFetcher(memoryFile('x', bytes))), signal);
}

describe('the fingerprint', () => {
  it.each([10, BLOCK, 300_001])('of a file of %i bytes is what its definition says', async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 9)) & 255);
    const hash = createHash('sha256').update(String(size));
    for (const start of [0, 1, 2, 3].map((k) => Math.floor((k * size) / 4)).concat(Math.max(0, size - BLOCK))) {
      hash.update(bytes.subarray(start, start + BLOCK));
    }
    expect(await fingerprint(bytes)).toBe(hash.digest('hex'));
  });

  it('changes with the size and with a sampled byte', async () => {
    const bytes = new Uint8Array(500_000);
    const original = await fingerprint(bytes);
    expect(await fingerprint(new Uint8Array(500_001))).not.toBe(original);
    bytes[250_000] = 1;
    expect(await fingerprint(bytes)).not.toBe(original);
  });

  it('of a folder follows its descriptor, names and sizes, not their order', async () => {
    const descriptor = Uint8Array.of(1, 2, 3);
    const files = [
      { path: 'b/1', size: 5 },
      { path: 'a', size: 7 },
    ];
    const expected = createHash('sha256').update(descriptor).update('a 7\nb/1 5\n').digest('hex');
    expect(await folderFingerprint(descriptor, files)).toBe(expected);
    expect(await folderFingerprint(descriptor, files.toReversed())).toBe(expected);
  });
});
