import '../corpus/allocations.ts';
import { env } from 'node:process';
import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { fuzzTargets } from './targets.ts';

/** With `npm run test:full` a minute of it. */
const isFull = env['FOVEA_FULL'] === '1';
const SEED = 20_261_122;

it('mutated files end in an object or a coded error, within bounds of time and memory', async () => {
  const targets = await fuzzTargets();
  const report = await fuzz(targets, isFull ? { seed: SEED, durationMs: 60_000 } : { seed: SEED, runs: 1200 });
  expect(report.findings.map(({ target, run, what }) => `${target}, input ${run}: ${what}`)).toEqual([]);
  for (const { name } of targets) {
    const { read = 0, refused = 0 } = report.targets[name] ?? {};
    expect(read + refused, name).toBeGreaterThan(50);
  }
  // Inputs that all ended alike would have been looked at by the first check alone.
  const endings = Object.values(report.targets).reduce((sum, target) => sum + target.endings, 0);
  expect(endings).toBeGreaterThan(200);
}, 600_000);
