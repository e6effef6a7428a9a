import { allocations, resetAllocations } from './allocations.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Expected, SlideCase, SlideFamily } from './case.ts';
import { listedCases, listedRow, type ListedEnding } from './listed-cases.ts';
import { pictureFamilies } from './picture-cases.ts';
import { costBound, cpuMsOf } from './work.ts';
import { slideReading, type SlideOutcome, type SlideReading } from './read-slide.ts';
import { jpegFamilies } from './jpeg-cases.ts';
import { tiffFamilies } from './tiff-cases.ts';

const families: readonly SlideFamily[] = [
  ...(await tiffFamilies()),
  ...(await jpegFamilies()),
  ...(await pictureFamilies()),
];
const reading: SlideReading = await slideReading();

/** Bytes that are made for one case; the files are some tens of kilobytes, the largest some megabytes. */
const MOST_BYTES = 64 * 2 ** 20;
const mostCpuMs = await costBound();

function sizeOf({ location }: SlideCase): number {
  if (location.kind === 'url') return 0;
  return location.kind === 'file' ? location.file.size : location.files.reduce((sum, { file }) => sum + file.size, 0);
}

/** Pixels outside of the tiles that may be lost are those of the undamaged file. */
function expectSame(outcome: SlideOutcome, good: SlideOutcome, lost: readonly string[], mayBeHoles = false): void {
  if (outcome.kind !== 'open' || good.kind !== 'open') throw new Error(JSON.stringify(outcome));
  expect(mayBeHoles ? outcome.holes.filter((name) => !lost.includes(name)) : outcome.holes).toEqual(
    mayBeHoles ? [] : [...lost].sort(),
  );
  expect(outcome.levels.length).toBe(good.levels.length);
  for (const [level, { width, height, tileWidth, tileHeight, columns, rows }] of good.description.levels.entries()) {
    const [got, wanted] = [outcome.levels[level], good.levels[level]];
    if (!got || !wanted) throw new Error(`level ${level} was not read`);
    for (let tile = 0; tile < columns * rows; tile += 1) {
      const [column, row] = [tile % columns, Math.floor(tile / columns)];
      const name = `${level}/${column},${row}`;
      if (lost.includes(name)) continue;
      const [left, right] = [column * tileWidth, Math.min(width, (column + 1) * tileWidth)];
      for (let y = row * tileHeight; y < Math.min(height, (row + 1) * tileHeight); y += 1) {
        const [from, to] = [(y * width + left) * 3, (y * width + right) * 3];
        if (Buffer.compare(got.subarray(from, to), wanted.subarray(from, to)) !== 0)
          throw new Error(`tile ${name}: other pixels in row ${y}`);
      }
    }
  }
}

function check({ expected, extras = {}, describes }: SlideCase, outcome: SlideOutcome, good: SlideOutcome): void {
  if ('code' in expected) {
    expect(outcome).toMatchObject({ kind: 'refused', code: expected.code });
    return;
  }
  if ('undecided' in expected) {
    const { code, ...size } = expected.undecided;
    if (outcome.kind === 'open') expect(outcome.description).toMatchObject(size);
    else expect(outcome.code).toBe(code);
    return;
  }
  if (outcome.kind !== 'open') throw new Error(`refused: ${outcome.code}`);
  const all = Object.fromEntries(Object.keys(outcome.extras).map((name) => [name, extras[name] ?? 'ok']));
  expect(outcome.extras).toEqual(all);
  if (describes) expect(outcome.description).toMatchObject(describes);
  if ('picture' in expected) expectSame(outcome, good, []);
  else if ('holes' in expected) expectSame(outcome, good, expected.holes);
  else if ('changed' in expected) expectSame(outcome, good, expected.changed, true);
  else {
    const { width, height, holes } = expected.opens;
    expect(outcome.description).toMatchObject({ width, height });
    if (holes === undefined) expect(outcome.holes).toEqual([]);
    if (holes === 'all') expect(outcome.holes.length).toBeGreaterThan(0);
  }
}

describe.each(families.map((family) => [family.name, family] as const))('hostile %s', (_, family) => {
  let good: SlideOutcome;
  beforeAll(async () => {
    good = await reading.read(family.good);
    expect(good).toMatchObject({ kind: 'open', holes: [] });
  });

  it.each(family.cases.map((one) => [one.name, one] as const))('%s', async (__, one) => {
    resetAllocations();
    const { value: outcome, cpuMs } = await cpuMsOf(() => reading.read(one.location));
    const { totalBytes } = allocations();
    expect(cpuMs).toBeLessThan(mostCpuMs(sizeOf(one)));
    expect(totalBytes).toBeLessThan((one.mostBytes ?? MOST_BYTES) + 8 * sizeOf(one));
    if (outcome.kind === 'open') expect(outcome.bytesRead).toBeLessThanOrEqual(4 * sizeOf(one) + 2 ** 20);
    check(one, outcome, good);
  });

  it('is still read as it was after all of them', async () => {
    expectSame(await reading.read(family.good), good, []);
  });
});

function listedEnding(expected: Expected): ListedEnding {
  if ('code' in expected) return 'refused';
  return 'picture' in expected ? 'undamaged' : 'marked';
}

it('docs/reliability.md counts them', () => {
  const { rows, slides, slideFamilies } = listedCases();
  const counted = families.map(({ name, cases }): [string, string] => [
    name,
    listedRow(
      name,
      cases.map(({ expected }) => listedEnding(expected)),
      true,
    ),
  ]);
  expect(rows).toMatchObject(Object.fromEntries(counted));
  expect(slides).toBe(families.reduce((sum, { cases }) => sum + cases.length, 0));
  expect(slideFamilies).toBe(families.length);
});
