/**
 * `npm run types`: checks every runtime's code with that runtime's own library of types, side by side. By the compiler that is machine code,
 * a fifth of the work; the linter still needs the one in JavaScript (decision 0708).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ROOT, fromRoot } from './paths.ts';

const CONFIGS = ['tsconfig.core.json', 'tsconfig.worker.json', 'tsconfig.app.json', 'tsconfig.node.json'];

/** npm leaves out without a word what it could not fetch, or what there is none of for this machine: then the one in JavaScript does the same. */
function compiler(): string {
  const native = `node_modules/@typescript/typescript-${process.platform}-${process.arch}`;
  if (existsSync(fromRoot(native))) return fromRoot('node_modules/typescript-native/bin/tsc');
  console.log(`${native} is not installed: types are checked by TypeScript 6, which takes longer`);
  return fromRoot('node_modules/typescript/bin/tsc');
}

const COMPILER = compiler();

function check(config: string): Promise<number> {
  const args = [COMPILER, '--project', config, '--pretty', 'false'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

const codes = await Promise.all(CONFIGS.map(check));
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
