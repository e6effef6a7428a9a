/**
 * `npm run confusion [-- <case> …] [--seed N] [--out file.md]`: attention-sampling models on the lymphoma images of `../shared/data`, through the
 * app's own workers in a headless Chromium; prints a table of confusion for each. Cases: `published-20` and `published-5` (the authors'
 * checkpoints, by `npm run reference-bundles`, on all images: most of which they were trained on) and `own` (the bundle that
 * ships, on the images held out from its training). Every image has a seed of its own, following on `--seed` times the number of images: one seed
 * for all would draw from the same numbers, so nearly the same places, in each.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exit } from 'node:process';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Page } from '@playwright/test';
import { launchChromium, serveHarness } from '../bench/harness.ts';
import { REFERENCE_BUNDLES, referenceBundle } from '../test-support/reference-bundles.ts';
import { SHARED_DATA_ABSENT, sharedData } from '../test-support/shared-data.ts';
import { confusionTable } from './confusion-table.ts';
import type { Judged } from './confusion-table.ts';
import { ROOT, fromRoot } from './paths.ts';
import { ensurePython } from './python.ts';

interface Case {
  readonly title: string;
  /** Folder of the bundle; null where it was not made. */
  readonly folder: string | null;
  /** Part of the harness's address under which the bundle lies. */
  readonly path: string;
  /** Brings a stored image (417 × 312) to what the model was trained on. */
  readonly prepare: (image: Sharp) => Sharp;
  /** `class/file` of the images to use. */
  readonly images: (all: readonly string[]) => Promise<readonly string[]>;
}

/** As near to the original 1388 × 1040 as the stored images allow, then the part that the published training took. */
const enlarged = (image: Sharp) =>
  image
    .resize(1388, 1040, { fit: 'fill', kernel: 'cubic' })
    .extract({ left: (1388 - 1300) / 2, top: (1040 - 1000) / 2, width: 1300, height: 1000 });

const published = (samples: number, patchPx: number): Case => {
  const id = `sampling-${samples}-of-${patchPx}-px`;
  return {
    title: `Published checkpoint, ${samples} patches of ${patchPx} px, all images enlarged to 1300 × 1000 px: its training accuracy`,
    folder: referenceBundle(id),
    path: `reference/${id}/`,
    prepare: enlarged,
    images: (all) => Promise.resolve(all),
  };
};

const OWN = 'lymphoma-attention-sampling';
const CASES: Readonly<Record<string, Case>> = {
  'published-20': published(20, 50),
  'published-5': published(5, 20),
  own: {
    title: `${OWN}, held-out test images as they are`,
    folder: existsSync(fromRoot('models', OWN, 'model.json')) ? fromRoot('models', OWN) : null,
    path: `models/${OWN}/`,
    prepare: (image) => image,
    async images(all) {
      const python = await ensurePython(console.error);
      const code =
        'import json, sys; from fovea_models.attention_sampling.lymphoma_data import split_names; print(json.dumps(split_names(json.load(sys.stdin))["test"]))';
      const said = execFileSync(python, ['-c', code], { cwd: ROOT, input: JSON.stringify(all), encoding: 'utf8' });
      return (JSON.parse(said) as unknown[]).map(String).sort();
    },
  },
};

/** Folders are named by the short form, which a bundle may give in brackets: `mantle cell lymphoma (MCL)`. */
const shortName = (name: string): string => /\((\w+)\)$/.exec(name)?.[1] ?? name;

async function judge(page: Page, url: string, one: Case, folder: string, seed: number): Promise<Judged[]> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^[A-Z]+\/.+\.jpe?g$/i.test(name))
    .sort();
  const judged: Judged[] = [];
  const firstSeed = seed * names.length;
  const png = join(pictures, 'image.png');
  for (const name of await one.images(names)) {
    // Lossless, so that what the model sees is what was prepared.
    await one
      .prepare(sharp(join(folder, name)))
      .png({ compressionLevel: 1 })
      .toFile(png);
    const request = {
      image: `${url}pictures/image.png?${encodeURIComponent(name)}`,
      bundle: `${url}${one.path}`,
      seed: firstSeed + judged.length,
    };
    const answer = await page.evaluate((asked) => window.classify(asked), request);
    judged.push({ name, truth: name.split('/')[0] ?? '', ...answer, classes: answer.classes.map(shortName) });
    if (judged.length % 25 === 0) console.error(`${judged.length} images`);
  }
  return judged;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, out: { type: 'string' } },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(CASES);
const unknown = wanted.filter((name) => !(name in CASES));
if (unknown.length > 0) {
  console.error(`no case ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}`);
  exit(2);
}
const folder = sharedData('lymphoma');
if (folder === null) {
  console.log(`skipped: ${SHARED_DATA_ABSENT}`);
  exit(0);
}
const pictures = mkdtempSync(join(tmpdir(), 'confusion-'));
const mounts = { '/pictures': pictures, '/reference': REFERENCE_BUNDLES, '/models': fromRoot('models') };
const harness = await serveHarness('confusion-harness', mounts);
const browser = await launchChromium();
try {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await page.goto(harness.url);
  await page.waitForFunction(() => 'classify' in window);
  const parts: string[] = [];
  for (const name of wanted) {
    const one = CASES[name];
    if (!one) continue;
    if (one.folder === null) {
      console.log(`${name}: skipped, the bundle was not made`);
      continue;
    }
    const judged = await judge(page, harness.url, one, folder, Number(values.seed));
    parts.push(confusionTable(`${one.title} (seed ${values.seed})`, judged));
    console.log(parts.at(-1));
    if (values.out !== undefined) writeFileSync(values.out, parts.join('\n'));
  }
} finally {
  await browser.close();
  harness.close();
  rmSync(pictures, { recursive: true, force: true });
}
