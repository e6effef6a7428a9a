import { afterEach, expect, it } from 'vitest';
import { FEATURES_FOLDER, headerBytes } from './feature-folder.ts';
import { forgetStoredFeatures, keptBySlide, storedFeatureBytes } from './kept-features.ts';

const root = () => navigator.storage.getDirectory();

async function put(name: string, bytes: number, slide: string | null = null): Promise<FileSystemFileHandle> {
  const folder = await (await root()).getDirectoryHandle(FEATURES_FOLDER, { create: true });
  const file = await folder.getFileHandle(name, { create: true });
  const stream = await file.createWritable();
  if (slide !== null) {
    const about = { name: slide, fingerprint: slide.repeat(64) };
    await stream.write(
      headerBytes({
        format: 'fovea-features',
        version: 2,
        key: 'k',
        featureDim: 1,
        slide: about,
        encoder: 'e',
        usedAt: 1,
      }),
    );
  }
  await stream.write(new Uint8Array(bytes));
  await stream.close();
  return file;
}

afterEach(async () => {
  await forgetStoredFeatures(root);
});

it('stored features are counted, told by slide and forgotten', async () => {
  await forgetStoredFeatures(root);
  expect(await storedFeatureBytes(root)).toBe(0);
  await put('aa-0.f32', 1000);
  await put('bb-0.f32', 24, 'b');
  await put('bb-1.f32', 10);
  expect(await storedFeatureBytes(root)).toBe(1000 + 4096 + 24 + 10);
  expect((await keptBySlide(root)).map(({ name, bytes }) => [name, bytes]).sort()).toEqual([
    ['', 1000],
    ['b', 4130],
  ]);
  expect(await forgetStoredFeatures(root, 'b'.repeat(64))).toBe(1000);
  expect(await forgetStoredFeatures(root)).toBe(0);
});

it('what is being written stays', async () => {
  const file = await put('aa-0.f32', 1000);
  await put('bb-0.f32', 24);
  const stream = await file.createWritable();
  expect(await forgetStoredFeatures(root)).toBe(1000);
  await stream.close();
});

it('a browser without files has none', async () => {
  const refused = () => Promise.reject(new DOMException('no', 'SecurityError'));
  expect(await storedFeatureBytes(refused)).toBe(0);
  expect(await forgetStoredFeatures(refused)).toBe(0);
});
