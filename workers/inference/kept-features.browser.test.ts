import { afterEach, expect, it } from 'vitest';
import { FEATURES_FOLDER, forgetStoredFeatures, storedFeatureBytes } from './kept-features.ts';

const root = () => navigator.storage.getDirectory();

async function put(name: string, bytes: number): Promise<FileSystemFileHandle> {
  const folder = await (await root()).getDirectoryHandle(FEATURES_FOLDER, { create: true });
  const file = await folder.getFileHandle(name, { create: true });
  const stream = await file.createWritable();
  await stream.write(new Uint8Array(bytes));
  await stream.close();
  return file;
}

afterEach(async () => {
  await forgetStoredFeatures(root);
});

it('stored features are counted and forgotten', async () => {
  await forgetStoredFeatures(root);
  expect(await storedFeatureBytes(root)).toBe(0);
  await put('a.f32', 1000);
  await put('b.f32', 24);
  expect(await storedFeatureBytes(root)).toBe(1024);
  expect(await forgetStoredFeatures(root)).toBe(0);
  expect(await storedFeatureBytes(root)).toBe(0);
});

it('what is being written stays', async () => {
  const file = await put('a.f32', 1000);
  await put('b.f32', 24);
  const stream = await file.createWritable();
  expect(await forgetStoredFeatures(root)).toBe(1000);
  await stream.close();
});

it('a browser without files has none', async () => {
  const refused = () => Promise.reject(new DOMException('no', 'SecurityError'));
  expect(await storedFeatureBytes(refused)).toBe(0);
  expect(await forgetStoredFeatures(refused)).toBe(0);
});
