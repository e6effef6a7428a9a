import { expect, it } from 'vitest';
import { annotationDatabase } from './annotation-database.ts';
import type { StoredChange } from '#commands/annotation-storage.ts';

const [SLIDE, OTHER] = ['a'.repeat(64), 'b'.repeat(64)];

function put(...ids: string[]): StoredChange['put'] {
  const shape = { kind: 'point', at: { x: 1, y: 2 } } as const;
  const rest = { shape, label: '', colour: '#e69f00', createdAt: '2026-01-01T00:00:00.000Z' };
  return ids.map((id) => ({ id, entry: { version: 1, annotation: { id, ...rest } } }));
}

it('keeps entries by slide and id; tabs hear of each other’s changes', async () => {
  const [one, two] = [annotationDatabase(), annotationDatabase()];
  const heard: string[] = [];
  const stop = two.watch((fingerprint) => heard.push(fingerprint));
  await one.write(SLIDE, { put: put('1', '2', '3'), remove: [] });
  await one.write(OTHER, { put: put('1'), remove: [] });
  await two.write(SLIDE, { put: put('4'), remove: ['2'] });
  const ids = (entries: readonly unknown[]) =>
    entries.map((entry) => (entry as { annotation: { id: string } }).annotation.id);
  expect(ids(await one.read(SLIDE, 100))).toEqual(['1', '3', '4']);
  expect(ids(await two.read(SLIDE, 2))).toEqual(['1', '3']);
  expect(ids(await one.read(OTHER, 100))).toEqual(['1']);
  expect(await one.read('c'.repeat(64), 100)).toEqual([]);
  await expect.poll(() => heard).toContain(OTHER);
  stop();
  await one.write(SLIDE, { put: [], remove: ['1', '3', '4'] });
  expect(await two.read(SLIDE, 100)).toEqual([]);
});

it('a tab does not hear of its own changes: each would make it read all annotations again', async () => {
  const [one, two] = [annotationDatabase(), annotationDatabase()];
  const [ofOne, ofTwo]: [string[], string[]] = [[], []];
  const stops = [
    one.watch((fingerprint) => ofOne.push(fingerprint)),
    two.watch((fingerprint) => ofTwo.push(fingerprint)),
  ];
  await one.write(SLIDE, { put: put('1'), remove: [] });
  await one.write(SLIDE, { put: [], remove: ['1'] });
  await expect.poll(() => ofTwo).toEqual([SLIDE, SLIDE]);
  await two.write(OTHER, { put: [], remove: ['1'] });
  // Messages come in the order in which they were posted: one's own would have come before this one.
  await expect.poll(() => ofOne).toEqual([OTHER]);
  expect(ofTwo).toEqual([SLIDE, SLIDE]);
  for (const stop of stops) stop();
});
