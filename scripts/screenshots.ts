/** `npm run screenshots [-- name.png …]`: makes the pictures of `docs/images` again, or those named, on the phantom (never on tissue). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { ExportsPanel } from '../e2e/pages/exports.ts';
import { FoveaPage } from '../e2e/pages/fovea-page.ts';
import { WhatIfPanel, screenOfSlide } from '../e2e/pages/what-if.ts';
import { launchBrowser } from './analyze/browser.ts';
import { ensureBuild } from './ensure-build.ts';
import { DIST, fromRoot } from './paths.ts';
import { startServer } from './serve.ts';

const IMAGES = fromRoot('docs/images');
const RUN_TIMEOUT_MS = 300_000;
/** Until what moves has come to rest. */
const SETTLE_MS = 500;
/** Until the pictures of patches are there. */
const PICTURES_MS = 3000;

async function shoot(fovea: FoveaPage, name: string): Promise<void> {
  const picture = await fovea.page.screenshot();
  // A palette keeps text sharp and the file a third of the size.
  await sharp(picture).png({ palette: true, quality: 90, effort: 10 }).toFile(join(IMAGES, name));
  console.log(`docs/images/${name}`);
}

/** What each picture shows, in a window of its own. */
const PICTURES: Readonly<Record<string, (fovea: FoveaPage) => Promise<void>>> = {
  'empty.png': async (fovea) => {
    await fovea.emptyScreen.waitFor();
  },

  'phantom-run.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-tda-mil');
    await run(fovea);
    // On one of the planted nests, so that the readout has something to say.
    await fovea.hover(0.18, 0.58);
  },

  'phantom-survival.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-tda-mil');
    await run(fovea);
    // The survival model on the same slide: two results in the list, features shared.
    await fovea.model.choose('phantom-dsca');
    await run(fovea);
    await fovea.hover(0.18, 0.58);
  },

  'phantom-inside-a-patch.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-dsca');
    await run(fovea);
    await fovea.result.map('cross-attention').click();
    await fovea.result.mostAttended.click();
    await fovea.waitUntilDrawn();
    await fovea.result.parts.nth(15).hover();
  },

  'phantom-sampling.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-attention-sampling');
    await fovea.sampling.startDrawing();
    await fovea.sampling.drag(fovea.stage, [0.09, 0.38], [0.42, 0.78]);
    await fovea.sampling.field('samples').fill('8');
    await run(fovea);
    // On one of the patches, so that it stands out in the list and on the slide.
    await fovea.sampling.patches.nth(1).hover();
  },

  'phantom-patches.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-tda-mil');
    await run(fovea);
    await fovea.patches.section.scrollIntoViewIfNeeded();
    await fovea.patches.most.first().hover();
    await fovea.page.waitForTimeout(PICTURES_MS);
  },

  'phantom-compare.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-tda-mil');
    await run(fovea);
    await fovea.compare.button.click();
    await fovea.compare.choose('four');
    await fovea.waitUntilDrawn();
  },

  'phantom-what-if.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-tda-mil');
    await run(fovea);
    const whatIf = new WhatIfPanel(fovea.page);
    await whatIf.open();
    const toScreen = await screenOfSlide(fovea.page, fovea.stage, fovea.readout);
    await whatIf.take('rectangle');
    // The left piece of tissue, with three of the five nests.
    await whatIf.drawBox(toScreen, { x: 200, y: 250, width: 3200, height: 4500 });
    await whatIf.waitUntilAnswered();
    await fovea.page.keyboard.press('Escape');
    await whatIf.answer.scrollIntoViewIfNeeded();
  },

  'phantom-share.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-tda-mil');
    await run(fovea);
    await fovea.share.button.click();
    await fovea.share.address.waitFor();
  },

  'phantom-report.png': async (fovea) => {
    await openPhantom(fovea, 'phantom-tda-mil');
    await run(fovea);
    await fovea.page.setViewportSize({ width: 1000, height: 1300 });
    await new ExportsPanel(fovea.page).openReport();
  },
};

async function openPhantom(fovea: FoveaPage, modelId: string): Promise<void> {
  await fovea.openPhantom();
  await fovea.waitUntilOpened(RUN_TIMEOUT_MS);
  await fovea.model.choose(modelId);
  await fovea.model.chooseBackEnd('wasm');
  await fovea.waitUntilDrawn();
}

async function run(fovea: FoveaPage): Promise<void> {
  await fovea.model.run();
  // An earlier result may be on screen meanwhile.
  await fovea.model.cancelButton.waitFor();
  await fovea.model.cancelButton.waitFor({ state: 'hidden', timeout: RUN_TIMEOUT_MS });
  await fovea.result.exports.waitFor();
  await fovea.waitUntilDrawn();
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in PICTURES));
if (unknown.length > 0)
  throw new Error(`no such picture: ${unknown.join(', ')}; there are ${Object.keys(PICTURES).join(', ')}`);

ensureBuild();
mkdirSync(IMAGES, { recursive: true });
const server = await startServer(DIST, 0);
const browser = await launchBrowser({ webgpu: false, url: server.url }, console.log);
try {
  for (const [name, make] of Object.entries(PICTURES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
    const fovea = new FoveaPage(page, server.url);
    await fovea.goto();
    await make(fovea);
    await page.waitForTimeout(SETTLE_MS);
    await shoot(fovea, name);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
