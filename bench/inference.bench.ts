import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import * as ort from 'onnxruntime-node';
import { hasEncoder, parseManifestText } from '../src/core/model/manifest.ts';
import type { EncodingManifest } from '../src/core/model/manifest.ts';
import { fromRoot } from '../scripts/paths.ts';
import { createOrtBackEnd } from '../workers/inference/ort/ort-back-end.ts';
import { createQueue } from '../workers/inference/ort/queue.ts';
import { launchChromium, serveHarness } from './harness.ts';
import { HEAD, measureEncoder } from './inference-harness/measure.ts';
import { descendantsMemoryBytes, withPeakMemory } from './process-memory.ts';
import type { BenchRow } from './row.ts';

const BATCH = 16;
const ENCODER_SECONDS = 8;
const HEAD_SIZES = [500, 2000, 8000, 20_000];
const HEAD_TIMEOUT_MS = 30 * 60_000;

/** A page of its own (and so a heap of its own) for one measurement. */
async function onPage<T>(browser: Browser, url: string, measure: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  try {
    page.setDefaultTimeout(HEAD_TIMEOUT_MS);
    await page.goto(url);
    return await measure(page);
  } finally {
    await page.close();
  }
}

function shippedBundles(): EncodingManifest[] {
  return readdirSync(fromRoot('models'))
    .map((name) => fromRoot(`models/${name}/model.json`))
    .filter((path) => existsSync(path))
    .map((path) => parseManifestText(readFileSync(path, 'utf8')))
    .filter(hasEncoder);
}

async function nativeRate(manifest: EncodingManifest, threads: number): Promise<number> {
  const model = new Uint8Array(readFileSync(fromRoot(`models/${manifest.id}/${manifest.encoder.files.fp32}`)));
  const backEnd = createOrtBackEnd({
    ort,
    kind: 'wasm',
    queue: createQueue(),
    limits: { scoreBytes: 2 ** 26, tensorBytes: 2 ** 31 },
    sessionOptions: { executionProviders: ['cpu'], intraOpNumThreads: threads },
  });
  return measureEncoder(backEnd, encoderRequest(manifest, model));
}

const encoderRequest = <M>(manifest: EncodingManifest, model: M) => ({
  model,
  featureDim: manifest.encoder.feature_dim,
  patchSizePx: manifest.patch_size_pixels,
  batch: BATCH,
  seconds: ENCODER_SECONDS,
});

async function encoderRow(browser: Browser, url: string, manifest: EncodingManifest): Promise<BenchRow> {
  const address = `${url}models/${manifest.id}/${manifest.encoder.files.fp32}`;
  const measured = await onPage(browser, url, async (page) => ({
    threads: await page.evaluate(() => window.inference.threads()),
    rate: await page.evaluate((request) => window.inference.encoder(request), encoderRequest(manifest, address)),
  }));
  return {
    what: `patches encoded, ${manifest.encoder.id}, ${manifest.patch_size_pixels}², WASM`,
    unit: 'patches/s',
    fovea: measured.rate,
    beside: {
      name: `onnxruntime-node, ${measured.threads} threads`,
      value: await nativeRate(manifest, measured.threads),
    },
    better: 'higher',
    note: `${measured.threads} threads, batches of ${BATCH}, pixels in memory`,
  };
}

async function headRows(browser: Browser, url: string, n: number): Promise<BenchRow[]> {
  const measured = await onPage(browser, url, async (page) => {
    const restBytes = descendantsMemoryBytes(process.pid);
    const { value, peakBytes } = await withPeakMemory(() => page.evaluate((size) => window.inference.head(size), n));
    return { seconds: value, bytes: peakBytes === null ? null : peakBytes - restBytes };
  });
  const what = `TDA-MIL head, n = ${n}, d = ${HEAD.width}, ${HEAD.heads} heads, ${HEAD.blocks} blocks, WASM`;
  const note = 'random weights, exact';
  return [
    { what, unit: 's', fovea: measured.seconds, beside: null, better: 'lower', note },
    {
      what: `${what}: peak memory`,
      unit: 'MB',
      fovea: measured.bytes === null ? null : measured.bytes / 1e6,
      beside: null,
      better: 'lower',
      note: measured.bytes === null ? 'needs /proc' : "of all Chromium's processes, above the idle page",
    },
  ];
}

/** Encoders of the shipped bundles in the browser beside native, and the head at four sizes. */
export async function benchInference(): Promise<BenchRow[]> {
  const { url, close } = await serveHarness('inference-harness', { '/models': fromRoot('models') });
  const browser = await launchChromium();
  try {
    const rows: BenchRow[] = [];
    for (const manifest of shippedBundles()) rows.push(await encoderRow(browser, url, manifest));
    for (const n of HEAD_SIZES) rows.push(...(await headRows(browser, url, n)));
    return rows;
  } finally {
    await browser.close();
    close();
  }
}
