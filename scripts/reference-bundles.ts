/**
 * Bundles of the reference models in `../shared/data/reference`, made by the real `bundle` command for the browser tests that
 * compare with those models' own answers. They go to `node_modules/.cache/fovea/reference-bundles` and never into the
 * repository. Made again only when the reference files or the tools change; skipped where the shared data are absent.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, fromRoot } from './paths.ts';
import { ensurePython } from './python.ts';
import { SHARED_DATA_ABSENT, sharedData } from '../test-support/shared-data.ts';
import { REFERENCE_BUNDLES } from '../test-support/reference-bundles.ts';

const TOOLS = fromRoot('models/tools/src/fovea_models');
/** What the bundles are made from, beside the reference files. */
const SOURCES = [fromRoot('scripts/reference-bundles.ts'), fromRoot('models/bundle.schema.json'), TOOLS];

const ENCODER = 'fovea_models.encoders.vit:tiny';
const ENCODER_ARGS = ['--pool', 'cls', ...threeOf('--mean'), ...threeOf('--std')];

function threeOf(option: string): string[] {
  return [option, '0.5', '0.5', '0.5'];
}

const COMMON = {
  phantom: false,
  licence: { weights: 'none stated: for comparison only, never to be passed on', data: [] },
  training: { data: 'not known here', recipe: 'not known here' },
  intended_use: 'Tests of this software.',
  limits: ['Reference weights to compare numbers with; its answers mean nothing.'],
};

/** `about.json` of a DSCA reference: random weights with a random encoder of patches of 32 px. */
function aboutDsca(name: string, cox: boolean): object {
  return {
    ...COMMON,
    name: `Reference: DSCA ${name}`,
    question: 'No question: random weights.',
    ...(cox ? {} : { class_names: ['first bin', 'second bin', 'third bin', 'fourth bin'] }),
    survival: { unit: 'bins' },
    patch_size_pixels: 32,
    spacing_um_px: 2,
    order: 'x-outer',
    encoder_id: 'random-vit-tiny',
  };
}

/** `about.json` of a published attention-sampling checkpoint. */
function aboutSampling(samples: number, patchPx: number): object {
  return {
    ...COMMON,
    name: `Reference: attention sampling, ${samples} patches of ${patchPx} px`,
    question: 'Which lymphoma is it?',
    class_names: ['FL', 'CLL', 'MCL'],
    patch_size_pixels: patchPx,
    spacing_um_px: 0.33,
    image_pixels: { width: 1300, height: 1000 },
    samples,
  };
}

function filesUnder(path: string): string[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** SHA-256 over the content of everything the bundles depend on. */
function inputHash(reference: string): string {
  const hash = createHash('sha256');
  const sources = SOURCES.flatMap((path) =>
    path.endsWith('.ts') || path.endsWith('.json') ? [path] : filesUnder(path),
  );
  const weights = filesUnder(reference).filter((path) => !path.endsWith('.npz') && !path.endsWith('.h5'));
  for (const path of [...sources, ...weights]) hash.update(path.slice(ROOT.length)).update(readFileSync(path));
  return hash.digest('hex');
}

async function bundleCommand(python: string, args: readonly string[]): Promise<void> {
  const child = spawn(python, ['-m', 'fovea_models', 'bundle', ...args], {
    cwd: ROOT,
    env: { ...process.env, OMP_NUM_THREADS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (ended) => {
      resolve(ended ?? 1);
    });
  });
  if (code !== 0) throw new Error(`bundle ${args.join(' ')} failed:\n${said.trim()}`);
}

async function make(reference: string, folder: string): Promise<void> {
  const python = await ensurePython(console.log);
  const about = (id: string, content: object): string[] => {
    const path = join(folder, `${id}.about.json`);
    writeFileSync(path, JSON.stringify(content));
    return ['--about', path];
  };
  let encoder: string[] | null = null;
  for (const name of readdirSync(join(reference, 'dsca')).sort()) {
    const source = join(reference, 'dsca', name);
    const target = join(folder, `dsca-${name}`);
    console.log(`dsca-${name} …`);
    await bundleCommand(python, [
      target,
      ...['--architecture', 'dsca', '--head', join(source, 'state_dict.pt'), '--config', join(source, 'config.json')],
      ...about(`dsca-${name}`, aboutDsca(name, name === 'cox')),
      ...(encoder ?? ['--encoder', ENCODER, ...ENCODER_ARGS]),
    ]);
    encoder = ['--encoder', target];
  }
  for (const name of readdirSync(join(reference, 'attention-sampling'), { withFileTypes: true })) {
    const sizes = /^(\d+)_patches-(\d+)_pixels$/.exec(name.name);
    if (!name.isDirectory() || !sizes) continue;
    const [samples, patchPx] = [Number(sizes[1]), Number(sizes[2])];
    const id = `sampling-${samples}-of-${patchPx}-px`;
    console.log(`${id} …`);
    await bundleCommand(python, [
      join(folder, id),
      ...['--architecture', 'attention-sampling', '--head', join(reference, 'attention-sampling', name.name)],
      ...about(id, aboutSampling(samples, patchPx)),
    ]);
  }
}

async function main(): Promise<void> {
  const reference = sharedData('reference');
  if (reference === null) {
    console.log(`skipped: ${SHARED_DATA_ABSENT}`);
    return;
  }
  const hash = inputHash(reference);
  const stamp = join(REFERENCE_BUNDLES, 'stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    console.log('reference bundles: up to date');
    return;
  }
  const fresh = `${REFERENCE_BUNDLES}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await make(reference, fresh);
  writeFileSync(join(fresh, 'stamp'), hash);
  rmSync(REFERENCE_BUNDLES, { recursive: true, force: true });
  renameSync(fresh, REFERENCE_BUNDLES);
}

await main();
