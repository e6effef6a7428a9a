import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { fromRoot } from './paths.ts';

const FOLDERS = ['src', 'workers', 'e2e', 'scripts', 'test-support'];
const page = readFileSync(fromRoot('docs/reliability.md'), 'utf8');
const named = [...new Set(Array.from(page.matchAll(/`([^`\s]+\.(?:test|spec)\.tsx?)`/g), ([, name = '']) => name))];
const tests = FOLDERS.flatMap((folder) =>
  readdirSync(fromRoot(folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
).filter((path) => /\.(test|spec)\.tsx?$/.test(path));

it('every test that docs/reliability.md names is there, and every row of faults names one', () => {
  expect(named.length).toBeGreaterThan(40);
  const absent = named.filter((name) =>
    name.includes('/') ? !existsSync(fromRoot(name)) : !tests.some((path) => basename(path) === name),
  );
  expect(absent).toEqual([]);
  // Other tables count cases of a corpus, or tell what was mended.
  const tables = page.split('\n\n').filter((part) => part.startsWith('| fault caused |'));
  const rows = tables.flatMap((table) => table.trim().split('\n').slice(2));
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter((row) => !/\.(test|spec)\.tsx?`/.test(row))).toEqual([]);
  expect(rows.filter((row) => row.split(' | ').length !== 5)).toEqual([]);
});

/** Titles of the tests and steps of an end-to-end file; which of them `npm run test:full` alone runs. */
function titlesOf(path: string): { readonly title: string; readonly isFull: boolean }[] {
  const source = readFileSync(fromRoot(path), 'utf8');
  const found = source.matchAll(/\btest(?:\.step)?\(\s*'((?:[^'\\]|\\.)*)',\s*(\{ tag: '@full' \})?/g);
  return Array.from(found, ([, title = '', tag]) => ({ title, isFull: tag !== undefined || path.includes('.full.') }));
}

it('end-to-end tests are named with their folder, their parts by words of a title, and as “full” where only the long tests run them', () => {
  const cited = Array.from(page.matchAll(/`([^`\s]+\.spec\.ts)`(?: \(([^)]*)\))?/g), ([, path = '', words]) => ({
    path,
    words: words?.split('; ') ?? [],
  }));
  expect(cited.length).toBeGreaterThan(20);
  for (const { path, words } of cited) {
    expect(path, 'where it lies').toMatch(/^e2e\//);
    const titles = titlesOf(path);
    const parts = words.filter((word) => word !== 'full');
    const meant = parts.map((part) => titles.filter(({ title }) => title.includes(part)));
    expect(meant.map((list, i) => [parts[i], list.length > 0])).toEqual(parts.map((part) => [part, true]));
    const isLong = (parts.length > 0 ? meant.flat() : titles).every(({ isFull }) => isFull);
    if (isLong) expect(words, path).toContain('full');
  }
});
