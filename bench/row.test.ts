import { expect, it } from 'vitest';
import { advantage, figure, table, type BenchRow } from './row.ts';

const faster: BenchRow = {
  what: 'tiles decoded',
  unit: 'tiles/s',
  fovea: 500,
  beside: { name: 'geotiff', value: 200 },
  better: 'higher',
};
const slower: BenchRow = {
  what: 'first view',
  unit: 's',
  fovea: 2,
  beside: { name: 'defaults', value: 1.6 },
  better: 'lower',
};

it('gives three significant digits', () => {
  expect([0, 0.01234, 1.2345, 12.345, 1234.5, null].map(figure)).toEqual(['0', '0.012', '1.23', '12.3', '1235', '–']);
});

it('says how many times better, whichever way is better', () => {
  expect(advantage(faster)).toBe('2.50×');
  expect(advantage(slower)).toBe('0.800×');
  expect(advantage({ ...faster, fovea: null })).toBe('–');
});

it('lines up the columns', () => {
  const lines = table([faster, slower]).split('\n');
  expect(lines).toHaveLength(3);
  const column = lines[0]?.indexOf('that is');
  expect(lines[1]?.indexOf('geotiff')).toBe(column);
  expect(lines[2]?.indexOf('defaults')).toBe(column);
});
