/** The GPU is taken away in the middle of a run, with all that was on it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { zipSync } from 'fflate';
import { noteOfRecord } from '#core/result/record-notes.ts';
import { classAnswer } from '#core/result/run-result.ts';
import type { ResultFile } from '#core/result/result-schema.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { CHROMIUM_FLAGS, SOFTWARE_WEBGPU_FLAGS, findChromium } from '../scripts/chromium.ts';
import { largestDifference } from './agreement.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { AddingPage } from './pages/adding.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { newProfile } from './share-setup.ts';

const FULL = process.env['FOVEA_FULL'] === '1';
/** After a second crash within two minutes Chromium gives no page a GPU for a while, which is not what is looked at here. */
const GIVE_A_GPU_AGAIN = '--disable-domain-blocking-for-3d-apis';
/** Of a run on the software GPU. */
const RUN_TIMEOUT_MS = 200_000;

test.describe.configure({ timeout: 400_000 });

/** Waits for the end of a run and gives what it found. */
async function resultOf(fovea: FoveaPage): Promise<ResultFile> {
  await expect(fovea.model.runButton).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(fovea.result.error).toBeHidden();
  return readResultFile((await fovea.result.export('result')).path);
}

/** As far apart as two back ends may be. */
function expectSame(one: ResultFile, other: ResultFile): void {
  expect(one.patches).toEqual(other.patches);
  expect(largestDifference(classAnswer(one.answer).logits, classAnswer(other.answer).logits)).toBeLessThan(1e-3);
  const values = ({ maps }: ResultFile) => maps['task-relevance']?.values.map(Number) ?? [];
  expect(largestDifference(values(one), values(other))).toBeLessThan(1e-3);
}

test('the GPU process crashes in the middle of a run: told, what was read is kept, the rest is read elsewhere, to the same answer', async ({
  site,
  slides,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-gpu-'));
  const zip = join(folder, 'small.zip');
  // Its graphs are next to nothing, which is what the software GPU can do: 480 patches in thirty batches.
  const { manifest, files } = await smallBundle({ id: 'gpu-small', patchSizePx: 64 });
  const text = new TextEncoder().encode(JSON.stringify(manifest));
  writeFileSync(zip, zipSync({ 'model.json': text, ...Object.fromEntries(files) }));
  const executablePath = findChromium();
  // A browser of its own: after some crashes it gives no GPU to anyone.
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...CHROMIUM_FLAGS, ...SOFTWARE_WEBGPU_FLAGS, ...(FULL ? [GIVE_A_GPU_AGAIN] : [])],
  });
  const protocol = await browser.newBrowserCDPSession();
  // Its process ends before it could answer.
  const crashGpu = () => void protocol.send('Browser.crashGpuProcess').catch(() => undefined);
  const { fovea } = await newProfile(browser, site.url);

  try {
    await fovea.goto();
    await fovea.openFile(slides.small);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    const adding = new AddingPage(fovea.page, fovea.model.section);
    await fovea.drop(zip);
    expect(await adding.outcome(RUN_TIMEOUT_MS)).toBeNull();
    await adding.dismiss();
    await fovea.model.chooseBackEnd('webgpu');
    await fovea.model.run();
    const reading = fovea.model.dock.getByText(/^Reading patches, [1-9]\d* of/);
    const said = await reading.innerText({ timeout: RUN_TIMEOUT_MS });
    crashGpu();
    await fovea.result.error.waitFor({ timeout: 30_000 });
    expect(await fovea.runState()).toMatchObject({ kind: 'failed', error: { code: 'run/gpu-lost' } });
    const done = Number(/\d+/.exec(said)?.[0]);
    expect(done).toBeGreaterThanOrEqual(16);

    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    const after = await resultOf(fovea);
    expect(after.run.backEnd.kind).toBe('wasm');
    const note = after.run.notes.map(noteOfRecord).find((one) => one?.kind === 'features-kept');
    if (note?.kind !== 'features-kept') throw new Error('nothing that was read was used');
    expect(note.count).toBeGreaterThanOrEqual(done);
    expect(note.count).toBeLessThan(after.patches.length);

    await fovea.model.forgetStoredFeatures();
    await fovea.model.run();
    const undisturbed = await resultOf(fovea);
    expect(undisturbed.run.notes.join()).not.toContain('kept');
    expectSame(after, undisturbed);

    if (FULL)
      await test.step('lost again while nothing runs: the next run is on the GPU that is there then', async () => {
        await fovea.model.forgetStoredFeatures();
        await fovea.model.chooseBackEnd('webgpu');
        for (const _ of ['on the GPU after it was lost', 'lost between two runs']) {
          await fovea.model.run();
          const onGpu = await resultOf(fovea);
          expect(onGpu.run.backEnd.kind).toBe('webgpu');
          expectSame(onGpu, undisturbed);
          crashGpu();
        }
      });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
