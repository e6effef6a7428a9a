import { describe, expect, it } from 'vitest';
import { parseShippedFiles } from './shipped-files.ts';

const file = { path: 'phantom-01.tif', bytes: 12, sha256: 'a'.repeat(64) };

describe('the index of shipped files', () => {
  it('gives its files, and nothing else that stands there', () => {
    expect(parseShippedFiles({ files: [{ ...file, more: 1 }], made: 'today' })).toEqual([file]);
    expect(parseShippedFiles({ files: [] })).toEqual([]);
  });

  it.each([
    null,
    [],
    { files: 'none' },
    { files: [null] },
    { files: Array.from({ length: 101 }, () => file) },
    { files: [{ ...file, path: '../secret' }] },
    { files: [{ ...file, path: 'a/b' }] },
    { files: [{ ...file, bytes: -1 }] },
    { files: [{ ...file, bytes: Number.NaN }] },
    { files: [{ ...file, bytes: 1.5 }] },
    { files: [{ ...file, sha256: 'A'.repeat(64) }] },
  ])('is not taken where anything in it is not in order: %j', (value) => {
    expect(parseShippedFiles(value)).toBeNull();
  });
});
