import { expect, it } from 'vitest';
import { parseNumber } from './parse-number.ts';

it.each([
  ['0.5', 0.5],
  [' 0,63 ', 0.63],
  ['2', 2],
  ['.25', 0.25],
  ['3.', 3],
])('reads %j', (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

it.each(['', '.', '-1', '1e3', '0.5 µm', '1,000.5', '0x10', 'NaN'])('does not guess at %j', (text) => {
  expect(parseNumber(text)).toBeNull();
});
