import { describe, expect, it } from 'vitest';
import { keptPictures, rectKey } from './kept-pictures.ts';

const list = (...xs: number[]) => xs.map((x) => ({ rect: { x, y: 0, width: 8, height: 8 } }));
const pictured = (...xs: number[]) => new Map(list(...xs).map(({ rect }) => [rectKey(rect), rect.x] as const));
const left = (pictures: ReadonlyMap<string, number>) => [...pictures.values()];

describe('pictures of patches', () => {
  it('of the last four lists stay, the present one included', () => {
    expect(left(keptPictures(pictured(1, 2, 3, 4, 5, 6), list(6), 8))).toEqual([3, 4, 5, 6]);
    expect(left(keptPictures(pictured(1, 2, 3, 4, 5), list(4, 5), 8))).toEqual([1, 2, 3, 4, 5]);
  });

  it('go by when they were last on screen', () => {
    const known = keptPictures(pictured(1, 2, 3, 4), list(1), 8);
    expect(left(keptPictures(new Map([...known, ...pictured(5)]), list(5), 8))).toEqual([3, 4, 1, 5]);
  });

  it('stay in bounds however large they are, but for those of the present list', () => {
    expect(left(keptPictures(pictured(1, 2, 3, 4), list(3, 4), 4096))).toEqual([3, 4]);
    expect(left(keptPictures(pictured(1, 2, 3, 4), list(3, 4), 2048))).toEqual([1, 2, 3, 4]);
    expect(left(keptPictures(pictured(0, 1, 2, 3, 4), list(3, 4), 2048))).toEqual([1, 2, 3, 4]);
  });
});
