import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeManifest } from '#test-support/fake-services.ts';
import { memoryCaches } from '#test-support/memory-caches.ts';
import { memoryLocks } from '#test-support/memory-locks.ts';
import type { Shell } from '../offline/contract.ts';
import { filesShippedByShells } from '../offline/models-of-shells.ts';
import { cacheName, fileKey, listKey } from '../offline/shell.ts';
import { ADDING_LOCK, BUNDLES_FOLDER, READING_LOCK, removeModelFiles, tidyModelFiles } from './kept-bundles.ts';
import { MODELS_FOLDER, writeLock } from '../shared/private-folders.ts';

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

const none = () => Promise.resolve(new Set<string>());

let locks: LockManager;
beforeEach(() => {
  locks = memoryLocks();
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('tidying', () => {
  it('keeps what another tab has added, which this one knows nothing of', async () => {
    const files = models('a', 'b', 'c');
    const bundles = new Map([['other.json', manifestText('other', 'b')]]);
    await tidyModelFiles(rootOf({ [MODELS_FOLDER]: files, [BUNDLES_FOLDER]: bundles }), new Set([hash('a')]), none);
    expect([...files.keys()]).toEqual([hash('a'), hash('b')]);
  });

  it('keeps what another installation on this host ships, and the version of this one that another tab runs', async () => {
    const caches = memoryCaches();
    const stored = async (scope: string, version: string, digit: string, phantomDigit: string) => {
      const text = manifestText('one', digit);
      const sha256 = createHash('sha256').update(text).digest('hex');
      const shell: Shell = {
        version,
        policy: '',
        files: [{ path: 'models/one/model.json', sha256, bytes: text.length }],
        onDisk: [{ path: 'phantom/phantom-01.tif', sha256: hash(phantomDigit), bytes: 1 }],
      };
      const cache = await caches.open(cacheName(scope));
      await cache.put(listKey(scope, version), Response.json(shell));
      for (const file of shell.files) await cache.put(fileKey(scope, file), new Response(text));
      return { scope, shell };
    };
    await caches.open('another application');
    const { scope, shell } = await stored('https://lab.test/a/', '1', 'b', 'c');
    await stored('https://lab.test/b/', '1', 'd', 'c');
    const ofBuilds = () => filesShippedByShells(caches, 'https://lab.test');
    const files = models('a', 'b', 'c', 'd', 'e');
    await tidyModelFiles(rootOf({ [MODELS_FOLDER]: files }), new Set([hash('a')]), ofBuilds);
    expect([...files.keys()]).toEqual(['a', 'b', 'c', 'd'].map(hash));
    // A list that leads nowhere: nobody knows what it names.
    for (const file of shell.files) caches.entries(cacheName(scope)).delete(fileKey(scope, file));
    await expect(tidyModelFiles(rootOf({ [MODELS_FOLDER]: files }), new Set(), ofBuilds)).rejects.toThrow();
    expect(files.size).toBe(4);
  });

  it('deletes nothing where a kept manifest cannot be read', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (const text of ['{', '{"format":"fovea-model","files":[]}']) {
      const files = models('a', 'b');
      await tidyModelFiles(
        rootOf({ [MODELS_FOLDER]: files, [BUNDLES_FOLDER]: new Map([['bad.json', text]]) }),
        new Set(),
        none,
      );
      expect(files.size).toBe(2);
    }
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['a bundle is added', ADDING_LOCK, 'exclusive'],
    ['models are read', READING_LOCK, 'shared'],
  ] as const)('does nothing while %s in whichever tab, and all of it after that', async (_, name, mode) => {
    const files = models('a');
    const root = rootOf({ [MODELS_FOLDER]: files });
    await locks.request(name, { mode }, () => tidyModelFiles(root, new Set(), none));
    expect(files.size).toBe(1);
    await tidyModelFiles(root, new Set(), none);
    expect(files.size).toBe(0);
  });
});

it('what a run in another tab may be reading is not deleted', async () => {
  const files = new Map([...models('a', 'b'), [`${hash('b')}.part`, 'x']]);
  const remove = () => removeModelFiles(rootOf({ [MODELS_FOLDER]: files }), new Set([hash('b')]));
  expect(await locks.request(READING_LOCK, { mode: 'shared' }, remove)).toBe(false);
  expect(files.size).toBe(3);
  expect(await remove()).toBe(true);
  expect([...files.keys()]).toEqual([hash('a')]);
});

describe('what is being written', () => {
  const removeAll = (root: ReturnType<typeof rootOf>) => removeModelFiles(root, new Set(['a', 'b', 'c'].map(hash)));
  const tidy = (root: ReturnType<typeof rootOf>) => tidyModelFiles(root, new Set(), none);

  it.each([
    ['deleted', removeAll, [true, false]],
    ['tidied away', tidy, [undefined, undefined]],
  ])('is %s as soon as it is let go of, and stays where it is not', async (_, remove, [done, refused]) => {
    const files = new Map([...models('a'), [`${hash('b')}.part`, 'x'], ...models('c')]);
    const root = rootOf({ [MODELS_FOLDER]: files });
    let letGo: () => void = () => undefined;
    const written = locks.request(writeLock(hash('b')), () => new Promise<void>((resolve) => (letGo = resolve)));
    const over = AbortSignal.abort(new DOMException('long enough', 'TimeoutError'));
    const leftAtFirstWait: string[][] = [];
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      leftAtFirstWait.push([...files.keys()]);
      return over;
    });
    expect(await remove(root)).toBe(refused);
    expect(leftAtFirstWait).toEqual([[`${hash('b')}.part`, hash('c')]]);
    expect([...files.keys()]).toEqual([`${hash('b')}.part`]);
    timeout.mockRestore();
    const removed = remove(root);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([...files.keys()]).toEqual([`${hash('b')}.part`]);
    letGo();
    await written;
    expect(await removed).toBe(done);
    expect(files.size).toBe(0);
  });
});
