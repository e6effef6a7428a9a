/**
 * `npm test`: every check, a line for each, stopping where one fails. Those that only read the sources run two at a time, the rest in
 * turn. `--full` adds the runs that take minutes (real slides, software GPU); `--from STEP` starts at a later step; names of steps run
 * only these.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ROOT } from './paths.ts';
import { ensureChromium } from './install-chromium.ts';
import { countTests, type TestCount } from './test-count.ts';

interface Step {
  readonly name: string;
  readonly script: string;
  /** Its lines are shown as they come: it may have to download, and says what it skips. */
  readonly live?: true;
  /** Works on one thread and changes nothing that its neighbours read: runs beside its neighbour of that kind. */
  readonly beside?: true;
}

const STEPS: readonly Step[] = [
  { name: 'lint', script: 'lint', beside: true },
  { name: 'reference bundles', script: 'reference-bundles', live: true, beside: true },
  { name: 'format', script: 'format:check', beside: true },
  { name: 'types', script: 'types', beside: true },
  { name: 'boundaries', script: 'boundaries', beside: true },
  { name: 'unused', script: 'unused', beside: true },
  { name: 'unit', script: 'unit' },
  { name: 'build', script: 'build' },
  { name: 'size', script: 'size' },
  { name: 'browser', script: 'browser' },
  { name: 'e2e', script: 'e2e' },
];

interface Outcome {
  readonly code: number;
  readonly output: string;
}

function runScript({ script, live }: Step, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(npm, ['run', '--silent', script], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (live) process.stdout.write(text.replace(/^(?=.)/gm, '    '));
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

function chosenSteps(args: readonly string[]): readonly Step[] {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { from: { type: 'string' }, full: { type: 'boolean' } },
  });
  const named = values.from === undefined ? positionals : [values.from];
  const unknown = named.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(`no such step: ${unknown.join(', ')}; there are ${STEPS.map((step) => step.name).join(', ')}`);
  }
  if (values.from !== undefined) return STEPS.slice(STEPS.findIndex((step) => step.name === values.from));
  return named.length > 0 ? STEPS.filter((step) => named.includes(step.name)) : STEPS;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const steps = chosenSteps(args);
  const env = {
    ...process.env,
    ...(args.includes('--full') ? { FOVEA_FULL: '1' } : {}),
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  };
  if (steps.some((step) => step.name === 'browser' || step.name === 'e2e')) {
    console.log(`Chromium: ${ensureChromium(console.log)}`);
  }
  const total: TestCount = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...steps];
  const isSound = () => total.failed === 0;
  const check = async (step: Step) => {
    const startedMs = performance.now();
    const { code, output } = await runScript(step, env);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const count = countTests(output);
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
    const tests =
      count.passed + count.failed + count.skipped > 0 ? `  ${count.passed} passed, ${count.skipped} skipped` : '';
    console.log(`${code === 0 ? '✓' : '✗'} ${step.name.padEnd(17)} ${seconds.padStart(6)} s${code === 0 ? tests : ''}`);
    if (code !== 0) {
      if (total.failed === 0) total.failed = 1;
      console.log(`\n${output.trimEnd()}\n\n${step.name} failed (alone: npm run ${step.script})`);
    } else if (step.name === 'size') console.log(output.trimEnd().replace(/^/gm, '    '));
  };
  const lane = async () => {
    for (let step = waiting[0]; step?.beside && isSound(); step = waiting[0]) {
      waiting.shift();
      await check(step);
    }
  };
  await Promise.all([lane(), lane()]);
  while (waiting.length > 0 && isSound()) {
    const step = waiting.shift();
    if (step) await check(step);
  }
  if (waiting.length > 0) console.log(`not run: ${waiting.map(({ name }) => name).join(', ')}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0) process.exitCode = 1;
}

await main();
