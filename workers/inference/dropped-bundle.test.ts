import { zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { smallBundle } from '#test-support/small-bundle.ts';
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

const problems = (...lines: (string | RegExp)[]) => ({
  code: 'model/invalid-bundle',
  context: {
    problems: lines.map((line) => (typeof line === 'string' ? line : (expect.stringMatching(line) as string))),
  },
});

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

  it.each([
    ['no model.json', zip({ 'a.txt': text('x') }), [/no model\.json at its top/]],
    ['model.json too deep', folder(under('a/b/', files())), [/no model\.json at its top/]],
    ['two bundles', folder({ ...under('a/', files()), ...under('b/', files()) }), [/2 bundles/]],
    ['a path that leaves it', zip(files({ '../evil.txt': text('x') })), [/leads out/]],
    ['a path from the root', zip(files({ '/etc/evil': text('x') })), [/leads out/]],
    ['a path with a drive', zip(files({ 'C:/evil': text('x') })), [/leads out/]],
    ['a path with backslashes', zip(files({ '..\\evil': text('x') })), [/leads out/]],
    [
      'text that calls itself .zip',
      { kind: 'zip' as const, file: new File(['not a zip at all'], 'x.zip') },
      [/not a \.zip/],
    ],
    [
      'a file that is missing',
      folder(Object.fromEntries(Object.entries(files()).filter(([path]) => path !== 'encoder.onnx'))),
      ['encoder.onnx is missing'],
    ],
    [
      'a file of another size',
      folder(files({ 'encoder.onnx': new Uint8Array(3) })),
      [/^encoder\.onnx holds 3 bytes instead of \d+$/],
    ],
    ['a manifest without end', zip({ 'model.json': new Uint8Array(3 << 20) }), [/model\.json is 3145728 bytes long/]],
  ])('is refused: %s', async (_, source, lines) => {
    // prettier-ignore
    await expect(openDroppedBundle(source)).rejects.toMatchObject(problems(...lines));
  });

  it('is refused where its manifest is wrong, in the words of the schema', async () => {
    const broken = JSON.stringify({ ...bundle.manifest, num_classes: 3 });
    await expect(openDroppedBundle(zip({ 'model.json': text(broken) }))).rejects.toMatchObject({
      code: 'model/invalid-manifest',
      context: { bundle: 'small-test', problems: [expect.stringMatching(/^class_names: /)] },
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
      problems(/^encoder\.onnx is packed more than 100 times/),
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
    await expect(spoilt((d, at) => d.setUint16(at + 8, 1, true))).rejects.toMatchObject(problems(/encrypted/));
    await expect(spoilt((d, at) => d.setUint16(at + 10, 12, true))).rejects.toMatchObject(problems(/method 12/));
    await expect(spoilt((d, at) => d.setUint32(at + 42, 7, true))).rejects.toMatchObject(problems(/not where/));
    await expect(openDroppedBundle({ kind: 'zip', file: new File([good.subarray(0, good.length - 30)], 'x.zip') })).rejects.toMatchObject(problems(/not a \.zip|damaged/)); // prettier-ignore
  });
});
