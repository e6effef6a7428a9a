/** Workers that crash in the middle of their work, and memory that cannot be had: caused for real, in the build as it ships. */
import { copyFileSync } from 'node:fs';
import { chromium, type Browser, type Page, type Worker } from '@playwright/test';
import { errors } from '#ui/messages/en/errors.ts';
import { en } from '#ui/messages/en/index.ts';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { newProfile } from './share-setup.ts';

const WHY = 'made to crash';

/** The nested ones too; each answers to its name unless it computes without a pause. */
async function workerNamed(page: Page, name: string): Promise<Worker> {
  const named = page.workers().map(async (worker) => {
    if ((await worker.evaluate(() => self.name)) === name) return worker;
    throw new Error(worker.url());
  });
  return Promise.any(named);
}

/** Runs in front of the own code of each worker that the page starts; `call` is the call that the result worker is not to outlive. */
function mortal([why, call]: readonly [string, string | null]): void {
  new BroadcastChannel(why).onmessage = ({ data }) => {
    if (data === self.name) throw new Error(why);
  };
  const die = (event: MessageEvent<{ argumentList?: readonly { value?: unknown }[] }>): void => {
    if (event.data.argumentList?.[0]?.value !== call) return;
    event.stopImmediatePropagation();
    throw new Error(why);
  };
  if (call !== null) self.addEventListener('message', die, { capture: true });
}

test('each worker crashes in the middle of its work: what is lost is said, what was read is kept, and it goes on', async ({
  fovea,
  page,
}) => {
  const fault: { call: 'read' | 'write' | null } = { call: null };
  await page.route(/\/assets\/entry-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const body = `(${mortal.toString()})(${JSON.stringify([WHY, fault.call])});${await response.text()}`;
    await route.fulfill({ response, body });
  });
  const reading = fovea.model.dock.getByText(/^Reading patches, [1-9]\d* of/);
  const patchesRead = async () => Number(/\d+/.exec(await reading.innerText({ timeout: 60_000 }))?.[0]);
  const saysThat = async (worker: string) => {
    await expect(fovea.result.error).toHaveAttribute('data-code', 'worker/crashed');
    await expect(fovea.result.error).toContainText(`(${worker})`);
    await expect(fovea.result.error).toContainText(WHY);
    await expect(fovea.model.runButton).toBeEnabled();
  };
  await fovea.goto();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  let read = await patchesRead();

  await test.step('decode: its tiles are read again by another, and nobody need know', async () => {
    const decoder = await workerNamed(page, 'fovea-decode');
    const ended = decoder.waitForEvent('close');
    await decoder.evaluate((why) => {
      const die = (event: Event): void => {
        event.stopImmediatePropagation();
        throw new Error(why);
      };
      self.addEventListener('message', die, { capture: true, once: true });
    }, WHY);
    await ended;
    await expect.poll(patchesRead, { intervals: [50] }).toBeGreaterThan(read);
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  await test.step('slide: the run says so, the picture is read on by another', async () => {
    const slide = await workerNamed(page, 'fovea-slide');
    read = await patchesRead();
    await slide.evaluate((why) => {
      setTimeout(() => {
        throw new Error(why);
      });
    }, WHY);
    await saysThat('slide');
    await fovea.stage.dblclick();
    await fovea.waitUntilDrawn();
    await expect(fovea.statusBar).not.toContainText('not read');
    await expect(fovea.statusBar).toContainText(en.status.noDamaged);
  });

  await test.step('inference: run again it goes on from where it was, crashes, and goes on again', async () => {
    await fovea.model.run();
    expect(await patchesRead()).toBeGreaterThanOrEqual(read);
    read = await patchesRead();
    await page.evaluate((why) => {
      new BroadcastChannel(why).postMessage('fovea-inference');
    }, WHY);
    await saysThat('inference');
    await fovea.model.run();
    expect(await patchesRead()).toBeGreaterThanOrEqual(read);
    await fovea.result.scores.waitFor({ timeout: 60_000 });
    await expect(fovea.result.error).toBeHidden();
  });

  await test.step('result: a file that is written, and one that is read, by a worker that crashes over it', async () => {
    fault.call = 'write';
    await fovea.result.exports.getByRole('button', { name: en.result.exportResult }).click();
    await expect(fovea.result.error).toContainText('worker/crashed');
    await fovea.result.error.getByRole('button', { name: en.notices.dismiss }).click();
    fault.call = null;
    const { path } = await fovea.result.export('result');
    expect(readResultFile(path).patches.length).toBeGreaterThanOrEqual(read);

    fault.call = 'read';
    const named = `${path}.fovea.json`;
    copyFileSync(path, named);
    await fovea.openFile(named);
    await expect(fovea.openingError).toHaveAttribute('data-code', 'worker/crashed');
    await fovea.openingError.getByRole('button', { name: en.notices.dismiss }).click();
    await expect(fovea.result.scores).toBeVisible();
  });
});

/** Of 64 kB; the JPEG decoder begins with 800 of them. */
const TOO_FEW_PAGES = { decoder: 400, model: 810 } as const;

function launchWith(pages: number): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [...CHROMIUM_FLAGS, `--js-flags=--wasm-max-mem-pages=${pages}`],
  });
}

test('no memory for a large model: the run says what to do, and a smaller model runs in the same window', async ({
  site,
  slides,
}) => {
  const browser = await launchWith(TOO_FEW_PAGES.model);
  try {
    const { fovea } = await newProfile(browser, site.url);
    await fovea.goto();
    await fovea.openFile(slides.tiny);
    await fovea.waitUntilOpened(30_000);
    expect(await fovea.model.choose('carcinoma-tda-mil')).toBeNull();
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    await fovea.result.error.waitFor({ timeout: 60_000 });
    await expect(fovea.result.error).toHaveAttribute('data-code', 'run/out-of-memory');
    await expect(fovea.result.error).toContainText(errors['run/out-of-memory']({ what: '' }).todo);
    expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
    await fovea.model.run();
    await fovea.result.scores.waitFor({ timeout: 60_000 });
    await expect(fovea.result.error).toBeHidden();
  } finally {
    await browser.close();
  }
});

test('no memory for the JPEG decoder: a run says so at once, what is on screen stays', async ({ site, slides }) => {
  const browser = await launchWith(TOO_FEW_PAGES.decoder);
  try {
    const { fovea } = await newProfile(browser, site.url);
    await fovea.goto();
    await fovea.openFile(slides.tiny);
    await fovea.waitUntilOpened(30_000);
    await fovea.waitUntilDrawn();
    expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    await expect(fovea.result.error).toHaveAttribute('data-code', 'memory/full');
    await expect(fovea.result.error).toContainText(errors['memory/full']({ what: '' }).todo);
    await fovea.stage.dblclick();
    await fovea.waitUntilDrawn();
    await expect(fovea.statusBar).toContainText(en.status.noDamaged);
  } finally {
    await browser.close();
  }
});
