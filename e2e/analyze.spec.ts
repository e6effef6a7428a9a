import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, fromRoot } from '../scripts/paths.ts';
import { readFeaturesFile, readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';

const PHANTOM_MODEL = 'phantom-tda-mil';
/** Every kind of error; else one of each half of the way. */
const full = process.env['FOVEA_FULL'] === '1';

test.describe.configure({ timeout: 240_000 });

/** Runs the command as a script would; the exit code and what it said. */
function analyze(...args: string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [fromRoot('node_modules/tsx/dist/cli.mjs'), 'scripts/analyze.ts', ...args], {
    cwd: ROOT,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

test.describe('a run without a window', () => {
  let folder: string;

  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fovea-analyze-'));
  });

  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('writes the result and the features of a picture whose spacing is stated', async ({ slides }) => {
    const out = join(folder, 'result.json');
    const featuresOut = join(folder, 'features.safetensors');
    const { code, said } = await analyze(
      slides.noSpacing,
      '--model',
      PHANTOM_MODEL,
      '--spacing',
      '0.5',
      '--backend',
      'wasm',
      '--out',
      out,
      '--features',
      featuresOut,
    );
    expect(said).toContain('wrote');
    expect(code).toBe(0);
    const result = readResultFile(out);
    expect(result.patches).toHaveLength(30);
    expect(result.run).toMatchObject({
      slide: { spacingXUmPerPx: 0.5, spacingStatedBy: 'user' },
      bundle: { id: PHANTOM_MODEL },
      backEnd: { kind: 'wasm' },
    });
    const { features, coords } = readFeaturesFile(featuresOut);
    expect(coords).toEqual(result.patches.map(({ x, y }) => [x, y]));
    expect(features.every((row) => row.some((value) => value !== 0) && row.every(Number.isFinite))).toBe(true);
  });

  test('reads a Deep Zoom folder as a person would drop it', { tag: '@full' }, async ({ slides }) => {
    const out = join(folder, 'deep-zoom.json');
    const { code } = await analyze(
      slides.deepZoom,
      '--model',
      PHANTOM_MODEL,
      '--spacing',
      '0.5',
      '--backend',
      'wasm',
      '--out',
      out,
    );
    expect(code).toBe(0);
    expect(readResultFile(out).patches).toHaveLength(30);
  });

  test('draws as it is told from a picture without a spacing, taken as it is', { tag: '@full' }, async ({ slides }) => {
    const out = join(folder, 'sampling.json');
    const { code, said } = await analyze(
      slides.noSpacing,
      ...['--model', 'phantom-attention-sampling', '--backend', 'wasm', '--out', out],
      ...['--seed', '7', '--samples', '3', '--repeats', '2'],
    );
    expect(said).toContain('wrote');
    expect(code).toBe(0);
    const result = readResultFile(out);
    expect(result.sampling).toMatchObject({ scope: 'whole-image', mode: 'draw', samples: 3, repeats: 2 });
    expect(result.run).toMatchObject({ seed: 7, slide: { spacingStatedBy: 'model' } });
    const { width, height } = result.run.slide;
    expect(result.patches).toEqual([{ x: 0, y: 0, width, height }]);
  });

  test('says what went wrong, with an exit code for each kind', { tag: '@full' }, async ({ slides }) => {
    const out = join(folder, 'none.json');
    const rest = ['--model', PHANTOM_MODEL, '--backend', 'wasm', '--out', out];
    for (const { args, exitCode, says } of [
      { args: [slides.notASlide, ...rest], exitCode: 10, says: 'slide/unknown-format' },
      { args: [slides.noSpacing, ...rest], exitCode: 11, says: 'run/no-spacing' },
      ...(full
        ? [
            { args: [slides.noSpacing, '--out', out], exitCode: 2, says: '--model is missing' },
            { args: [slides.small, '--model', 'absent', '--out', out], exitCode: 12, says: 'model/unknown' },
            { args: [slides.small, ...rest, '--seed', '1'], exitCode: 2, says: 'no attention sampling' },
            { args: [slides.blank, ...rest], exitCode: 13, says: 'run/no-tissue' },
            { args: [slides.small, ...rest, '--spacing', '4'], exitCode: 14, says: 'run/slide-too-coarse' },
          ]
        : []),
    ]) {
      const { code, said } = await analyze(...args);
      expect(said).toContain(says);
      expect(code).toBe(exitCode);
    }
    expect(existsSync(out)).toBe(false);
  });
});
