import { afterAll, expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import { createInferenceClient } from './client.ts';
import type { BundleRef } from './contract.ts';
import { MODELS_FOLDER } from '../shared/private-folders.ts';

const baseUrl = new URL('/models/phantom-tda-mil/', location.href).href;
const manifest = parseManifest(await (await fetch(`${baseUrl}model.json`)).json());
const slides = { openPort: () => Promise.resolve(new MessageChannel().port1) };

const client = createInferenceClient({ slides });
afterAll(() => {
  client.dispose();
});

async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(MODELS_FOLDER, { create: true });
}

async function stored(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const [name, entry] of (await folder()).entries())
    if (entry.kind === 'file') found.set(name, (await entry.getFile()).size);
  return found;
}

it('keeps a bundle by content on the disk, where it needs no server any more', { timeout: 120_000 }, async () => {
  for (const name of (await stored()).keys()) await (await folder()).removeEntry(name);
  const shipped: BundleRef = { baseUrl, manifest };
  expect((await client.check({ bundle: shipped, backEnd: 'wasm' })).passed).toBe(true);
  const kept = await stored();
  for (const { path, sha256, bytes } of manifest.files) {
    if (path !== 'CARD.md') expect(kept.get(sha256)).toBe(bytes);
  }
  expect([...kept.keys()].filter((name) => name.includes('.'))).toEqual([]);
  // Another worker, and nowhere to fetch from.
  client.dispose();
  const offline: BundleRef = { baseUrl: null, manifest };
  expect((await client.check({ bundle: offline, backEnd: 'wasm' })).passed).toBe(true);
  client.dispose();
  const encoder = manifest.files.find(({ path }) => path === 'encoder.onnx')?.sha256 ?? '';
  await (await folder()).removeEntry(encoder);
  await expect(client.check({ bundle: offline, backEnd: 'wasm' })).rejects.toMatchObject({
    code: 'model/files-gone',
    context: { path: 'encoder.onnx' },
  });
});
