import { describe, expect, it } from 'vitest';
import { gridOfList } from '#core/heatmap/grid-of-list.ts';
import { gridOfRects } from '#core/heatmap/patch-grid.ts';
import type { ImportedFile } from '#core/result/imports/imported-maps.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import { buffersOfFile, buffersOfResult, receivedFile, receivedResult, sentFile, sentResult } from './sent-patches.ts';

/** As a worker does it: what can changes owner. */
function crossed(result: Parameters<typeof sentResult>[0]) {
  const sent = sentResult(structuredClone(result));
  return receivedResult(structuredClone(sent, { transfer: buffersOfResult(sent) }));
}

describe('a result between threads', () => {
  it.each([
    ['with one list of patches', fakeResult()],
    ['with finer patches inside', fakeSurvivalResult()],
    ['of attention sampling', fakeSamplingResult()],
    [
      'with patches out of any grid',
      fakeResult({ patches: [1, 2, 3, 9].map((k) => ({ x: -k * k, y: k, width: 5, height: 7 })) }),
    ],
  ])('is the same on the other side, %s', (_, result) => {
    expect(crossed(result)).toEqual(result);
  });

  it('has its maps share their lists, and the page need not find their grids', () => {
    const result = fakeSurvivalResult();
    const { patches, maps } = crossed(result);
    expect(maps[2]?.patches).toBe(maps[1]?.patches);
    for (const list of [patches, maps[1]?.patches ?? []]) {
      expect(gridOfList(list)).toEqual(gridOfRects(list));
      expect(gridOfList(list)).toBe(gridOfList(list));
    }
    // Told, not found: another one would be as good to the list.
    const sent = sentResult(result);
    const received = receivedResult(sent);
    expect(gridOfList(received.patches)).toBe(sent.lists[sent.patches]?.grid);
  });

  it('of another program, or annotations alone, cross likewise', () => {
    const patches = [0, 1, 5].map((k) => ({ x: k * 256, y: 0, width: 256, height: 256 }));
    const maps = [{ name: 'prob_Tumor', values: Float32Array.of(0.5, NaN, 1) }];
    const file = { maps: { format: 'wsinfer-csv', patches, maps, notes: [] }, annotations: [], notes: [] } as const;
    const sent = sentFile(structuredClone<ImportedFile>(file));
    const received = receivedFile(structuredClone(sent, { transfer: buffersOfFile(sent) }));
    expect(received).toEqual(file);
    expect(gridOfList(received.maps?.patches ?? [])).toEqual(gridOfRects(patches));
    const words = { maps: null, annotations: [], notes: [{ kind: 'columns-left-out', names: ['slide'] }] } as const;
    expect(buffersOfFile(sentFile(words))).toEqual([]);
    expect(receivedFile(sentFile(words))).toEqual(words);
  });

  it('is refused where it names a list that is not there', () => {
    expect(() => receivedResult({ ...sentResult(fakeResult()), patches: 3 })).toThrow(RangeError);
  });
});
