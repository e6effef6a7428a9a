/** Makes the production build where it is absent or older than what it is made from. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, ROOT, fromRoot } from './paths.ts';

const INPUTS = [
  'index.html',
  'package-lock.json',
  'vite.config.ts',
  'scripts/vite-model-bundles.ts',
  'scripts/vite-content-policy.ts',
  'scripts/vite-offline-shell.ts',
  'scripts/offline-shell.ts',
  'src',
  'workers',
  'public',
  'models',
];
/** Folders whose files never reach the build. */
const NOT_INPUTS = new Set(['node_modules', 'tools', '__pycache__']);

/** Modification time of the newest file at or under `path`, ms since 1970; 0 where there is none. */
export function newestFileMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = 0;
  for (const entry of readdirSync(path)) {
    if (!NOT_INPUTS.has(entry) && !/\.test\.tsx?$/.test(entry))
      newest = Math.max(newest, newestFileMs(join(path, entry)));
  }
  return newest;
}

function isStale(): boolean {
  const built = join(DIST, 'index.html');
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return INPUTS.some((input) => newestFileMs(fromRoot(input)) > builtMs);
}

/** Runs `vite build` if need be; throws with the build's output where it fails. */
export function ensureBuild(log: (line: string) => void = console.log): void {
  if (!isStale()) return;
  log('building …');
  const built = spawnSync(
    process.execPath,
    [fromRoot('node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  if (built.status !== 0) throw new Error(`the build failed:\n${built.stdout}${built.stderr}`);
}
