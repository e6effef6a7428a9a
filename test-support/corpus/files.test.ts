import { allocations, resetAllocations } from './allocations.ts';
import { describe, expect, it } from 'vitest';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { fileCases, type FileCase } from './file-cases.ts';
import { allParsers, type Parser, type ParserName } from './parsers.ts';

const parsers: Readonly<Record<ParserName, Parser>> = await allParsers();
const cases = fileCases(await allParsers());

/** Bounds of one case; HDF5's library takes 16 MB when it starts. Against hangs, not a measure of speed. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_MS = 20_000;

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
    const startedMs = performance.now();
    expect(await outcomeOf(one)).toBe(one.expected);
    expect(performance.now() - startedMs).toBeLessThan(MOST_MS);
    expect(allocations().totalBytes).toBeLessThan(MOST_BYTES + 16 * one.bytes.length);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
