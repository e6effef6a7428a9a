import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OTHER_TYPES, SLIDE_TYPES, acceptedTypes } from './file-types.ts';

interface AppManifest {
  readonly id?: string;
  readonly start_url: string;
  readonly scope: string;
  readonly icons: readonly { readonly src: string; readonly sizes: string }[];
  readonly file_handlers: readonly { readonly action: string; readonly accept: object }[];
}

const publicFile = (path: string) => new URL(`../../../public/${path}`, import.meta.url);
const manifest = JSON.parse(readFileSync(publicFile('manifest.webmanifest'), 'utf8')) as AppManifest;

it('the installed app is offered for the files that the window opens', () => {
  expect(manifest.file_handlers.map(({ accept }) => accept)).toEqual([SLIDE_TYPES, OTHER_TYPES]);
  expect(acceptedTypes()).toMatch(/^\.svs,.*\.zip,\.dzi,image\/tiff,/);
});

it('its addresses are relative, so that it can lie under any path', () => {
  const actions = manifest.file_handlers.map(({ action }) => action);
  expect([manifest.start_url, manifest.scope, ...actions].filter((address) => address !== './')).toEqual([]);
});

it('it is known by where it lies: an id would be meant from the top of the host, and be that of every app there', () => {
  expect(manifest.id).toBeUndefined();
});

it('its icons are as large as they are said to be', () => {
  for (const { src, sizes } of manifest.icons.filter(({ sizes }) => sizes !== 'any')) {
    const header = readFileSync(publicFile(src)).subarray(16, 24);
    expect(`${header.readUInt32BE(0)}x${header.readUInt32BE(4)}`).toBe(sizes);
  }
});
