/**
 * A ViT-L/16 of 303 million parameters (random weights, 1.2 GB beside the graph) from a server that breaks off, through a reload, to features of a few
 * patches on WASM. Made once by `models/tools` and kept in `node_modules/.cache`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession } from '@playwright/test';
import { ensurePython } from '../scripts/python.ts';
import { fromRoot } from '../scripts/paths.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { startModelSite } from './model-site.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';

const ID = 'random-vit-large';
const CACHE = fromRoot(`node_modules/.cache/fovea-${ID}`);
const WEIGHTS = 'encoder.onnx.data';
const MINUTE_MS = 60_000;

test.describe.configure({ timeout: 40 * MINUTE_MS });

const ABOUT = {
  name: 'Large encoder, random weights (TDA-MIL)',
  question: 'None: its weights are random.',
  class_names: ['no', 'yes'],
  positive_class: 1,
  phantom: true,
  patch_size_pixels: 224,
  spacing_um_px: 0.5714,
  licence: { weights: 'CC0-1.0', data: ['nothing was trained'] },
  training: { data: 'None: random weights.', recipe: 'None.' },
  intended_use: 'A test of large encoders.',
  limits: ['Random weights: its answer means nothing.'],
};

const HEAD = `
import sys, torch
from fovea_models.tda_mil import Config, TdaMil
torch.manual_seed(0)
torch.save(TdaMil(Config(features=1024, width=32, heads=4, blocks=2, classes=2)).state_dict(), sys.argv[1])
`;

/** The bundle's folder, made where it is not there yet; a text says why it cannot be. */
async function largeBundle(): Promise<{ readonly folder: string } | string> {
  const folder = join(CACHE, ID);
  if (existsSync(join(folder, 'model.json'))) return { folder };
  let python: string;
  try {
    python = await ensurePython((line) => {
      console.log(line);
    });
  } catch (error) {
    return `no Python with models/tools: ${error instanceof Error ? error.message : String(error)}`;
  }
  rmSync(CACHE, { recursive: true, force: true });
  const made = `${CACHE}-new`;
  mkdirSync(made, { recursive: true });
  const at = (name: string) => join(made, name);
  writeFileSync(at('about.json'), JSON.stringify(ABOUT));
  writeFileSync(at('config.json'), JSON.stringify({ heads: 4, second_pass: 'from-input' }));
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', cwd: fromRoot('models/tools') });
    if (status !== 0) throw new Error(`python ${args.join(' ')} failed:\n${stdout}${stderr}`);
  };
  run('-c', HEAD, at('head.pt'));
  run('-m', 'fovea_models', 'random-vit', at('vit.onnx'), '--size', 'large', '--seed', '1');
  const half = ['0.5', '0.5', '0.5'];
  const files = ['--head', at('head.pt'), '--config', at('config.json'), '--about', at('about.json')];
  const encoder = ['--encoder', at('vit.onnx'), '--pool', 'cls', '--mean', ...half, '--std', ...half];
  run('-m', 'fovea_models', 'bundle', at(ID), '--architecture', 'tda-mil', ...files, ...encoder);
  for (const name of readdirSync(made)) if (name !== ID) rmSync(at(name));
  renameSync(made, CACHE);
  return { folder };
}

function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1).replaceAll('\\', '/'), path];
    }),
  );
}

/** Largest resident memory that any of the browser's pages has had, bytes; null where the system does not tell. */
async function peakBytes(session: CDPSession): Promise<number | null> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => `/proc/${id}/status`)
    .filter((path) => existsSync(path))
    .map((path) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) * 1024);
  return peaks.length > 0 ? Math.max(...peaks) : null;
}

test('an encoder of 300 million parameters streams, survives a cut and a reload, and runs on WASM', async ({
  page,
  browser,
  slides,
}) => {
  // prettier-ignore
  const made = await largeBundle();
  test.skip(typeof made === 'string', typeof made === 'string' ? made : '');
  if (typeof made === 'string') return;
  const files = filesOf(made.folder);
  const weightBytes = (JSON.parse(readFileSync(join(made.folder, 'model.json'), 'utf8')) as { files: { path: string; bytes: number }[] }).files.find(({ path }) => path === WEIGHTS)?.bytes ?? 0; // prettier-ignore
  expect(weightBytes).toBeGreaterThan(1.2e9);
  const site = await startModelSite({ [ID]: files });
  const session = await browser.newBrowserCDPSession();
  const figures: Record<string, string> = {};
  const seconds = (fromMs: number) => `${((performance.now() - fromMs) / 1000).toFixed(1)} s`;
  try {
    const fovea = new FoveaPage(page, site.url);
    const begin = async () => {
      await fovea.goto();
      await fovea.openFile(slides.tiny);
      expect(await fovea.waitUntilOpened(MINUTE_MS)).toBeNull();
      await fovea.model.choose(ID);
      await fovea.model.chooseBackEnd('wasm');
      await fovea.model.run();
    };
    const ranges = () => site.asked.filter(({ path }) => path === WEIGHTS).map(({ range }) => range);

    // The first answer breaks off at 400 MB; the run goes on by itself.
    site.cutAfter = (path, request) => (path === WEIGHTS && request === 1 ? 400e6 : Infinity);
    const startedMs = performance.now();
    await begin();
    await expect.poll(() => ranges().length, { timeout: 5 * MINUTE_MS }).toBe(2);
    figures['first 400 MB'] = seconds(startedMs);
    expect(Number(/^bytes=(\d+)-/.exec(ranges()[1] ?? '')?.[1])).toBeGreaterThan(300e6);
    await expect(fovea.model.dock).toContainText(/[67]\d\d MB of 1\.2 GB/, { timeout: 5 * MINUTE_MS });
    figures['as shown'] = (await fovea.model.dock.innerText()).replaceAll('\n', ' · ');

    // The tab goes away in the middle: the next visit verifies what is there and asks for the rest.
    const reloadedMs = performance.now();
    await page.reload();
    await begin();
    await expect.poll(() => ranges().length, { timeout: 5 * MINUTE_MS }).toBe(3);
    figures['what was there verified after'] = seconds(reloadedMs);
    const rest = Number(/^bytes=(\d+)-/.exec(ranges()[2] ?? '')?.[1]);
    expect(rest).toBeGreaterThan(550e6);
    figures['what was there'] = `${(rest / 1e6).toFixed(0)} MB`;
    await expect(fovea.model.dock).toContainText(/Checking the model/, { timeout: 10 * MINUTE_MS });
    figures['rest there after'] = seconds(reloadedMs);
    await fovea.result.scores.waitFor({ timeout: 20 * MINUTE_MS });
    figures['answer after'] = seconds(reloadedMs);
    const first = readResultFile((await fovea.result.export('result')).path);
    expect(first.patches).toHaveLength(6);
    expect(first.run.backEnd).toMatchObject({ kind: 'wasm', precision: 'fp32' });
    expect(first.run.notes).not.toContainEqual(expect.stringMatching(/could not be kept/));
    figures['patches/s'] = first.timings.patchesPerSecond.toFixed(3);

    // The second use reads nothing from the server.
    const asked = site.asked.length;
    await new KeepingPanel(page).reloadWithoutResults();
    const againMs = performance.now();
    await begin();
    await fovea.result.scores.waitFor({ timeout: 20 * MINUTE_MS });
    figures['second use, answer after'] = seconds(againMs);
    const again = readResultFile((await fovea.result.export('result')).path);
    figures['second use, model'] = `${again.timings.modelSeconds.toFixed(1)} s`;
    const peak = await peakBytes(session);
    if (peak !== null) {
      figures['peak memory of the page'] = `${(peak / 1e9).toFixed(2)} GB`;
      // Once in WASM, and a tensor or two on the way: never a second copy of all weights.
      expect(peak).toBeLessThan(1.75 * weightBytes + 0.7e9);
    }
    // The page's own list, and this test's.
    expect(new Set(site.asked.slice(asked).map(({ path }) => path))).toEqual(new Set(['model.json']));
  } finally {
    console.log(JSON.stringify(figures, null, 2));
    await session.detach();
    await site.close();
  }
});
