/**
 * `npm run bench`: one table of everything that is measured, on this machine, in one go. `npm run bench -- slides viewer`
 * measures only these parts. Other work on the machine spoils the figures.
 */
import { readdirSync } from 'node:fs';
import { fromRoot } from '../scripts/paths.ts';
import { machineFacts } from './machine.ts';
import { table, type BenchRow } from './row.ts';

/** Each `bench/<name>.bench.ts` exports one function called `bench…` that measures and gives rows. */
const parts = readdirSync(fromRoot('bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => ({ name: file.slice(0, -'.bench.ts'.length), file }));

async function measure(file: string): Promise<BenchRow[]> {
  const module = (await import(`./${file}`)) as Readonly<Record<string, unknown>>;
  const rows: BenchRow[] = [];
  for (const [name, value] of Object.entries(module)) {
    // The convention above gives the function its type; TypeScript cannot follow an import by name.
    if (name.startsWith('bench') && typeof value === 'function')
      rows.push(...(await (value as () => Promise<BenchRow[]>)()));
  }
  return rows;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${parts.map((part) => part.name).join(', ')}`);

const rows: BenchRow[] = [];
for (const part of parts) {
  if (wanted.length > 0 && !wanted.includes(part.name)) continue;
  console.error(`measuring: ${part.name} …`);
  const startedMs = performance.now();
  try {
    rows.push(...(await measure(part.file)));
  } catch (error) {
    console.error(`${part.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  }
  console.error(`  ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
}
console.log(`${machineFacts().join('\n')}\n\n${table(rows)}`);
