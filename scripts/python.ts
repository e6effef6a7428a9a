/**
 * Finds the Python that runs `models/tools`, and makes one where there is none: `FOVEA_PYTHON`, else a virtual environment in
 * `models/tools/.venv`. Run by itself it prints the path.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { ROOT, fromRoot } from './paths.ts';

/** PyPI's default build of torch for this version; what the shipped bundles were made with. */
const TORCH = 'torch==2.13.0';
const VENV = fromRoot('models/tools/.venv');
/** What a broken-off environment leaves; renamed to this once it is complete. A virtual environment finds itself by its
 * own place, but its programs (`pip`) name the folder in which it was made: they are run as `python -m pip`. */
const FRESH = `${VENV}.new`;
/** Holds `wanted()` of the time when the environment was made: an environment of other packages is made anew. */
const COMPLETE = 'complete';
const PROGRAM = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
const EXECUTABLE = join(VENV, PROGRAM);
/** What the tools and their tests import. */
const NEEDED = 'fovea_models.bundle.bring, pytest, tifffile, openslide, onnxscript, h5py';

/** SHA-256 over what says which packages the environment has. */
function wanted(): string {
  return createHash('sha256')
    .update(TORCH)
    .update(readFileSync(fromRoot('models/tools/pyproject.toml')))
    .digest('hex');
}

function isComplete(): boolean {
  const mark = join(VENV, COMPLETE);
  return existsSync(mark) && readFileSync(mark, 'utf8') === wanted();
}

/** Why this interpreter cannot run the tools, in a line; null where it can. */
function unfit(python: string): string | null {
  return failure(python, `import ${NEEDED}`);
}

/** Why a line of Python fails, in a line; null where it does not. */
function failure(python: string, code: string): string | null {
  const run = spawnSync(python, ['-c', code], { cwd: ROOT, encoding: 'utf8' });
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
  if (isComplete() && unfit(EXECUTABLE) === null) return EXECUTABLE;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  try {
    const old = failure('python3', 'import sys; assert sys.version_info >= (3, 11), sys.version.split()[0]');
    if (old !== null) throw new Error(`python3 does not do: ${old}`);
    rmSync(FRESH, { recursive: true, force: true });
    const python = join(FRESH, PROGRAM);
    await step('making models/tools/.venv', 'python3', ['-m', 'venv', FRESH], log);
    await step(`installing ${TORCH} (a large download)`, python, [...pip, TORCH], log);
    await step('installing models/tools', python, [...pip, '-e', 'models/tools[test]'], log);
    const reason = unfit(python);
    if (reason !== null) throw new Error(`models/tools/.venv was made, but cannot run the tools: ${reason}`);
    writeFileSync(join(FRESH, COMPLETE), wanted());
    rmSync(VENV, { recursive: true, force: true });
    renameSync(FRESH, VENV);
  } catch (cause) {
    const help =
      'It needs Python 3.11 or newer with venv and pip, or FOVEA_PYTHON=/path/to/python that has models/tools.';
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${help}`, { cause });
  }
  return EXECUTABLE;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  console.log(
    await ensurePython((line) => {
      console.error(line);
    }),
  );
}
