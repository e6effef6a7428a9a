import { describe, expect, it } from 'vitest';
import { droppedBundle, droppedSource, pickedFolder } from './dropped-source.ts';

type Tree = { readonly [name: string]: Tree | null };

function fileEntry(name: string) {
  return { name, isDirectory: false, file: (give: (file: File) => void) => give(new File(['x'], name)) };
}

/** A dropped folder as the browser shows it: entries come in batches, an empty one ends them. */
function folderEntry(name: string, tree: Tree): unknown {
  const entries = Object.entries(tree).map(([child, sub]) => (sub ? folderEntry(child, sub) : fileEntry(child)));
  return {
    name,
    isDirectory: true,
    createReader: () => {
      const batches = [entries.slice(0, 1), entries.slice(1), []];
      return { readEntries: (give: (batch: unknown[]) => void) => give(batches.shift() ?? []) };
    },
  };
}

function transfer(...dropped: { entry: unknown; file?: File }[]): DataTransfer {
  const items = dropped.map(({ entry, file }) => ({
    kind: 'file',
    webkitGetAsEntry: () => entry,
    getAsFile: () => file ?? null,
  }));
  return { items: [...items, { kind: 'string' }] } as unknown as DataTransfer;
}

const one = (name: string) => ({ entry: fileEntry(name), file: new File(['x'], name) });

describe('what was dropped', () => {
  it('is one file', async () => {
    const source = await droppedSource(transfer(one('a.svs')));
    expect(source).toMatchObject({ kind: 'file', file: { name: 'a.svs' } });
  });

  it('is a folder, with paths relative to it and without what the system put there', async () => {
    const tree = { 'HE.dzi': null, '.DS_Store': null, HE_files: { 12: { '0_0.jpeg': null, '._0_0.jpeg': null } } };
    const source = await droppedSource(transfer({ entry: folderEntry('slide', tree) }));
    expect(source?.kind === 'folder' && source.files.map(({ path }) => path).sort()).toEqual(['HE.dzi', 'HE_files/12/0_0.jpeg']); // prettier-ignore
  });

  it('is a descriptor and its tiles dropped together', async () => {
    const tiles = { entry: folderEntry('HE_files', { 0: { '0_0.jpeg': null } }) };
    const source = await droppedSource(transfer(one('HE.dzi'), tiles));
    expect(source?.kind === 'folder' && source.files.map(({ path }) => path)).toEqual(['HE.dzi', 'HE_files/0/0_0.jpeg']); // prettier-ignore
  });

  it('is nothing where only text was dragged, or a folder was empty', async () => {
    expect(await droppedSource(transfer())).toBeNull();
    expect(await droppedSource(transfer({ entry: folderEntry('empty', {}) }))).toBeNull();
  });
});

describe('a picked folder', () => {
  const inFolder = (path: string) => Object.defineProperty(new File(['x'], path.split('/').at(-1) ?? ''), 'webkitRelativePath', { value: path }); // prettier-ignore

  it('loses its own name from the paths', () => {
    const files = ['slide/HE.dzi', 'slide/HE_files/0/0_0.jpeg', 'slide/Thumbs.db'].map(inFolder);
    const source = pickedFolder(files);
    expect(source).toMatchObject({ kind: 'folder', name: 'slide' });
    expect(source?.kind === 'folder' && source.files.map(({ path }) => path)).toEqual(['HE.dzi', 'HE_files/0/0_0.jpeg']); // prettier-ignore
  });

  it('is nothing when it is empty', () => {
    expect(pickedFolder([])).toBeNull();
  });
});

describe('a model among what was dropped', () => {
  const file = (name: string) => new File(['x'], name);
  const folder = (...paths: string[]) => ({
    kind: 'folder' as const,
    name: 'f',
    files: paths.map((path) => ({ path, file: file(path) })),
  });

  it.each([
    ['a .zip', { kind: 'file' as const, file: file('B.ZIP') }, 'zip'],
    ['a folder with its manifest at the top', folder('model.json', 'encoder.onnx'), 'folder'],
    ['a folder that holds it', folder('inner/model.json', 'inner/encoder.onnx'), 'folder'],
    ['a manifest alone', { kind: 'file' as const, file: file('model.json') }, 'folder'],
  ])('is known by %s', (_, source, kind) => {
    expect(droppedBundle(source)?.kind).toBe(kind);
  });

  it.each([
    ['a slide', { kind: 'file' as const, file: file('a.svs') }],
    ['a result', { kind: 'file' as const, file: file('r.json') }],
    ['a Deep Zoom folder', folder('HE.dzi', 'HE_files/0/0_0.jpeg')],
    ['a manifest far down', folder('a/b/model.json')],
    ['an address', { kind: 'url' as const, url: 'https://x.test/model.zip' }],
  ])('is not %s', (_, source) => {
    expect(droppedBundle(source)).toBeNull();
  });
});
