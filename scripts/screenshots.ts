/** `npm run screenshots`: makes the pictures of `docs/images` again, on the phantom (never on tissue). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { FoveaPage } from '../e2e/pages/fovea-page.ts';
import { launchBrowser } from './analyze/browser.ts';
import { ensureBuild } from './ensure-build.ts';
import { DIST, fromRoot } from './paths.ts';
import { startServer } from './serve.ts';

const IMAGES = fromRoot('docs/images');
const RUN_TIMEOUT_MS = 300_000;

async function shoot(fovea: FoveaPage, name: string): Promise<void> {
  const picture = await fovea.page.screenshot();
  // A palette keeps text sharp and the file a third of the size.
  await sharp(picture).png({ palette: true, quality: 90, effort: 10 }).toFile(join(IMAGES, name));
  console.log(`docs/images/${name}`);
}

ensureBuild();
mkdirSync(IMAGES, { recursive: true });
const server = await startServer(DIST, 0);
const browser = await launchBrowser({ webgpu: false, url: server.url }, console.log);
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const fovea = new FoveaPage(page, server.url);
  await fovea.goto();
  await fovea.emptyScreen.waitFor();
  await shoot(fovea, 'empty.png');

  await fovea.openPhantom();
  await fovea.waitUntilOpened(RUN_TIMEOUT_MS);
  await fovea.model.choose('phantom-tda-mil');
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  await fovea.waitUntilDrawn();
  // On one of the planted nests, so that the readout has something to say.
  await fovea.hover(0.18, 0.58);
  await page.waitForTimeout(500);
  await shoot(fovea, 'phantom-run.png');
} finally {
  await browser.close();
  await server.close();
}
