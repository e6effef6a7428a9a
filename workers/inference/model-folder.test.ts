import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryDirectory } from '#test-support/memory-directory.ts';
import { openModelFolder } from './model-folder.ts';

const ID = 'a'.repeat(64);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a part that a just-ended worker still holds is waited for, and gone on with', async () => {
  const folder = await openModelFolder(memoryDirectory().root);
  const ended = await folder.openPart(ID);
  ended.write(Uint8Array.of(1, 2, 3), 0);
  const next = folder.openPart(ID);
  setTimeout(ended.close, 400);
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await next).size()).toBe(3);
});

it('a part that stays held is told as that, in the end', async () => {
  const folder = await openModelFolder(memoryDirectory().root);
  await folder.openPart(ID);
  const refused = expect(folder.openPart(ID)).rejects.toMatchObject({ name: 'NoModificationAllowedError' });
  await vi.advanceTimersByTimeAsync(3_000);
  await refused;
});
