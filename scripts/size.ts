/** `npm run size`: weighs what the build sends to a browser and fails where a budget is exceeded. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST } from './paths.ts';

/** What is weighed together, and the most it may weigh (kB = 1,000 bytes; gzip where a host would compress). */
interface Budget {
  readonly name: string;
  readonly kilobytes: number;
  readonly gzip: boolean;
  readonly files: (files: BuiltFiles) => readonly string[];
}

interface BuiltFiles {
  readonly all: readonly string[];
  /** Named by `index.html`: what has to arrive before anything is seen. */
  readonly initial: readonly string[];
}

const BUDGETS: readonly Budget[] = [
  {
    name: 'initial JS',
    kilobytes: 285,
    gzip: true,
    files: ({ initial }) => initial.filter((file) => file.endsWith('.js')),
  },
  // In pieces, each with its part: what is packed by itself packs worse.
  { name: 'CSS', kilobytes: 26, gzip: true, files: ({ all }) => all.filter((file) => file.endsWith('.css')) },
  {
    // The viewer with OpenSeadragon, the work on a slide, the dialogs, seven workers (each with the gate and the patience of the network),
    // Chinese.
    name: 'other JS (workers, parts loaded later)',
    kilobytes: 570,
    gzip: true,
    files: ({ all, initial }) => all.filter((file) => file.endsWith('.js') && !initial.includes(file) && !isHdf5(file)),
  },
  {
    name: 'HDF5 (fetched with the first such file)',
    kilobytes: 1_100,
    gzip: true,
    files: ({ all }) => all.filter(isHdf5),
  },
  {
    name: 'ONNX Runtime WASM',
    kilobytes: 27_500,
    gzip: false,
    files: ({ all }) => all.filter((file) => /ort-.*\.wasm$/.test(file)),
  },
  {
    name: 'decoder WASM',
    kilobytes: 350,
    gzip: false,
    files: ({ all }) => all.filter((file) => file.endsWith('.wasm') && !/ort-/.test(file)),
  },
  { name: 'fonts', kilobytes: 120, gzip: false, files: ({ all }) => all.filter((file) => file.endsWith('.woff2')) },
];

function isHdf5(file: string): boolean {
  return /hdf5_hl-.*\.js$/.test(file);
}

function builtFiles(): BuiltFiles {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  return {
    all: readdirSync(join(DIST, 'assets')).map((name) => `assets/${name}`),
    initial: [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path = '']) => path),
  };
}

function weigh(path: string, gzip: boolean): number {
  const bytes = readFileSync(join(DIST, path));
  return gzip ? gzipSync(bytes).length : bytes.length;
}

if (!existsSync(join(DIST, 'index.html'))) throw new Error('there is no build: run `npm run build` first');
const files = builtFiles();
for (const budget of BUDGETS) {
  const kilobytes = budget.files(files).reduce((sum, path) => sum + weigh(path, budget.gzip), 0) / 1000;
  const over = kilobytes > budget.kilobytes;
  if (over) process.exitCode = 1;
  const figures = `${kilobytes.toFixed(0).padStart(7)} of ${String(budget.kilobytes).padStart(6)} kB${budget.gzip ? ' gzip' : ''}`;
  console.log(`${over ? 'OVER' : 'ok  '} ${budget.name.padEnd(40)} ${figures}`);
}
