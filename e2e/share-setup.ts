/** Results and windows for the tests of share links. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, Request } from '@playwright/test';
import { level0Rect } from '#core/geometry/frames.ts';
import { serializeResult } from '#core/result/result-file.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { fileFingerprint } from '#formats/source/fingerprint.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { FoveaPage } from './pages/fovea-page.ts';
import { saveData } from './save-data.ts';
import { storedIn } from './stored-in.ts';

/** A made-up result on a slide of this machine: three maps with a patch for every `stepPx` of it. */
export async function resultOn(
  slidePath: string,
  slide: { readonly width: number; readonly height: number },
  stepPx: number,
): Promise<RunResult> {
  const bytes = readFileSync(slidePath);
  const read = (offset: number, length: number) =>
    Promise.resolve(Uint8Array.from(bytes.subarray(offset, offset + length)));
  const source = { size: bytes.length, read } as unknown as Parameters<typeof fileFingerprint>[0];
  const fingerprint = await fileFingerprint(source, new AbortController().signal);
  const { run, maps, ...rest } = sampleResult();
  const columns = Math.ceil(slide.width / stepPx);
  const rows = Math.ceil(slide.height / stepPx);
  const patches = Array.from({ length: columns * rows }, (_, i) =>
    level0Rect((i % columns) * stepPx, Math.floor(i / columns) * stepPx, stepPx, stepPx),
  );
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return {
    ...rest,
    patches,
    maps: maps.map(({ id }) => ({ id, values: Float32Array.from(patches, random) })),
    answer: { classes: ['benign', 'tumour'], logits: [-1.5, 2.25], scores: [0.02297737, 0.97702263] },
    run: {
      ...run,
      slide: { ...run.slide, ...slide, name: basename(slidePath), fingerprint },
      plan: { ...run.plan, stepPx, sizePx: stepPx, columns, rows },
    },
  };
}

/** Writes a result as a file that can be opened. */
export function resultFileIn(folder: string, result: RunResult, name = 'made-up.fovea.json'): string {
  const path = join(folder, name);
  writeFileSync(path, serializeResult(result));
  return path;
}

/** A browser profile that has never seen the site, with a record of what its windows ask for. */
export async function newProfile(
  browser: Browser,
  url: string,
): Promise<{
  readonly fovea: FoveaPage;
  readonly requests: Request[];
  /** What the profile has kept, in words. */
  readonly stored: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  });
  await saveData(context);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const requests: Request[] = [];
  context.on('request', (request) => requests.push(request));
  const page = await context.newPage();
  return {
    fovea: new FoveaPage(page, url),
    requests,
    stored: () => storedIn(page),
    close: () => context.close(),
  };
}
