import { zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Problem } from '#core/errors/problems.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import type { DroppedBundleSource } from './contract.ts';
import { openDroppedBundle } from './dropped-bundle.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const bundle = await smallBundle();
const manifestText = JSON.stringify(bundle.manifest);
const text = (content: string): Bytes => new TextEncoder().encode(content);
const files = (change: Record<string, Bytes> = {}): Record<string, Bytes> => ({
  'model.json': text(manifestText),
  ...Object.fromEntries(bundle.files),
  ...change,
});

const zip = (entries: Zippable, level: 0 | 6 = 6) => ({
  kind: 'zip' as const,
  file: new File([zipSync(entries, { level })], 'b.zip'),
});
const under = (top: string, entries: Record<string, Bytes>) =>
  Object.fromEntries(Object.entries(entries).map(([path, data]) => [`${top}${path}`, data]));
const folder = (entries: Record<string, Bytes>, name = 'b') => ({
  kind: 'folder' as const,
  name,
  files: Object.entries(entries).map(([path, data]) => ({ path, file: new File([data], path) })),
});

async function contentOf(source: Parameters<typeof openDroppedBundle>[0], path: string): Promise<Bytes> {
  const { manifest, open } = await openDroppedBundle(source);
  const listed = manifest.files.find((file) => file.path === path);
  if (!listed) throw new Error(`${path} is not listed`);
  return new Uint8Array(await new Response(await open({ bundle: 'b', ...listed })).arrayBuffer());
}

const refusedFor = (problem: Problem) => ({ code: 'model/invalid-bundle', context: { problems: [problem], more: 0 } });

describe('a dropped bundle', () => {
  it.each([
    ['a .zip', zip(files())],
    [
      'a .zip of its folder, as a Mac makes it',
      zip({ ...under('top/', files()), '__MACOSX/top/._model.json': text('x') }),
    ],
    ['a .zip with everything stored', zip(files(), 0)],
    ['a folder', folder(files())],
    ['a folder that holds its folder', folder(under('inner/', files()))],
    ['a bundle with papers that nobody listed', folder(files({ 'NOTES.md': text('hello') }))],
  ])('is read from %s', async (_, source) => {
    expect((await openDroppedBundle(source)).manifest).toEqual(bundle.manifest);
    expect(await contentOf(source, 'encoder.onnx')).toEqual(bundle.files.get('encoder.onnx'));
  });

  it.each<[string, DroppedBundleSource, Problem]>([
    ['no model.json', zip({ 'a.txt': text('x') }), { code: 'no-manifest' }],
    ['model.json too deep', folder(under('a/b/', files())), { code: 'no-manifest' }],
    [
      'two bundles',
      folder({ ...under('a/', files()), ...under('b/', files()) }),
      { code: 'several-bundles', bundles: 2 },
    ],
    ['a path that leaves it', zip(files({ '../evil.txt': text('x') })), { code: 'path-outside', path: '../evil.txt' }],
    ['a path from the root', zip(files({ '/etc/evil': text('x') })), { code: 'path-outside', path: '/etc/evil' }],
    ['a path with a drive', zip(files({ 'C:/evil': text('x') })), { code: 'path-outside', path: 'C:/evil' }],
    ['a path with backslashes', zip(files({ '..\\evil': text('x') })), { code: 'path-outside', path: '..\\evil' }],
    [
      'text that calls itself .zip',
      { kind: 'zip' as const, file: new File(['not a zip at all'], 'x.zip') },
      { code: 'no-zip' },
    ],
    [
      'a file that is missing',
      folder(Object.fromEntries(Object.entries(files()).filter(([path]) => path !== 'encoder.onnx'))),
      { code: 'file-missing', path: 'encoder.onnx' },
    ],
    [
      'a file of another size',
      folder(files({ 'encoder.onnx': new Uint8Array(3) })),
      { code: 'file-size', path: 'encoder.onnx', bytes: 3, wanted: bundle.files.get('encoder.onnx')?.length ?? 0 },
    ],
    [
      'a manifest without end',
      zip({ 'model.json': new Uint8Array(3 << 20) }),
      { code: 'file-too-long', path: 'model.json', bytes: 3 << 20, most: 1 << 20 },
    ],
  ])('is refused: %s', async (_, source, problem) => {
    await expect(openDroppedBundle(source)).rejects.toMatchObject(refusedFor(problem));
  });

  it('is refused where its manifest is wrong, with what the schema finds', async () => {
    const broken = JSON.stringify({ ...bundle.manifest, num_classes: 3 });
    await expect(openDroppedBundle(zip({ 'model.json': text(broken) }))).rejects.toMatchObject({
      code: 'model/invalid-manifest',
      context: { bundle: 'small-test', problems: [{ code: 'class-names', at: 'class_names', names: 2, classes: 3 }] },
    });
    const foreign = JSON.stringify({ ...bundle.manifest, architecture: 'clam' });
    await expect(openDroppedBundle(zip({ 'model.json': text(foreign) }))).rejects.toMatchObject({
      code: 'model/unsupported',
    });
  });

  it('is refused where a file packs as only a bomb does', async () => {
    const bytes = 64 << 20;
    const listed = bundle.manifest.files.map((file) => (file.path === 'encoder.onnx' ? { ...file, bytes } : file));
    const manifest = text(JSON.stringify({ ...bundle.manifest, files: listed }));
    const source = zip(files({ 'model.json': manifest, 'encoder.onnx': new Uint8Array(bytes) }));
    await expect(openDroppedBundle(source)).rejects.toMatchObject(
      refusedFor({ code: 'file-packed', path: 'encoder.onnx', times: 100 }),
    );
  });

  it('is not believed where the archive lies about a size: what comes is longer, and the reader counts', async () => {
    const encoder = bundle.files.get('encoder.onnx') ?? new Uint8Array();
    const long = new Uint8Array(encoder.length + 5000);
    const archive = zipSync(files({ 'encoder.onnx': long }));
    const at = new TextDecoder('latin1').decode(archive).lastIndexOf('encoder.onnx') - 46;
    const directory = new DataView(archive.buffer, archive.byteOffset);
    expect(directory.getUint32(at, true)).toBe(0x02014b50);
    directory.setUint32(at + 24, encoder.length, true);
    const source = { kind: 'zip' as const, file: new File([archive], 'lies.zip') };
    expect((await contentOf(source, 'encoder.onnx')).length).toBe(long.length);
  });

  it('is refused where a part of the archive is damaged, encrypted or packed otherwise', async () => {
    const good = zipSync(files());
    const name = new TextDecoder('latin1').decode(good).lastIndexOf('encoder.onnx');
    const spoilt = (change: (directory: DataView, at: number) => void) => {
      const copy = good.slice();
      change(new DataView(copy.buffer), name - 46);
      return contentOf({ kind: 'zip', file: new File([copy], 'x.zip') }, 'encoder.onnx');
    };
    await expect(spoilt((d, at) => d.setUint16(at + 8, 1, true))).rejects.toMatchObject(
      refusedFor({ code: 'file-encrypted', path: 'encoder.onnx' }),
    );
    await expect(spoilt((d, at) => d.setUint16(at + 10, 12, true))).rejects.toMatchObject(
      refusedFor({ code: 'file-method', path: 'encoder.onnx', method: 12 }),
    );
    await expect(spoilt((d, at) => d.setUint32(at + 42, 7, true))).rejects.toMatchObject(
      refusedFor({ code: 'file-moved', path: 'encoder.onnx' }),
    );
    await expect(
      openDroppedBundle({ kind: 'zip', file: new File([good.subarray(0, good.length - 30)], 'x.zip') }),
    ).rejects.toMatchObject(refusedFor({ code: 'no-zip' }));
  });
});
