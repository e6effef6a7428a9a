/**
 * `npm run fuzz -- --minutes 10 [--seed 1] [--only TIFF]`: mutated files against every reader and parser for as long as wanted. An input that
 * ends as none may is kept in a file, and said.
 */
import '#test-support/corpus/allocations.ts';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from '#test-support/fuzz/fuzz.ts';
import { fuzzTargets } from '#test-support/fuzz/targets.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error('--minutes and --seed are numbers');
const all = await fuzzTargets();
const targets = all.filter(({ name }) => values.only === undefined || name === values.only);
if (targets.length === 0) throw new Error(`--only one of: ${all.map(({ name }) => name).join(', ')}`);
console.log(`seed ${seed}, ${minutes} minutes, ${targets.length} targets`);
const report = await fuzz(targets, { seed, durationMs: minutes * 60_000 });
for (const [name, { read, refused, endings }] of Object.entries(report.targets))
  console.log(
    `${name.padEnd(22)} ${String(read).padStart(7)} read ${String(refused).padStart(7)} refused ${String(endings).padStart(5)} endings`,
  );
console.log(`${report.runs} inputs, ${report.findings.length} findings`);
if (report.findings.length > 0) {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-fuzz-'));
  for (const { target, run, what, bytes } of report.findings) {
    const path = join(folder, `${target.replaceAll(' ', '-')}-${run}.bin`);
    writeFileSync(path, bytes);
    console.log(`${target}, input ${run}: ${what}\n  ${path}`);
  }
  process.exitCode = 1;
}
