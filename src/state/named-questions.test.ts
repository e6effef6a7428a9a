import { expect, it } from 'vitest';
import type { NamedQuestion } from '#core/result/questions.ts';
import { isSameNamed, mergeNamed } from './named-questions.ts';

const named = (name: string, count = 1): NamedQuestion => ({
  name,
  set: { regions: [], withoutTop: { map: 'task-relevance', count } },
  answer: null,
});
/** As it comes out of a file: another object, its entries in another order. */
const read = ({ name, set, answer }: NamedQuestion): NamedQuestion => ({ answer, set: { ...set }, name });
const [a, b, c] = [named('a'), named('b'), named('c')];

it('named questions of two tabs are one list: what either has added, without what either has deleted', () => {
  for (const [own, base, theirs, both] of [
    [[a, b], [a], [a, c].map(read), ['a', 'b', 'c']],
    [[a], [a, b], [a, b, c].map(read), ['a', 'c']],
    [[a, b], [a, b], [read(b)], ['b']],
    [[], [], [read(a)], ['a']],
  ] as const)
    expect(mergeNamed({ own, base, theirs }).map(({ name }) => name)).toEqual(both);
});

it('of one that either has changed the change stands, of one that both have changed this tab’s', () => {
  const changed = named('a', 2);
  expect(mergeNamed({ own: [a], base: [a], theirs: [changed] })).toEqual([changed]);
  expect(mergeNamed({ own: [changed], base: [a], theirs: [read(a)] })).toEqual([changed]);
  expect(mergeNamed({ own: [changed], base: [a], theirs: [named('a', 3)] })).toEqual([changed]);
});

it('where nothing is new the list is the same object', () => {
  const own = [a, b];
  expect(mergeNamed({ own, base: [], theirs: [b, a].map(read) })).toBe(own);
  expect(isSameNamed(own, [b, a].map(read))).toBe(true);
  expect(isSameNamed(own, [read(a)])).toBe(false);
});
