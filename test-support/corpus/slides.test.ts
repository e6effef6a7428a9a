import { allocations, resetAllocations } from './allocations.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SlideCase, SlideFamily } from './case.ts';
import { pictureFamilies } from './picture-cases.ts';
import { slideReading, type SlideOutcome, type SlideReading } from './read-slide.ts';
import { jpegFamilies } from './jpeg-cases.ts';
import { tiffFamilies } from './tiff-cases.ts';

const families: readonly SlideFamily[] = [
  ...(await tiffFamilies()),
  ...(await jpegFamilies()),
  ...(await pictureFamilies()),
];
const reading: SlideReading = await slideReading();

/** Bounds of one case; the files are some tens of kilobytes, the largest some megabytes. Against hangs, not a measure of speed. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_MS = 20_000;

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
  for (const [level, { width, height, tileWidth, tileHeight }] of good.description.levels.entries()) {
    const [got, wanted] = [outcome.levels[level], good.levels[level]];
    if (!got || !wanted) throw new Error(`level ${level} was not read`);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if (lost.includes(`${level}/${Math.floor(x / tileWidth)},${Math.floor(y / tileHeight)}`)) continue;
        const at = (y * width + x) * 3;
        if (got[at] !== wanted[at] || got[at + 1] !== wanted[at + 1] || got[at + 2] !== wanted[at + 2])
          throw new Error(`level ${level}: pixel ${x}, ${y} is another one`);
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
    const startedMs = performance.now();
    const outcome = await reading.read(one.location);
    const { totalBytes } = allocations();
    expect(performance.now() - startedMs).toBeLessThan(MOST_MS);
    expect(totalBytes).toBeLessThan((one.mostBytes ?? MOST_BYTES) + 8 * sizeOf(one));
    if (outcome.kind === 'open') expect(outcome.bytesRead).toBeLessThanOrEqual(4 * sizeOf(one) + 2 ** 20);
    check(one, outcome, good);
  });

  it('is still read as it was after all of them', async () => {
    expectSame(await reading.read(family.good), good, []);
  });
});
