/**
 * A tab that nobody sees for minutes, in a browser that saves power on such tabs as it does for everybody: what Playwright switches off to keep
 * its own tabs awake is left as it is.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { comparePhantom, isWithin } from '#core/check/compare-phantom.ts';
import { parsePhantomAnswer } from '#core/check/phantom-answer.ts';
import { parseResultFile } from '#core/result/result-file.ts';
import { startRangeServer, type RangeServer } from '#test-support/range-server.ts';
import { en } from '#ui/messages/en/index.ts';
import { fromRoot } from '../scripts/paths.ts';
import { expect, test } from './fixtures.ts';
import { startKillable } from './killable-browser.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';
import { PHANTOM } from './slides.ts';

const MODEL = 'phantom-tda-mil';
const HIDDEN_MS = 190_000;
const FROZEN_MS = 120_000;
/** Patches that the model reads of the phantom. */
const PATCHES = 347;
/** Each answer comes at 4 kB a second, six at a time: some five minutes for all patches, and next to no work for the processors. */
const TRICKLE = { bytes: 2_200, everyMs: 500 };
/** Tiles lie so far apart that each is a request of its own. */
const STRIDE_BYTES = 128 * 1024;
/** In the background the browser lets a chain of timers go on once a minute: after ten seconds, rather than after five minutes. */
const THROTTLED_SOON = '--enable-features=QuickIntensiveWakeUpThrottlingAfterLoading';

test.describe.configure({ timeout: 900_000 });

/** Writes the phantom with the same tiles, far apart from each other. */
function writeSpread(path: string): void {
  const tiff = Buffer.from(readFileSync(PHANTOM));
  const TILE_OFFSETS = 324;
  const TILE_BYTES = 325;
  const moved: { readonly at: number; readonly tile: Buffer }[] = [];
  const first = Math.ceil(tiff.length / STRIDE_BYTES) * STRIDE_BYTES;
  for (let ifd = tiff.readUInt32LE(4); ifd !== 0;) {
    const count = tiff.readUInt16LE(ifd);
    const entries = Array.from({ length: count }, (_, i) => ifd + 2 + 12 * i);
    const tableOf = (tag: number) => {
      const entry = entries.find((at) => tiff.readUInt16LE(at) === tag);
      if (entry === undefined) throw new Error(`no tag ${tag}`);
      return { length: tiff.readUInt32LE(entry + 4), at: tiff.readUInt32LE(entry + 8) };
    };
    const offsets = tableOf(TILE_OFFSETS);
    const sizes = tableOf(TILE_BYTES);
    for (let i = 0; i < offsets.length; i++) {
      const from = tiff.readUInt32LE(offsets.at + 4 * i);
      const tile = Buffer.from(tiff.subarray(from, from + tiff.readUInt32LE(sizes.at + 4 * i)));
      const at = first + moved.length * STRIDE_BYTES;
      tiff.writeUInt32LE(at, offsets.at + 4 * i);
      moved.push({ at, tile });
    }
    ifd = tiff.readUInt32LE(ifd + 2 + 12 * count);
  }
  // Between the tiles is nothing, which takes no room on most disks.
  const file = openSync(path, 'w');
  for (const { at, tile } of [{ at: 0, tile: tiff }, ...moved]) writeSync(file, tile, 0, tile.length, at);
  closeSync(file);
}

/** What a page wrote down about itself, while nobody asked it anything. */
interface Diary {
  /** Times of a timer that wants to run every second, epoch ms. */
  readonly ticks: number[];
  /** Everything the dock said, with the time, epoch ms. */
  readonly said: { readonly atMs: number; readonly isHidden: boolean; readonly text: string }[];
  readonly shown: { readonly atMs: number; readonly state: string }[];
  /** Alerts, and the lines about what is waited for. */
  readonly complaints: string[];
  /** Their names. */
  readonly workersEnded: string[];
}

/** Before anything of the page runs. */
function keepDiary(words: { readonly dock: string; readonly troubles: string }): void {
  const diary: Diary = { ticks: [], said: [], shown: [], complaints: [], workersEnded: [] };
  Object.assign(window, { diary });
  window.Worker = class extends Worker {
    readonly #name: string;

    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.#name = options?.name ?? String(url);
    }

    override terminate(): void {
      diary.workersEnded.push(this.#name);
      super.terminate();
    }
  };
  setInterval(() => diary.ticks.push(Date.now()), 1000);
  document.addEventListener('visibilitychange', () => {
    diary.shown.push({ atMs: Date.now(), state: document.visibilityState });
  });
  new MutationObserver(() => {
    const dock = document.querySelector<HTMLElement>(`[aria-label="${words.dock}"]`);
    const text = dock?.textContent ?? '';
    if (text !== diary.said.at(-1)?.text) diary.said.push({ atMs: Date.now(), isHidden: document.hidden, text });
    for (const line of document.querySelectorAll(`[role="alert"], [aria-label="${words.troubles}"]`)) {
      const complaint = line.textContent.trim();
      if (complaint !== '' && !diary.complaints.includes(complaint)) diary.complaints.push(complaint);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

const diaryOf = (page: Page) => page.evaluate(() => (window as unknown as { readonly diary: Diary }).diary);

interface Reading {
  readonly atMs: number;
  readonly isHidden: boolean;
  readonly done: number;
  /** Patches a second; null while that is being measured. */
  readonly rate: number | null;
  readonly text: string;
}

/** What was said of patches, with the figures: each number of patches when it was said first. */
function readingsOf({ said }: Diary): Reading[] {
  const pattern = new RegExp(String.raw`Reading patches, (\d+) of ${PATCHES}(?:([\d.]+) patches/s)?`);
  const all = said.flatMap(({ text, ...at }) => {
    const [, done, rate] = pattern.exec(text) ?? [];
    return done === undefined
      ? []
      : [{ ...at, text, done: Number(done), rate: rate === undefined ? null : Number(rate) }];
  });
  return all.filter(({ done }, i) => done !== all[i - 1]?.done);
}

/** Longest pause between two times, ms. */
const longestPause = (times: readonly number[]) => Math.max(0, ...times.slice(1).map((at, i) => at - (times[i] ?? at)));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens the phantom from a server that answers as fast as it can, and starts a run on it when it has become slow. */
async function startSlowRun(page: Page, siteUrl: string, server: RangeServer): Promise<FoveaPage> {
  const fovea = new FoveaPage(page, siteUrl);
  await page.addInitScript(keepDiary, { dock: en.run.region, troubles: en.troubles.region });
  await fovea.goto();
  await fovea.openLink(server.url('/phantom-01.tif'));
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  expect(await fovea.model.choose(MODEL)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  await fovea.waitUntilDrawn();
  server.behaviour = { ...server.behaviour, drip: TRICKLE };
  await fovea.model.run();
  await fovea.model.dock.getByText(/^Reading patches, [1-9]\d* of/).waitFor({ timeout: 120_000 });
  return fovea;
}

/** The run ends with the answer that ships, of a pipeline that is not this one; nothing was complained about; the slide is read on. */
async function expectSoundEnd(fovea: FoveaPage, server: RangeServer): Promise<void> {
  await fovea.result.scores.waitFor({ timeout: 240_000 });
  const keeping = new KeepingPanel(fovea.page);
  await expect.poll(async () => (await keeping.files()).length).toBe(1);
  const known = parsePhantomAnswer(readFileSync(fromRoot(`public/phantom/${MODEL}.answer.json`), 'utf8'));
  if (!known) throw new Error('the answer that ships cannot be read');
  const rows = comparePhantom(parseResultFile(JSON.stringify((await keeping.files())[0]), 'kept'), known);
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.filter((row) => !isWithin(row))).toEqual([]);
  const { complaints, workersEnded } = await diaryOf(fovea.page);
  expect(complaints).toEqual([]);
  // The one that writes results ends when it has.
  expect(workersEnded.filter((name) => name !== 'fovea-result')).toEqual([]);
  const before = server.requests.length;
  // Glass, which no model wanted to see.
  await fovea.page.mouse.move(0, 0);
  await fovea.stage.dblclick({ position: { x: 20, y: 20 } });
  await fovea.stage.dblclick({ position: { x: 20, y: 20 } });
  await expect.poll(() => server.requests.length).toBeGreaterThan(before);
  await fovea.waitUntilDrawn();
  await expect(fovea.statusBar).not.toContainText('not read');
}

test('a tab behind another one for minutes: its timers are held, its run goes on, and what it says afterwards is sound', async ({
  site,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
  const spread = join(profile, 'spread.tif');
  writeSpread(spread);
  const server = await startRangeServer({ '/phantom-01.tif': spread });
  const browser = await startKillable(profile, { asForEverybody: true, flags: [THROTTLED_SOON] });
  try {
    const { page } = browser;
    const fovea = await startSlowRun(page, site.url, server);

    const other = await page.context().newPage();
    await other.bringToFront();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    await pause(HIDDEN_MS);
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
    const asleep = await diaryOf(page);
    await other.close();
    await page.bringToFront();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');

    const [since] = asleep.shown.map(({ atMs }) => atMs);
    if (since === undefined) throw new Error('the page was never told that it is hidden');
    // As the browser throttles for everybody: a timer of the page runs once a minute.
    expect(longestPause(asleep.ticks.filter((at) => at > since))).toBeGreaterThan(30_000);
    const inside = readingsOf(asleep).filter(({ isHidden }) => isHidden);
    const [first, last] = [inside[0], inside.at(-1)];
    if (!first || !last) throw new Error('nothing was said while hidden');
    // Far more than what was under way, and until the end.
    expect(last.done - first.done).toBeGreaterThan(100);
    expect(last.atMs - since).toBeGreaterThan(HIDDEN_MS - 60_000);
    const mean = ((last.done - first.done) * 1000) / (last.atMs - first.atMs);

    const awake = async () => readingsOf(await diaryOf(page)).filter(({ isHidden }) => !isHidden);
    await expect.poll(async () => (await awake()).at(-1)?.done, { timeout: 120_000 }).toBeGreaterThan(last.done);
    const now = (await awake()).at(-1);
    expect(now?.done).toBeLessThan(PATCHES);
    // Told over the last eight seconds, in which there may be one batch or several.
    expect(now?.rate).toBeGreaterThan(mean / 10);
    expect(now?.rate).toBeLessThan(mean * 10);
    expect(now?.text).toMatch(/a few seconds left|about \d+ (s|min) left/);
    server.behaviour = { ...server.behaviour, drip: null };
    await expectSoundEnd(fovea, server);
  } finally {
    await browser.kill();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('a page frozen behind another one for minutes, its workers with it: its run goes on once it is thawed, and what it says is soon sound', async ({
  site,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'fovea-profile-'));
  const spread = join(profile, 'spread.tif');
  writeSpread(spread);
  const server = await startRangeServer({ '/phantom-01.tif': spread });
  const browser = await startKillable(profile, { asForEverybody: true });
  try {
    const { page } = browser;
    const fovea = await startSlowRun(page, site.url, server);
    const session = await page.context().newCDPSession(page);
    const readings = async (fromMs = 0) => readingsOf(await diaryOf(page)).filter(({ atMs }) => atMs > fromMs);
    // Its speed is known.
    await expect.poll(async () => (await readings()).filter(({ rate }) => rate !== null).length).toBeGreaterThan(2);

    const other = await page.context().newPage();
    await other.bringToFront();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await pause(FROZEN_MS);
    const thawedMs = Date.now();
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await other.close();
    await page.bringToFront();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');

    // What had been asked for lies there at once; what comes later was asked for since. So long that single batches do not matter.
    const later = () => readings(thawedMs + 15_000);
    const laterMs = async () => {
      const times = (await later()).map(({ atMs }) => atMs);
      return Math.max(...times) - Math.min(...times);
    };
    await expect.poll(laterMs, { timeout: 120_000 }).toBeGreaterThan(15_000);
    const { ticks, said } = await diaryOf(page);
    expect(longestPause(ticks)).toBeGreaterThan(FROZEN_MS - 2_000);
    expect(longestPause(said.map(({ atMs }) => atMs))).toBeGreaterThan(FROZEN_MS - 2_000);
    const [first, ...rest] = await later();
    const last = rest.at(-1);
    if (!first || !last) throw new Error('nothing was said since');
    expect(last.done).toBeLessThan(PATCHES);
    const mean = ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
    // Two minutes with one batch in them would be a twentieth.
    for (const { rate } of await readings(thawedMs)) expect(rate ?? mean).toBeGreaterThan(mean / 10);
    expect(last.rate).toBeLessThan(mean * 10);
    expect(last.text).toMatch(/a few seconds left|about \d+ (s|min) left/);
    server.behaviour = { ...server.behaviour, drip: null };
    await expectSoundEnd(fovea, server);
  } finally {
    await browser.kill();
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
