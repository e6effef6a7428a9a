import { describe, expect, it } from 'vitest';
import { level0Point } from '#core/geometry/frames.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { galleryOf } from './gallery.ts';
import { ranksAt } from './patch-ranks.ts';
import { viewOfResult } from './result-view.ts';
import { changeResults } from './kept-results.ts';
import { NO_RUNS, type RunsState } from './runs-store.ts';
import { addResult, chooseResult } from './slide-results.ts';

const firstMap = (result: ReturnType<typeof fakeResult>) => viewOfResult(result).maps[0]!;

describe('the gallery', () => {
  it('shows both ends, no patch twice', () => {
    const result = fakeResult();
    const { most, least, sizePx, tiedLowest } = galleryOf(result, firstMap(result), 12);
    expect(most.map(({ index, place, value }) => [index, place.best, value])).toEqual([
      [3, 1, 1],
      [1, 2, 0.5],
    ]);
    expect(least.map(({ index, place }) => [index, place.best])).toEqual([
      [0, 3],
      [2, 3],
    ]);
    expect(tiedLowest).toBe(2);
    expect(sizePx).toBe(128);
    expect(most[0]?.rect).toBe(result.patches[3]);
  });

  it('shows as many as asked for, and none without a number', () => {
    const patches = Array.from({ length: 50 }, (_, i) => ({ x: i * 256, y: 0, width: 256, height: 256 }));
    const values = Float32Array.from(patches, (_, i) => (i % 5 === 0 ? NaN : i));
    const result = fakeResult({ patches, maps: [{ id: 'task-relevance', values }] });
    const { most, least } = galleryOf(result, firstMap(result), 6);
    expect(most.map(({ index }) => index)).toEqual([49, 48, 47, 46, 44, 43]);
    expect(least.map(({ index }) => index)).toEqual([1, 2, 3, 4, 6, 7]);
  });

  it('of attention sampling shows what would be looked at, apart from one another', () => {
    const patches = Array.from({ length: 1200 }, (_, i) => ({
      x: (i % 40) * 20,
      y: Math.floor(i / 40) * 20,
      width: 20,
      height: 20,
    }));
    const values = Float32Array.from(patches, ({ x, y }) => Math.exp(-((x - 300) ** 2 + (y - 200) ** 2) / 20_000));
    const result = fakeSamplingResult({ maps: [{ id: 'sampling-probability', values, patches }] });
    const drawn = result.sampling!.fields[0]!.draw[0]!.rect.width;
    const { most, least, isThinned, sizePx } = galleryOf(result, firstMap(result), 12);
    // The highest place is the cell at (300, 200); what would be looked at lies around it.
    expect(most[0]?.rect).toEqual({ x: 310 - drawn / 2, y: 210 - drawn / 2, width: drawn, height: drawn });
    expect([most.length, least.length]).toEqual([12, 12]);
    expect(sizePx).toBe((drawn * result.run.plan.modelSizePx) / result.run.plan.sizePx);
    expect(isThinned).toBe(true);
    for (const list of [most, least]) {
      for (const [i, { rect }] of list.entries()) {
        expect(rect.width).toBe(drawn);
        for (const other of list.slice(0, i))
          expect(Math.max(Math.abs(rect.x - other.rect.x), Math.abs(rect.y - other.rect.y))).toBeGreaterThanOrEqual(
            drawn,
          );
      }
    }
  });
});

describe('what all maps say of a place', () => {
  const keep = (state: RunsState, key: string, result: ReturnType<typeof fakeResult>) =>
    changeResults(state, 's', (results) => addResult(results, { key, result, origin: null, notes: [] }));

  it('names its rank in each, the shown result first', () => {
    const both = keep(keep(NO_RUNS, 'nests', fakeResult()), 'survival', fakeSurvivalResult());
    const found = ranksAt(
      changeResults(both, 's', (results) => chooseResult(results, 'nests')),
      's',
      level0Point(300, 70),
    );
    expect(found.map(({ key, isShown }) => [key, isShown])).toEqual([
      ['nests', true],
      ['survival', false],
    ]);
    const ranks = (at: number) => found[at]?.ranks.map(({ map, patch, place }) => [map.id, patch, place?.best]);
    expect(ranks(0)).toEqual([
      ['task-relevance', 1, 2],
      ['bottom-up-attention', 1, 2],
    ]);
    // Its own patch on each grid: the second coarse one, and the first of the second row inside it.
    expect(ranks(1)?.map(([id, patch]) => [id, patch])).toEqual([
      ['global-attention', 1],
      ['cross-attention', 20],
      ['attention-product', 20],
    ]);
  });

  it('has no rank where a patch was left out, and nothing where none was measured', () => {
    const maps = [{ id: 'task-relevance', values: Float32Array.of(0.1, NaN, 0.4, 0.4) }] as const;
    const state = keep(NO_RUNS, 'a', fakeResult({ maps }));
    expect(ranksAt(state, 's', level0Point(300, 70))[0]?.ranks[0]).toMatchObject({ patch: 1, value: NaN, place: null });
    expect(ranksAt(state, 's', level0Point(300, 700))).toEqual([]);
    expect(ranksAt(state, 'other', level0Point(300, 70))).toEqual([]);
  });
});
