import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryDirectory, type MemoryDirectory } from '#test-support/memory-directory.ts';
import { memoryLocks } from '#test-support/memory-locks.ts';
import { openModelFolder } from '../inference/model-folder.ts';
import { DOWNLOADS_FOLDER } from '../shared/private-folders.ts';
import { createDownloadsClient } from './client.ts';

let disk: MemoryDirectory;

beforeEach(() => {
  disk = memoryDirectory();
  vi.stubGlobal('navigator', { locks: memoryLocks(), storage: { getDirectory: disk.root } });
  for (const name of ['one.json', 'one.part', 'other.part'])
    disk.put([DOWNLOADS_FOLDER, name], new TextEncoder().encode(name));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** As the worker holds an archive while it comes in. @returns how to end that */
async function hold(): Promise<() => void> {
  const folder = await openModelFolder(disk.root, DOWNLOADS_FOLDER);
  let letGo: () => void = () => undefined;
  await new Promise<void>((isHeld) => {
    void folder.alone('one', new AbortController().signal, async () => {
      const part = await folder.openPart('one');
      await new Promise<void>((resolve) => {
        letGo = resolve;
        isHeld();
      });
      part.close();
    });
  });
  return letGo;
}

it('deletes what comes in only after its worker has closed it, and then all of it', async () => {
  const client = createDownloadsClient({});
  const letGo = await hold();
  const dropped = client.drop('one');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(disk.names(DOWNLOADS_FOLDER)).toEqual(['one.json', 'one.part', 'other.part']);
  letGo();
  expect(await dropped).toBe(true);
  expect(disk.names(DOWNLOADS_FOLDER)).toEqual(['other.part']);
});

it('leaves all of it, the note too, where somebody goes on writing', async () => {
  const over = AbortSignal.abort(new DOMException('long enough', 'TimeoutError'));
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(over);
  const client = createDownloadsClient({});
  await hold();
  expect(await client.drop('one')).toBe(false);
  expect(await client.dropArchive('one')).toBe(false);
  expect(disk.names(DOWNLOADS_FOLDER)).toEqual(['one.json', 'one.part', 'other.part']);
});
