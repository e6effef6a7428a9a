import '../corpus/allocations.ts';
import { env } from 'node:process';
import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { fuzzTargets } from './targets.ts';

/** With `npm run test:full` a minute more. */
const isFull = env['FOVEA_FULL'] === '1';
const SEED = 20_261_122;

it('mutated files end in an object or a coded error, within bounds of time and memory', async () => {
  const targets = await fuzzTargets();
  const report = await fuzz(targets, isFull ? { seed: SEED, durationMs: 60_000 } : { seed: SEED, runs: 2000 });
  expect(report.findings.map(({ target, run, what }) => `${target}, input ${run}: ${what}`)).toEqual([]);
  for (const { name } of targets) {
    const { read = 0, refused = 0, endings = 0 } = report.targets[name] ?? {};
    expect({ name, inputs: read + refused, severalEndings: endings > 1 || name === 'preferences' }).toEqual({
      name,
      inputs: expect.any(Number) as number,
      severalEndings: true,
    });
    expect(read + refused).toBeGreaterThan(50);
  }
}, 600_000);
