import { expect, it } from 'vitest';
import { parseBoundedJson } from './bounded-json.ts';

const MEGABYTE = 1 << 20;
const long = { name: `[{"\\${'['.repeat(MEGABYTE)}`, list: [[[{}]]] };

it('a long text is what it is for the parser that it is given to', () => {
  expect(parseBoundedJson(JSON.stringify(long))).toEqual(long);
  const wide = `[${'[[]],'.repeat(MEGABYTE / 4)}[]]`;
  expect(parseBoundedJson(wide)).toHaveLength(MEGABYTE / 4 + 1);
  expect(() => parseBoundedJson(`"${'x'.repeat(MEGABYTE)}`)).toThrow(SyntaxError);
});

it('one of lists in lists is refused before it is parsed, with the place', () => {
  const spaces = ' '.repeat(MEGABYTE);
  expect(() => parseBoundedJson(spaces + '['.repeat(1001))).toThrow(`position ${MEGABYTE + 1000}`);
  expect(() => parseBoundedJson(spaces + '{"a":'.repeat(1001))).toThrow(`position ${MEGABYTE + 5000}`);
  expect(() => parseBoundedJson(spaces + '['.repeat(1000) + ']'.repeat(1000))).not.toThrow();
});
