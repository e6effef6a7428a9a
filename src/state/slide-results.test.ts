import { describe, expect, it } from 'vitest';
import { fakeResult } from '#test-support/fake-services.ts';
import {
  MOST_RESULTS,
  NO_RESULTS,
  addResult,
  chooseResult,
  insideShown,
  lookInto,
  markAsAgain,
  pointAtPart,
  removeResult,
  runTwice,
  shownOf,
  undoRemoval,
  type SlideResults,
} from './slide-results.ts';

const kept = (key: string) => ({ key, result: fakeResult({ id: key }), origin: null, notes: [] });
const keys = ({ list }: SlideResults) => list.map(({ key }) => key).join(' ');
const abc = ['a', 'b', 'c'].reduce((results, key) => addResult(results, kept(key)), NO_RESULTS);

describe('the results of a slide', () => {
  it('are listed newest first, and the newest is shown', () => {
    expect(keys(abc)).toBe('c b a');
    expect(shownOf(abc)?.key).toBe('c');
    expect(shownOf(chooseResult(abc, 'a'))?.result.id).toBe('a');
    expect(chooseResult(abc, 'unknown')).toBe(abc);
    expect(chooseResult(abc, 'c')).toBe(abc);
  });

  it('hold each once: the same read again comes to the top', () => {
    expect(keys(addResult(abc, kept('a')))).toBe('a c b');
  });

  it('are bounded: the oldest goes', () => {
    const many = Array.from({ length: MOST_RESULTS + 2 }, (_, i) => String(i));
    const results = many.reduce((all, key) => addResult(all, kept(key)), NO_RESULTS);
    expect(results.list).toHaveLength(MOST_RESULTS);
    expect([results.list[0]?.key, results.list.at(-1)?.key]).toEqual([many.at(-1), '2']);
  });

  it('show a neighbour when the shown one is removed, and nothing when the last one is', () => {
    expect(shownOf(removeResult(abc, 'c'))?.key).toBe('b');
    expect(shownOf(removeResult(chooseResult(abc, 'a'), 'a'))?.key).toBe('b');
    expect(shownOf(removeResult(abc, 'a'))?.key).toBe('c');
    const none = ['c', 'b', 'a'].reduce(removeResult, abc);
    expect(none).toMatchObject({ list: [], shownKey: null });
    expect(removeResult(none, 'a')).toBe(none);
  });

  it('get the removed one back in its place, shown if it was', () => {
    const back = undoRemoval(removeResult(chooseResult(abc, 'b'), 'b'));
    expect(back).toEqual(chooseResult(abc, 'b'));
    const beside = undoRemoval(removeResult(abc, 'a'));
    expect(beside).toEqual(abc);
    expect(undoRemoval(beside)).toBe(beside);
    const only = addResult(NO_RESULTS, kept('only'));
    expect(undoRemoval(removeResult(only, 'only'))).toEqual(only);
  });
});

describe('a full list', () => {
  const all = Array.from({ length: MOST_RESULTS }, (_, i) => String(i));
  const full = all.reduce((results, key) => addResult(results, kept(key)), NO_RESULTS);

  it('loses nothing to one that is put back after another came', () => {
    const back = undoRemoval(addResult(removeResult(full, '5'), kept('new')));
    expect(back.list.map(({ key }) => key).sort()).toEqual([...all, 'new'].sort());
    // From here on as before: one goes for one that comes, and it does not grow.
    const next = addResult(back, kept('next'));
    expect(next.list).toHaveLength(back.list.length);
    expect(next.list.some(({ key }) => key === '0')).toBe(false);
    expect(next.list.some(({ key }) => key === '1')).toBe(true);
    const again = undoRemoval(addResult(removeResult(next, '5'), kept('one more')));
    expect(again.list).toHaveLength(MOST_RESULTS + 1);
  });
});

describe('looking into a patch', () => {
  const looking = lookInto(abc, 7);

  it('belongs to the shown result and waits for it while another is shown', () => {
    expect(insideShown(looking)).toEqual({ key: 'c', patch: 7, part: null });
    const other = chooseResult(looking, 'a');
    expect(insideShown(other)).toBeNull();
    expect(insideShown(chooseResult(other, 'c'))?.patch).toBe(7);
    expect(insideShown(addResult(looking, kept('c')))).toBeNull();
    expect(insideShown(lookInto(looking, null))).toBeNull();
    expect(lookInto(abc, null)).toBe(abc);
    expect(lookInto(NO_RESULTS, 1)).toBe(NO_RESULTS);
  });

  it('points at one part at a time', () => {
    const pointing = pointAtPart(looking, 3);
    expect(insideShown(pointing)?.part).toBe(3);
    expect(pointAtPart(pointing, 3)).toBe(pointing);
    expect(pointAtPart(abc, 3)).toBe(abc);
  });
});

describe('a result that was run again to be compared', () => {
  const again = markAsAgain(abc, 'c', 'a');

  it('makes a pair with the one that it was run again for, from whichever it is looked at', () => {
    for (const key of ['a', 'c'])
      expect([runTwice(again, key)?.shared.key, runTwice(again, key)?.own.key]).toEqual(['a', 'c']);
    expect(runTwice(again, 'b')).toBeNull();
    const twice = markAsAgain(addResult(again, kept('d')), 'd', 'a');
    expect(runTwice(twice, 'a')?.own.key).toBe('d');
    expect(runTwice(twice, 'c')?.own.key).toBe('c');
  });

  it('makes none once either of the two is gone', () => {
    expect(runTwice(removeResult(again, 'a'), 'c')).toBeNull();
    expect(runTwice(removeResult(again, 'c'), 'a')).toBeNull();
    expect(markAsAgain(abc, 'unknown', 'a')).toBe(abc);
  });
});
