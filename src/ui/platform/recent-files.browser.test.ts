import { beforeEach, expect, it } from 'vitest';
import { recentFiles } from './recent-files.ts';

/** Files of the origin's private file system stand in for files of the disk: the same handles, and nobody has to pick them. */
async function folder(name: string): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
}

async function file(name: string, content: string, into = 'slides'): Promise<FileSystemFileHandle> {
  const handle = await (await folder(into)).getFileHandle(name, { create: true });
  const writing = await handle.createWritable();
  await writing.write(content);
  await writing.close();
  return handle;
}

let clock = 0;
const files = recentFiles(() => (clock += 1));
const names = async () => (await files.list()).map(({ kind, name }) => `${kind} ${name}`);

beforeEach(() => files.forgetAll());

it('the newest comes first, each once, eight at most', async () => {
  for (let i = 0; i < 9; i += 1) await files.remember(await file(`${i}.svs`, 'x'));
  await files.remember(await file('3.svs', 'x'));
  expect(await names()).toEqual([3, 8, 7, 6, 5, 4, 2, 1].map((i) => `file ${i}.svs`));
});

it('gives what lies there now, in a later visit too', async () => {
  await files.remember(await file('a.svs', 'before'));
  await file('a.svs', 'after');
  const later = recentFiles();
  const [kept] = await later.list();
  const { source } = await later.open(kept?.id ?? '');
  expect(source).toMatchObject({ kind: 'file' });
  expect(source.kind === 'file' && (await source.file.text())).toBe('after');
});

it('a folder is given with all that is in it, but not what systems put there', async () => {
  await file('a.dzi', 'descriptor', 'deep');
  await file('.DS_Store', 'x', 'deep');
  const tiles = await (
    await (await folder('deep')).getDirectoryHandle('a_files', { create: true })
  ).getDirectoryHandle('0', { create: true });
  await tiles.getFileHandle('0_0.jpeg', { create: true });
  await files.remember(await folder('deep'));
  expect(await names()).toEqual(['folder deep']);
  const { source } = await files.open((await files.list())[0]?.id ?? '');
  expect(source.kind === 'folder' && source.files.map(({ path }) => path).toSorted()).toEqual([
    'a.dzi',
    'a_files/0/0_0.jpeg',
  ]);
});

it('one that is gone says so and stays until it is removed', async () => {
  await files.remember(await file('gone.svs', 'x'));
  await (await folder('slides')).removeEntry('gone.svs');
  const [kept] = await files.list();
  await expect(files.open(kept?.id ?? '')).rejects.toMatchObject({
    code: 'recent/gone',
    context: { name: 'gone.svs' },
  });
  expect(await names()).toEqual(['file gone.svs']);
  await files.forget(kept?.id ?? '');
  expect(await names()).toEqual([]);
});

it('one that may not be read says so', async () => {
  const handle = await file('a.svs', 'x');
  await files.remember(handle);
  const prototype = FileSystemHandle.prototype as unknown as Record<
    'queryPermission' | 'requestPermission',
    () => Promise<PermissionState>
  >;
  const { queryPermission, requestPermission } = prototype;
  prototype.queryPermission = async () => 'prompt';
  prototype.requestPermission = async () => 'denied';
  try {
    const [kept] = await files.list();
    await expect(files.open(kept?.id ?? '')).rejects.toMatchObject({ code: 'recent/not-allowed' });
  } finally {
    Object.assign(prototype, { queryPermission, requestPermission });
  }
});
