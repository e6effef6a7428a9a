import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeManifest } from '#test-support/fake-services.ts';
import { BUNDLES_FOLDER, tidyModelFiles } from './kept-bundles.ts';
import { MODELS_FOLDER } from '../shared/private-folders.ts';

type Folders = Record<string, Map<string, string>>;

/** As much of the private file system as listing, reading and removing takes. */
function rootOf(folders: Folders): () => Promise<FileSystemDirectoryHandle> {
  const root = {
    getDirectoryHandle(folderName: string) {
      const files = folders[folderName];
      if (!files) return Promise.reject(new DOMException(folderName, 'NotFoundError'));
      return Promise.resolve({
        async *entries() {
          for (const [name, text] of [...files]) {
            const entry = { kind: 'file', getFile: () => Promise.resolve(new File([text], name)) };
            yield await Promise.resolve([name, entry]);
          }
        },
        removeEntry: (name: string) => Promise.resolve(files.delete(name)),
      });
    },
  };
  return () => Promise.resolve(root as unknown as FileSystemDirectoryHandle);
}

const hash = (digit: string) => digit.repeat(64);

function manifestText(id: string, digits: string): string {
  const { files, ...rest } = fakeManifest({ id });
  const [first] = files;
  if (!first) throw new Error('the manifest lists no file');
  const listed = files.map((file, i) => ({ ...file, sha256: hash(digits[i % digits.length] ?? '0') }));
  return JSON.stringify({ ...rest, files: listed });
}

const models = (...digits: string[]) => new Map(digits.map((digit) => [hash(digit), 'x']));

describe('tidying', () => {
  let isAdding = false;
  beforeEach(() => {
    isAdding = false;
    const request = (_name: string, _options: unknown, job: (lock: object | null) => Promise<void>) =>
      job(isAdding ? null : {});
    vi.stubGlobal('navigator', { locks: { request } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('keeps what another tab has added, which this one knows nothing of', async () => {
    const files = models('a', 'b', 'c');
    const bundles = new Map([['other.json', manifestText('other', 'b')]]);
    await tidyModelFiles(rootOf({ [MODELS_FOLDER]: files, [BUNDLES_FOLDER]: bundles }), new Set([hash('a')]));
    expect([...files.keys()]).toEqual([hash('a'), hash('b')]);
  });

  it('deletes nothing where a kept manifest cannot be read', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (const text of ['{', '{"format":"fovea-model","files":[]}']) {
      const files = models('a', 'b');
      await tidyModelFiles(
        rootOf({ [MODELS_FOLDER]: files, [BUNDLES_FOLDER]: new Map([['bad.json', text]]) }),
        new Set(),
      );
      expect(files.size).toBe(2);
    }
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('does nothing while a bundle is added anywhere, and all of it where none was ever added', async () => {
    const files = models('a');
    isAdding = true;
    await tidyModelFiles(rootOf({ [MODELS_FOLDER]: files }), new Set());
    expect(files.size).toBe(1);
    isAdding = false;
    await tidyModelFiles(rootOf({ [MODELS_FOLDER]: files }), new Set());
    expect(files.size).toBe(0);
  });
});
