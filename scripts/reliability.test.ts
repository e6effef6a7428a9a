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
