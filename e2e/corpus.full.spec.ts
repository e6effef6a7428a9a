/**
 * Every slide that anyone may have made (`test-support/corpus/`) through one window of the build as it ships. What Node reads of them
 * pixel by pixel (`slides.test.ts`) is seen here as a person would: refused with its code, or open with its damaged tiles counted.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import type { SlideLocation } from '#formats/open-slide.ts';
import type { Expected, SlideCase } from '#test-support/corpus/case.ts';
import { jpegFamilies } from '#test-support/corpus/jpeg-cases.ts';
import { pictureFamilies } from '#test-support/corpus/picture-cases.ts';
import { tiffFamilies } from '#test-support/corpus/tiff-cases.ts';
import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import type { FoveaPage } from './pages/fovea-page.ts';

/** Of one case: from the drop to its end, and to close it again. Against hangs, not a measure of speed. */
const MOST_MS = 10_000;
/** So long a view has to stay as it is: the looking through its JPEG tiles begins a fifth of a second after it is at rest. */
const REST_MS = 500;

/** How a case may end in the window. */
interface Wanted {
  readonly code?: ErrorCode;
  /** Damaged tiles counted: at least, at most. */
  readonly damaged?: readonly [number, number];
}

/** What ends otherwise in a window than where the readers are called by themselves. */
const OTHERWISE: Readonly<Record<string, Wanted & { readonly why: string }>> = {
  'Deep Zoom: a folder of nothing': {
    code: 'slide/nothing-dropped',
    why: 'what holds no file is told as that when it is dropped; no reader is asked',
  },
  'TIFF strips: a strip of 0 bytes': {
    damaged: [1, 1],
    why: 'strips are on screen as tiles of 512 px, of which this slide is one; the corpus counts the strip beside it',
  },
};

function wantedOf(expected: Expected): Wanted {
  if ('code' in expected) return { code: expected.code };
  if ('undecided' in expected) return { code: expected.undecided.code, damaged: [0, 0] };
  if ('holes' in expected) return { damaged: [expected.holes.length, expected.holes.length] };
  if ('changed' in expected) return { damaged: [0, expected.changed.length] };
  if ('picture' in expected || expected.opens.holes === undefined) return { damaged: [0, 0] };
  return { damaged: [expected.opens.holes === 'all' ? 1 : 0, Infinity] };
}

/** Writes a case into a folder of its own. Returns what a person would drop. */
async function written(location: SlideLocation, folder: string): Promise<string> {
  if (location.kind === 'url') throw new Error('a case is a file or a folder');
  const dropped = join(folder, location.kind === 'file' ? location.file.name : location.name);
  const files = location.kind === 'file' ? [{ path: '', file: location.file }] : location.files;
  mkdirSync(location.kind === 'file' ? folder : dropped, { recursive: true });
  for (const { path, file } of files) {
    // No disk has a file in a folder under such a name.
    if (path.startsWith('/') || path.split('/').includes('..')) continue;
    const at = join(dropped, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, Buffer.from(await file.slice(0, file.size).arrayBuffer()));
  }
  return dropped;
}

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what}: no answer in ${MOST_MS / 1000} s`));
    }, MOST_MS);
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

/** What is on screen, in one look. */
const look = (page: Page) =>
  page.evaluate(
    (label) => ({
      code: document.querySelector('[role="alert"][data-code]')?.getAttribute('data-code') ?? null,
      isOpen: document.querySelector('[role="application"]') !== null,
      bar: Array.from(document.querySelectorAll(`footer[aria-label="${label}"] > *`), (part) => part.textContent).join(
        ' | ',
      ),
    }),
    en.status.region,
  );

/** Waits for the end of what was dropped: null where it is as wanted, else what it is. */
async function otherEnd(page: Page, { code, damaged: [least, most] = [0, Infinity] }: Wanted, isToOpen: boolean) {
  const startedMs = performance.now();
  let seen = '';
  let sinceMs = startedMs;
  for (;;) {
    const { code: shown, isOpen, bar } = await within(look(page), 'the window');
    if (shown !== null) return shown === code ? null : `refused with ${shown}`;
    if (isOpen && bar.includes('not read')) return `tiles that were not read: ${bar}`;
    const count = Number(/(\d[\d,]*) damaged/.exec(bar)?.[1]?.replaceAll(',', ''));
    const isAtRest = isOpen && bar.includes(en.status.idle);
    const now = `${isAtRest} ${count}`;
    const nowMs = performance.now();
    if (now !== seen) [seen, sinceMs] = [now, nowMs];
    if (isAtRest && nowMs - sinceMs >= REST_MS) {
      if (!isToOpen) return `open, with ${count} damaged tiles`;
      if (count >= least && count <= most) return null;
    }
    if (nowMs - startedMs > MOST_MS) return `after ${MOST_MS / 1000} s: ${isOpen ? 'open' : 'not open'}, ${bar}`;
    await page.waitForTimeout(50);
  }
}

/** Takes away what the case has left on screen, as a person would. */
async function leave({ page, openingError, emptyScreen }: FoveaPage): Promise<void> {
  const close = page
    .getByRole('navigation', { name: en.rail.region })
    .getByRole('button', { name: new RegExp(`^${en.rail.close('')}`) });
  const timeout = MOST_MS;
  if (await openingError.isVisible())
    await openingError.getByRole('button', { name: en.notices.dismiss }).click({ timeout });
  if (await close.isVisible()) await close.click({ timeout });
  await emptyScreen.waitFor({ timeout });
  await openingError.waitFor({ state: 'hidden', timeout });
}

test('every slide of the corpus, one after the other through one window: refused with its code, or open with its damaged tiles counted', async ({
  fovea,
}) => {
  test.setTimeout(40 * 60_000);
  const { page } = fovea;
  const folder = mkdtempSync(join(tmpdir(), 'fovea-corpus-'));
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('crash', () => faults.push('the page crashed'));
  page.on('worker', (worker) => {
    worker
      .evaluate(() => self.name)
      .then(
        (name) => {
          // These two end only when they crash; others of them would take their place unseen.
          if (/slide|decode/.test(name)) worker.on('close', () => faults.push(`a worker ended: ${name}`));
        },
        () => undefined,
      );
  });
  const mismatches: string[] = [];
  const met = new Set<string>();
  let count = 0;

  async function pass(name: string, { location, expected }: Pick<SlideCase, 'location' | 'expected'>): Promise<void> {
    count += 1;
    met.add(name);
    const wanted = OTHERWISE[name] ?? wantedOf(expected);
    const path = await written(location, join(folder, String(count)));
    try {
      await within(fovea.drop(path), 'the drop');
      const other = await otherEnd(page, wanted, wanted.damaged !== undefined);
      if (other !== null) faults.push(other);
      await leave(fovea);
    } catch (reason) {
      faults.push(reason instanceof Error ? reason.message : String(reason));
    }
    if (faults.length === 0) return;
    const { code = 'no code', damaged = 'not open' } = wanted;
    mismatches.push(`${name} (${code}, ${String(damaged)}): ${faults.splice(0).join('; ')}`);
    await within(fovea.goto(), `a new page after ${mismatches.join('\n')}`);
    await fovea.emptyScreen.waitFor();
    // Workers of the page before.
    faults.length = 0;
  }

  try {
    const families = [...(await tiffFamilies()), ...(await jpegFamilies()), ...(await pictureFamilies())];
    await fovea.goto();
    await fovea.emptyScreen.waitFor();
    for (const family of families) {
      for (const one of family.cases) await pass(`${family.name}: ${one.name}`, one);
      const good: Expected = { picture: 'undamaged' };
      await pass(`${family.name}: the good file`, { location: family.good, expected: good });
    }
    expect(mismatches).toEqual([]);
    expect(count).toBeGreaterThan(400);
    expect(Object.keys(OTHERWISE).filter((name) => !met.has(name))).toEqual([]);
    await fovea.openPhantom();
    await fovea.waitUntilDrawn();
    await expect(fovea.slideName).toContainText('phantom');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
