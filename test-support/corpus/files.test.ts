import { allocations, resetAllocations } from './allocations.ts';
import { describe, expect, it } from 'vitest';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { listedCases, listedRow } from './listed-cases.ts';
import { costBound, cpuMsOf } from './work.ts';
import { fileCases, type FileCase } from './file-cases.ts';
import { allParsers, type Parser, type ParserName } from './parsers.ts';

const parsers: Readonly<Record<ParserName, Parser>> = await allParsers();
const cases = fileCases(await allParsers());

/** Bytes that are made for one case; HDF5's library takes 16 MB when it starts. */
const MOST_BYTES = 64 * 2 ** 20;
const mostCpuMs = await costBound();

async function outcomeOf({ parser, bytes }: FileCase): Promise<string> {
  try {
    const value = await parsers[parser].parse(bytes);
    expect(value).toBeTypeOf('object');
    return 'read';
  } catch (error) {
    // Anything but a coded error fails the test with its own stack.
    if (!isFoveaError(error) || error.code === 'internal') throw error;
    return error.code;
  }
}

describe.each(Object.keys(parsers) as ParserName[])('hostile: %s', (parser) => {
  it('is read where it is in order', async () => {
    await expect(parsers[parser].parse(parsers[parser].good)).resolves.toBeTypeOf('object');
  });

  const own = cases.filter((one) => one.parser === parser);
  it.each(own.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    resetAllocations();
    const { value: outcome, cpuMs } = await cpuMsOf(() => outcomeOf(one));
    expect(outcome).toBe(one.expected);
    expect(cpuMs).toBeLessThan(mostCpuMs(one.bytes.length));
    expect(allocations().totalBytes).toBeLessThan(MOST_BYTES + 16 * one.bytes.length);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it('docs/reliability.md counts them, and no others', () => {
  const { rows, cases: listed, slides, slideFamilies } = listedCases();
  const names = Object.keys(parsers);
  const counted = names.map((name): [string, string] => {
    const own = cases.filter(({ parser }) => parser === name);
    return [
      name,
      listedRow(
        name,
        own.map(({ expected }) => (expected === 'read' ? 'undamaged' : 'refused')),
        false,
      ),
    ];
  });
  expect(rows).toMatchObject(Object.fromEntries(counted));
  expect(Object.keys(rows)).toHaveLength(slideFamilies + names.length);
  expect(listed).toBe(slides + cases.length);
});
