import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { BUILD_MEDIA_TYPES } from '#core/network/media-types.ts';
import { shellOf } from './offline-shell.ts';
import { fromRoot } from './paths.ts';

let folder = '';

function build(...paths: string[]): void {
  folder = mkdtempSync(join(tmpdir(), 'fovea-build-'));
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
}

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('a build’s files are the program’s, the phantom’s on the disk, or weights that are fetched by who reads them', () => {
  build(
    ...[
      'index.html',
      'service-worker.js',
      'assets/a-1.js',
      'models/index.json',
      'models/m/model.json',
      'models/m/CARD.md',
    ],
    ...['models/m/encoder.onnx', 'models/m/golden.json', 'phantom/index.json', 'phantom/phantom-01.tif'],
  );
  const shell = shellOf(folder, '0.1.0', (version) => {
    writeFileSync(join(folder, 'index.html'), version);
  });
  expect(shell.files.map(({ path }) => path)).toEqual([
    'assets/a-1.js',
    'index.html',
    'models/index.json',
    'models/m/CARD.md',
    'models/m/model.json',
    'phantom/index.json',
  ]);
  expect(shell.onDisk.map(({ path }) => path)).toEqual(['phantom/phantom-01.tif']);
  expect(shell.files.find(({ path }) => path === 'index.html')?.bytes).toBe(shell.version.length);
});

it('a build with a file of an ending whose type nobody stated fails', () => {
  build('index.html', 'assets/a.avif');
  expect(() => shellOf(folder, '0.1.0', () => undefined)).toThrow(/assets\/a\.avif/);
});

it('README gives hosts every ending of a build with its type, and web.config no other', () => {
  const page = readFileSync(fromRoot('README.md'), 'utf8');
  const rows = Array.from(
    page.matchAll(/^\| `\.(\w+)` \| `([^`]+)` \|$/gm),
    ([, ending = '', type = '']) => [ending, type] as const,
  );
  expect(new Map(rows)).toEqual(BUILD_MEDIA_TYPES);
  const mapped = Array.from(page.matchAll(/<mimeMap fileExtension="\.(\w+)" mimeType="([^"]+)"/g));
  expect(mapped.length).toBeGreaterThan(5);
  for (const [, ending = '', type] of mapped) expect([ending, BUILD_MEDIA_TYPES.get(ending)]).toEqual([ending, type]);
});
