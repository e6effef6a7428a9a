import '../corpus/allocations.ts';
import { env } from 'node:process';
import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { allParsers } from '../corpus/parsers.ts';
import { fuzzTargets, type FuzzTarget } from './targets.ts';

const parsers = await allParsers();

/** With `npm run test:full` a minute of it. */
const isFull = env['FOVEA_FULL'] === '1';
const SEED = 20_261_122;

it('mutated files end in an object or a coded error, within bounds of time and memory', async () => {
  const targets = await fuzzTargets();
  const report = await fuzz(targets, isFull ? { seed: SEED, durationMs: 60_000 } : { seed: SEED, runs: 1200 });
  // What is no slide takes a fraction of the time.
  const cheap = targets.filter(({ name }) => name in parsers);
  const more = await fuzz(cheap, { seed: SEED + 1, runs: 3000 });
  expect(more.findings.map(({ target, run, what }) => `${target}, input ${run} of ${SEED + 1}: ${what}`)).toEqual([]);
  expect(report.findings.map(({ target, run, what }) => `${target}, input ${run}: ${what}`)).toEqual([]);
  for (const { name } of targets) {
    const { read = 0, refused = 0 } = report.targets[name] ?? {};
    expect(read + refused, name).toBeGreaterThan(50);
  }
  // Inputs that all ended alike would have been looked at by the first check alone.
  const endings = Object.values(report.targets).reduce((sum, target) => sum + target.endings, 0);
  expect(endings).toBeGreaterThan(200);
}, 600_000);

it('the inputs of a target are the same, however many run beside it: `--only` comes upon what was found', async () => {
  const seen: Record<string, string[]> = {};
  const target = (name: string): FuzzTarget => ({
    name,
    good: [new Uint8Array(new TextEncoder().encode(`{"${name}":[1,2,3]}`))],
    parse: (bytes) => {
      (seen[name] ??= []).push(Buffer.from(bytes).toString('hex'));
      // Now and then another ending, so that inputs are kept and mutated further.
      return Promise.resolve({ shape: String.fromCharCode(65 + (bytes.length % 20)) });
    },
  });
  await fuzz([target('a'), target('b'), target('c')], { seed: SEED, runs: 150 });
  const { b: among = [] } = seen;
  delete seen['b'];
  await fuzz([target('b')], { seed: SEED, runs: 50 });
  expect(new Set(among).size).toBeGreaterThan(30);
  expect(seen['b']).toEqual(among);
});
