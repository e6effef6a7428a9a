/**
 * Finds the Python that runs `models/tools`, and makes one where there is none: `FOVEA_PYTHON`, else a virtual environment in
 * `models/tools/.venv`. Run by itself it prints the path.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { ROOT, fromRoot } from './paths.ts';

/** PyPI's default build of torch for this version; what the shipped bundles were made with. */
const TORCH = 'torch==2.13.0';
const VENV = fromRoot('models/tools/.venv');
/** Written when the last step of making the environment is done: a broken-off one is made anew. */
const COMPLETE = join(VENV, 'complete');
const EXECUTABLE = join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Why this interpreter cannot run the tools, in a line; null where it can. */
function unfit(python: string): string | null {
  const run = spawnSync(python, ['-c', 'import fovea_models.bundle.bring'], { cwd: ROOT, encoding: 'utf8' });
  if (run.status === 0) return null;
  return run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? 'it ended without a word';
}

/** Runs a program to its end; throws with the last lines it said where it fails. */
async function step(what: string, program: string, args: readonly string[], log: (line: string) => void) {
  log(`Python: ${what} …`);
  const child = spawn(program, [...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (ended) => {
      resolve(ended ?? 1);
    });
  });
  if (code !== 0) throw new Error(`${what} failed:\n${said.trim()}`);
}

/**
 * Path of a Python that has the tools installed. The environment is made once (PyTorch: a large download, minutes).
 *
 * @throws Error saying what the user can do, where none can be made
 */
export async function ensurePython(log: (line: string) => void): Promise<string> {
  const named = process.env['FOVEA_PYTHON'];
  if (named !== undefined && named !== '') {
    const reason = unfit(named);
    if (reason === null) return named;
    throw new Error(`FOVEA_PYTHON is ${named}, which cannot run models/tools: ${reason}`);
  }
  if (existsSync(COMPLETE) && unfit(EXECUTABLE) === null) return EXECUTABLE;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  try {
    rmSync(VENV, { recursive: true, force: true });
    await step('making models/tools/.venv', 'python3', ['-m', 'venv', VENV], log);
    await step(`installing ${TORCH} (a large download)`, EXECUTABLE, [...pip, TORCH], log);
    await step('installing models/tools', EXECUTABLE, [...pip, '-e', 'models/tools[test]'], log);
  } catch (cause) {
    const help =
      'It needs Python 3.11 or newer with venv and pip, or FOVEA_PYTHON=/path/to/python that has models/tools.';
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${help}`, { cause });
  }
  const reason = unfit(EXECUTABLE);
  if (reason !== null) throw new Error(`models/tools/.venv was made, but cannot run the tools: ${reason}`);
  writeFileSync(COMPLETE, '');
  return EXECUTABLE;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  console.log(
    await ensurePython((line) => {
      console.error(line);
    }),
  );
}
