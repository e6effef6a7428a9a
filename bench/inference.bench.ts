import { mkdtempSync, readFileSync, readdirSync, existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import * as ort from 'onnxruntime-node';
import { build } from 'vite';
import { hasEncoder, parseManifestText } from '../src/core/model/manifest.ts';
import type { EncodingManifest } from '../src/core/model/manifest.ts';
import { CHROMIUM_FLAGS } from '../scripts/chromium.ts';
import { presentChromium } from '../scripts/install-chromium.ts';
import { fromRoot } from '../scripts/paths.ts';
import { serveFile } from '../scripts/static-files.ts';
import { createOrtBackEnd } from '../workers/inference/ort/ort-back-end.ts';
import { createQueue } from '../workers/inference/ort/queue.ts';
import { HEAD, measureEncoder } from './inference-harness/measure.ts';
import { descendantsMemoryBytes, withPeakMemory } from './process-memory.ts';
import type { BenchRow } from './row.ts';

const BATCH = 16;
const ENCODER_SECONDS = 8;
const HEAD_SIZES = [500, 2000, 8000, 20_000];
const HEAD_TIMEOUT_MS = 30 * 60_000;

/** The harness as a built page beside `models/`, isolated as a host should serve it. */
async function serveHarness(): Promise<{ url: string; close: () => void }> {
  const built = mkdtempSync(join(tmpdir(), 'inference-harness-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    root: fromRoot('bench/inference-harness'),
    base: './',
    worker: { format: 'es' },
    build: { outDir: built, emptyOutDir: true },
  });
  const server = createServer((request, response) => {
    const isModel = request.url?.startsWith('/models/') === true;
    if (isModel) request.url = request.url?.slice('/models'.length) ?? '/';
    serveFile(isModel ? fromRoot('models') : built, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      rmSync(built, { recursive: true, force: true });
    },
  };
}

/** A page of its own (and so a heap of its own) for one measurement. */
async function onPage<T>(browser: Browser, url: string, measure: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage();
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
  const { url, close } = await serveHarness();
  const executablePath = presentChromium();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: [...CHROMIUM_FLAGS] });
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
