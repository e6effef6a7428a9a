import { expect, it } from 'vitest';
import { cacheName, fileKey, isListKey, listKey, pathInScope, versionLock, versionOfLock } from './shell.ts';

const SCOPE = 'https://lab.test/slides/viewer/';

it.each([
  ['', 'index.html'],
  ['?slide=https://x.test/a.svs#v1.abc', 'index.html'],
  ['index.html?x', 'index.html'],
  ['assets/a-1234.js', 'assets/a-1234.js'],
  ['models/a/model.json#x', 'models/a/model.json'],
])('under its path, %j names %s', (address, path) => {
  expect(pathInScope(SCOPE, SCOPE + address)).toBe(path);
});

it.each([
  'https://lab.test/slides/',
  'https://lab.test/slides/viewer',
  'https://other.test/slides/viewer/index.html',
  'http://lab.test/slides/viewer/',
])('outside of it: %s', (address) => {
  expect(pathInScope(SCOPE, address)).toBeNull();
});

it('two installations of one host share neither cache nor locks, and one knows the versions in use of its own alone', () => {
  const other = 'https://lab.test/';
  expect(cacheName(SCOPE)).not.toBe(cacheName(other));
  const lock = versionLock(SCOPE, '0.1.0+abc');
  expect(versionOfLock(SCOPE, lock)).toBe('0.1.0+abc');
  expect(versionOfLock(other, lock)).toBeNull();
  expect(versionOfLock(SCOPE, 'fovea-model-1')).toBeNull();
});

it('files lie by content, lists by version', () => {
  const file = { path: 'assets/a.js', sha256: 'b'.repeat(64), bytes: 1 };
  expect(fileKey(SCOPE, file)).toBe(`${SCOPE}.shell/files/${'b'.repeat(64)}/assets/a.js`);
  expect(isListKey(SCOPE, listKey(SCOPE, '0.1.0+abc'))).toBe(true);
  expect(isListKey(SCOPE, fileKey(SCOPE, file))).toBe(false);
});
