import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromRoot } from './paths.ts';

/** A clean little project of the same layout: what every planted violation is added to. */
const CLEAN: Readonly<Record<string, string>> = {
  'src/core/slide/pyramid.ts': `import { z } from 'zod';\nexport const size = z.number();\n`,
  'src/core/slide/other.ts': `export const a = 1;\n`,
  'src/core/what-if/asked.ts': `export const asked = 1;\n`,
  'test-support/fake.ts': `export const fake = 1;\n`,
  'src/formats/tiff.ts': `import { fromUrl } from 'geotiff';\nimport { size } from '#core/slide/pyramid.ts';\nexport const open = [fromUrl, size];\n`,
  'src/network/gate.ts': `export { size as most } from '#core/slide/pyramid.ts';\n`,
  'src/ui/platform/fetch.ts': `export { most } from '#network/gate.ts';\n`,
  'src/state/store.ts': `export { size as stored } from '#core/slide/pyramid.ts';\n`,
  'src/viewer/viewer.ts': `import OpenSeadragon from 'openseadragon';\nexport const viewer = OpenSeadragon;\n`,
  'src/commands/open-slide.ts': `export { stored as opened } from '#state/store.ts';\n`,
  'src/ui/Panel.tsx': `export { opened as panel } from '#commands/open-slide.ts';\n`,
  'workers/slide/contract.ts': `import type { size } from '#core/slide/pyramid.ts';\nexport type Size = typeof size;\n`,
  'workers/slide/service.ts': `export { open } from '#formats/tiff.ts';\n`,
  'workers/inference/service.ts': `import * as ort from 'onnxruntime-web/webgpu';\nexport const session = ort;\n`,
};

/** Each: the rule that must fire, the file that breaks it and its text. */
const VIOLATIONS: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['core-imports-nothing-outward', 'src/core/slide/bad.ts', `export { open } from '#formats/tiff.ts';\n`],
  [
    'core-imports-nothing-outward',
    'src/core/slide/bad.ts',
    `import type { Size } from '#workers/slide/contract.ts';\nexport type S = Size;\n`,
  ],
  ['core-uses-zod-alone', 'src/core/slide/bad.ts', `export { unzip } from 'fflate';\n`],
  ['core-uses-zod-alone', 'src/core/slide/bad.ts', `export { readFileSync } from 'node:fs';\n`],
  [
    'share-links-use-zod-and-fflate-alone',
    'src/core/result/share-link/bad.ts',
    `export { readFileSync } from 'node:fs';\n`,
  ],
  ['results-know-nothing-of-what-if', 'src/core/result/bad.ts', `export { asked } from '#core/what-if/asked.ts';\n`],
  ['only-src-formats-knows-geotiff', 'workers/slide/bad.ts', `export { fromUrl } from 'geotiff';\n`],
  [
    'only-workers-inference-knows-onnxruntime-(web|common)',
    'src/commands/bad.ts',
    `import * as ort from 'onnxruntime-web/webgpu';\nexport const o = ort;\n`,
  ],
  [
    'only-src-viewer-knows-openseadragon',
    'src/ui/bad.ts',
    `import type { Viewer } from 'openseadragon';\nexport type V = Viewer;\n`,
  ],
  [
    'only-workers-result-knows-h5wasm',
    'workers/slide/bad.ts',
    `import h5wasm from 'h5wasm';\nexport const h = h5wasm;\n`,
  ],
  ['whole-file-worker-imports-core', 'workers/whole-file/bad.ts', `export { open } from '#formats/tiff.ts';\n`],
  ['offline-worker-imports-core', 'workers/offline/bad.ts', `export { open } from '#formats/tiff.ts';\n`],
  [
    'downloads-worker-imports-the-store-of-bundles',
    'workers/downloads/bad.ts',
    `export { open } from '#formats/tiff.ts';\n`,
  ],
  ['state-imports-core', 'src/state/bad.ts', `export { opened } from '#commands/open-slide.ts';\n`],
  [
    'commands-import-state-core-contracts',
    'src/commands/bad.ts',
    `export { open } from '#workers/slide/service.ts';\n`,
  ],
  ['viewer-imports-contracts-state-core', 'src/viewer/bad.ts', `export { panel } from '#ui/Panel.tsx';\n`],
  ['ui-imports-commands-viewer-state-core', 'src/ui/bad.ts', `export { open } from '#formats/tiff.ts';\n`],
  ['contracts-import-core-types', 'workers/inference/contract.ts', `export { open } from '#formats/tiff.ts';\n`],
  ['result-worker-imports-core', 'workers/result/bad.ts', `export { open } from '#formats/tiff.ts';\n`],
  ['slide-worker-imports-formats', 'workers/slide/bad.ts', `export { stored } from '#state/store.ts';\n`],
  ['network-imports-core', 'src/network/bad.ts', `export { stored } from '#state/store.ts';\n`],
  ['in-ui-only-platform-reaches-the-network', 'src/ui/bad.ts', `export { most } from '#network/gate.ts';\n`],
  ['formats-import-core', 'src/formats/bad.ts', `export { stored } from '#state/store.ts';\n`],
  ['shared-worker-code-imports-core', 'workers/shared/bad.ts', `export { open } from '#formats/tiff.ts';\n`],
  [
    'inference-worker-imports-the-slide-client',
    'workers/inference/bad.ts',
    `export { open } from '#workers/slide/service.ts';\n`,
  ],
  ['only-src-ui-knows-react(-dom)?', 'src/viewer/bad.ts', `export { useState } from 'react';\n`],
  ['no-tests-or-tools-in-the-product', 'src/state/bad.ts', `export { fake } from '#test-support/fake.ts';\n`],
  ['not-found', 'src/state/bad.ts', `export { nothing } from '#core/slide/absent.ts';\n`],
  ['no-cycles', 'src/core/slide/bad.ts', `import { a } from './other.ts';\nexport const b = a;\n`],
];

/** The folder that each violation's file is put into keeps its rule; its name is made unique so that one run sees them all. */
const planted = VIOLATIONS.map(([rule, path, text], i) => {
  const at = path.replace('bad.ts', `bad-${i}.ts`);
  return { rule, at, text: text.replaceAll('./bad.ts', `./bad-${i}.ts`) };
});

let folder: string;

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What dependency-cruiser finds in `folder`, as `rule: file`. */
function violations(): string[] {
  const program = join(folder, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'workers'];
  const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (run.stdout === '') throw new Error(run.stderr);
  const report = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return report.summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-boundaries-'));
  for (const file of ['package.json', '.dependency-cruiser.cjs', 'tsconfig.json', 'tsconfig.base.json']) {
    cpSync(fromRoot(file), join(folder, file));
  }
  symlinkSync(fromRoot('node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [path, text] of Object.entries(CLEAN)) put(path, text);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the dependency rules', { timeout: 60_000 }, () => {
  it('pass on a project that keeps them, and catch every planted violation', () => {
    expect(violations()).toEqual([]);
    for (const { at, text } of planted) put(at, text);
    put('src/core/slide/other.ts', `export { b as a } from './bad-${planted.length - 1}.ts';\n`);
    const found = violations();
    for (const { rule, at } of planted) expect(found).toContain(`${rule}: ${at}`);
    // Every rule that there is has been broken at least once.
    const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
    expect(new Set(config.forbidden.map(({ name }) => name))).toEqual(new Set(VIOLATIONS.map(([rule]) => rule)));
  });
});
