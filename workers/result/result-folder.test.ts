import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryDirectory, type MemoryDirectory } from '#test-support/memory-directory.ts';
import { memoryLocks } from '#test-support/memory-locks.ts';
import { RESULTS_FOLDER, changeKept, forgetKept, keptName, keptResultBytes, listKept } from './result-folder.ts';

const SLIDE = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
let disk: MemoryDirectory;
let locks: LockManager;

beforeEach(() => {
  disk = memoryDirectory();
  locks = memoryLocks();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});

/** Over whatever is there. */
async function put(name: string, text: string, slide = SLIDE): Promise<string | null> {
  const there = (await listKept(disk.root, slide)).results.find((one) => one.name === name);
  return putOver(there?.stamp ?? null, name, text, slide);
}
const putOver = (over: string | null, name: string, text: string, slide = SLIDE) =>
  changeKept(
    disk.root,
    slide,
    { kind: 'put', name, bytes: new TextEncoder().encode(text), about: `about ${name}`, over },
    locks,
  );
const change = (kind: 'remove' | 'show', name: string) => changeKept(disk.root, SLIDE, { kind, name }, locks);
const kept = async (slide = SLIDE) => {
  const { results, shown } = await listKept(disk.root, slide);
  const read = results.map(async ({ name, file, about }) => [name, await file.text(), about] as const);
  return { results: (await Promise.all(read)).sort(), shown };
};

describe('results on the disk', () => {
  it('are there by slide, each with what is beside it, and the one that was shown', async () => {
    await put('one', 'first');
    await put('two', 'second');
    await put('three', 'of another', OTHER);
    await change('show', 'two');
    await put('one', 'first again');
    expect(await kept()).toEqual({
      results: [
        ['one', 'first again', 'about one'],
        ['two', 'second', 'about two'],
      ],
      shown: 'two',
    });
    await change('remove', 'one');
    expect((await kept()).results.map(([name]) => name)).toEqual(['two']);
    expect(await kept('c'.repeat(64))).toEqual({ results: [], shown: null });
  });

  it('the old one stays where there is no room for the new one, and nothing is left behind', async () => {
    await put('one', 'first');
    const names = disk.names(RESULTS_FOLDER, SLIDE);
    disk.quotaBytes = 20;
    await expect(put('one', 'first, but much longer than before')).rejects.toMatchObject({ code: 'storage/full' });
    expect((await kept()).results).toEqual([['one', 'first', 'about one']]);
    expect(disk.names(RESULTS_FOLDER, SLIDE)).toEqual(names);
  });

  it('what was being written when all ended is no result, and goes with the next write', async () => {
    await put('one', 'first');
    disk.put([RESULTS_FOLDER, SLIDE, 'two.fovea.json.new'], new TextEncoder().encode('{"half'));
    expect((await kept()).results.map(([name]) => name)).toEqual(['one']);
    await put('three', 'third');
    expect(disk.names(RESULTS_FOLDER, SLIDE).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('what another tab has written meanwhile is not written over by one that does not know of it', async () => {
    const stamp = await put('one', 'first');
    expect(stamp).not.toBeNull();
    const theirs = await putOver(stamp, 'one', 'of another tab');
    expect(await putOver(stamp, 'one', 'of this tab')).toBeNull();
    expect(await putOver(null, 'one', 'of a third tab')).toBeNull();
    expect((await kept()).results).toEqual([['one', 'of another tab', 'about one']]);
    expect(await putOver(theirs, 'one', 'of both')).not.toBeNull();
    expect((await kept()).results).toEqual([['one', 'of both', 'about one']]);
  });

  it('what another tab is writing of another slide is let be, and so are its results however much they take', async () => {
    await put('one', 'x'.repeat(1000), OTHER);
    const handles = await (await disk.root()).getDirectoryHandle(RESULTS_FOLDER);
    const folder = await handles.getDirectoryHandle(OTHER);
    type Written = FileSystemFileHandle & { createSyncAccessHandle(): Promise<unknown> };
    const half = (await folder.getFileHandle('two.fovea.json.new', { create: true })) as Written;
    await half.createSyncAccessHandle();
    expect(await put('one', 'here')).not.toBeNull();
    // In the very folder: a worker that was just ended holds it still.
    expect(await put('three', 'there', OTHER)).not.toBeNull();
    expect(disk.names(RESULTS_FOLDER, OTHER)).toContain('two.fovea.json.new');
    expect((await kept(OTHER)).results.map(([name]) => name)).toEqual(['one', 'three']);
  });

  it('are bounded: of one slide by number, the oldest first; a file that is never read back is not written', async () => {
    for (let i = 0; i < 26; i++) await put(`r${i}`, `text ${i}`);
    const names = (await kept()).results.map(([name]) => name);
    expect(names).toHaveLength(24);
    expect(names).not.toContain('r0');
    expect(names).not.toContain('r1');
    const huge = { kind: 'put', name: 'x', about: '', over: null, bytes: new Uint8Array(128 * 2 ** 20 + 1) } as const;
    await expect(changeKept(disk.root, SLIDE, huge, locks)).rejects.toMatchObject({ code: 'storage/result-too-large' });
  });

  it('are counted and deleted by slide', async () => {
    await put('one', '12345');
    await put('two', '12345', OTHER);
    const bytes = '12345'.length + 'about one'.length;
    expect(await keptResultBytes(disk.root)).toEqual([
      { fingerprint: SLIDE, count: 1, bytes, about: 'about one' },
      { fingerprint: OTHER, count: 1, bytes, about: 'about two' },
    ]);
    await forgetKept(disk.root, OTHER, locks);
    expect((await keptResultBytes(disk.root)).map(({ fingerprint }) => fingerprint)).toEqual([SLIDE]);
    await forgetKept(disk.root, null, locks);
    expect(await keptResultBytes(disk.root)).toEqual([]);
  });

  it('any key has a name of its own that is a file name', async () => {
    const names = await Promise.all(['file ../../x', 'file ../../y', ''].map(keptName));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
  });

  it('where the browser keeps no files there is nothing', async () => {
    const refused = () => Promise.reject(new DOMException('no', 'SecurityError'));
    expect(await listKept(refused, SLIDE)).toEqual({ results: [], shown: null });
    expect(await keptResultBytes(refused)).toEqual([]);
  });
});
