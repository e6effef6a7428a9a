import { expect, it } from 'vitest';
import { createFeatureMemory, ENTRY_BYTES } from './feature-memory.ts';

const two = Float32Array.of(1, 2);

it('keeps four grids, the ones used last', () => {
  const memory = createFeatureMemory();
  for (const key of ['coarse', 'fine', 'coarse, stand-ins', 'fine, stand-ins']) memory.of(key).write(0, 0, two);
  expect(memory.of('coarse').read(0, 0)).toEqual(two);
  memory.of('other').write(3, 4, two);
  expect(memory.of('coarse').read(0, 0)).toEqual(two);
  expect(memory.of('fine').read(0, 0)).toBeNull();
  expect(memory.of('coarse, stand-ins').read(0, 0)).toBeNull();
});

it('gives up the older grid before it is too large, and then writes no more', () => {
  const memory = createFeatureMemory(3 * (two.byteLength + ENTRY_BYTES));
  const old = memory.of('old');
  old.write(0, 0, two);
  const next = memory.of('new');
  for (let column = 0; column < 5; column++) next.write(column, 0, two);
  expect([0, 1, 2, 3, 4].map((column) => next.read(column, 0) !== null)).toEqual([true, true, true, false, false]);
  expect(memory.of('old').read(0, 0)).toBeNull();
  old.write(9, 9, two);
  expect(memory.of('old').read(9, 9)).toBeNull();
});

it('keeps a copy', () => {
  const cache = createFeatureMemory().of('a');
  const own = Float32Array.of(5, 6);
  cache.write(0, 0, own);
  own.fill(0);
  expect(cache.read(0, 0)).toEqual(Float32Array.of(5, 6));
});
