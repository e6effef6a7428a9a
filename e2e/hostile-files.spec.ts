import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOSTILE_TEXTS } from '#test-support/corpus/hostile-text.ts';
import { jpegFamilies } from '#test-support/corpus/jpeg-cases.ts';
import { pictureFamilies } from '#test-support/corpus/picture-cases.ts';
import { aperioTiff } from '#test-support/corpus/slide-bases.ts';
import { tiffFamilies } from '#test-support/corpus/tiff-cases.ts';
import { TiffEdit } from '#test-support/corpus/tiff-edit.ts';
import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { resultFileIn, resultOn } from './share-setup.ts';

/** One file of each family that is refused, by family and name of the case. */
const REFUSED = [
  ['TIFF tags', 'a width of 2³¹'],
  ['TIFF directories', 'a chain of 50,000 directories'],
  ['TIFF levels', 'four million pixels a side, all of them absent'],
  ['Aperio descriptions', 'a description of 5 MB'],
  ['PNG', 'pixels that are a bomb of 2 GB'],
  ['JPEG', 'whose header says 65,535²'],
] as const;

/** Files that open with a tile marked as damaged; with the two after them, as many as may be open at once. */
const HOLED = [
  ['TIFF tiles', 'a tile with another checksum'],
  // The browser's own decoder makes a picture of it.
  ['JPEG tiles', 'a tile cut off in the middle, its end marker put back'],
] as const;

const { script, image, svg, link, bidi } = HOSTILE_TEXTS;
const MARKUP = `${script}${image}${link}`;

test('files that anyone may have made are refused or marked, their words stay words, and the window goes on', async ({
  fovea,
}) => {
  test.setTimeout(120_000);
  const { page } = fovea;
  const folder = mkdtempSync(join(tmpdir(), 'fovea-hostile-'));
  try {
    const families = [...(await tiffFamilies()), ...(await jpegFamilies()), ...(await pictureFamilies())];
    const caseOf = ([family, name]: readonly [string, string]) =>
      families.find((one) => one.name === family)?.cases.find((one) => one.name === name);
    const fileOf = async ([family, name]: readonly [string, string], index: number): Promise<string> => {
      const found = caseOf([family, name]);
      if (found?.location.kind !== 'file') throw new Error(`no case ${family}: ${name}`);
      const { file } = found.location;
      const path = join(folder, `${index}-${file.name}`);
      writeFileSync(path, Buffer.from(await file.slice(0, file.size).arrayBuffer()));
      return path;
    };
    // What markup would make of itself, wherever it got into the page.
    await page.addInitScript(() => {
      const odd: string[] = [];
      Object.assign(window, { odd });
      new MutationObserver((records) => {
        for (const { addedNodes } of records)
          for (const node of addedNodes) {
            if (!(node instanceof Element)) continue;
            for (const one of [node, ...node.querySelectorAll('*')])
              if (
                Array.from(one.attributes).some(
                  ({ name, value }) =>
                    name.startsWith('on') ||
                    (/^(href|src|srcset|action|style|data|xlink:href)$/.test(name) &&
                      /evil\.test|javascript:/.test(value)),
                )
              )
                odd.push(one.outerHTML.slice(0, 200));
          }
      }).observe(document, { childList: true, subtree: true });
    });
    await page.route('**/models/*/model.json', async (route) => {
      const manifest = (await (await route.fetch()).json()) as Record<string, unknown> & { num_classes: number };
      const names = Array.from({ length: manifest.num_classes }, (_, i) => `${i} ${MARKUP}`);
      const words = {
        name: `${manifest['id'] as string} ${MARKUP}`,
        class_names: names,
        intended_use: MARKUP,
        limits: [MARKUP],
        licence: { weights: MARKUP, data: [MARKUP] },
      };
      await route.fulfill({ json: { ...manifest, ...words } });
    });
    await fovea.goto();

    for (const [index, one] of REFUSED.entries()) {
      const path = await fileOf(one, index);
      await fovea.openFile(path);
      await expect(fovea.openingError, one.join(': ')).toContainText(path.slice(folder.length + 1));
      const expected = caseOf(one)?.expected;
      const code = expected && 'code' in expected ? expected.code : 'no code';
      await expect(fovea.openingError, one.join(': ')).toHaveAttribute('data-code', code);
    }
    expect(await fovea.emptyScreen.isVisible()).toBe(true);

    for (const [index, one] of HOLED.entries()) {
      const path = await fileOf(one, 100 + index);
      await fovea.openFile(path);
      await expect(fovea.slideName).toContainText(path.slice(folder.length + 1));
      await fovea.waitUntilDrawn();
      await expect(fovea.statusBar, one.join(': ')).toContainText(/1 damaged/);
    }

    const named = join(folder, `${svg.replace('/', ' ')}${bidi}.svs`);
    const good = new TiffEdit(await aperioTiff());
    writeFileSync(
      named,
      good.withText(270, `Aperio ${MARKUP}\r\nx|AppMag = 20|MPP = 0.5|Note = ${MARKUP}|${svg} = ${script}`),
    );
    await fovea.openFile(named);
    await expect(fovea.slideName).toContainText(svg.replace('/', ' '));
    await page.getByText(en.rail.more).click();
    await expect(page.getByText(MARKUP).first()).toBeVisible();

    const result = await resultOn(named, { width: 200, height: 136 }, 64);
    const { run } = result;
    const hostile = {
      ...result,
      answer: { classes: [MARKUP, svg], logits: [-1.5, 2.25], scores: [0.02297737, 0.97702263] },
      run: { ...run, slide: { ...run.slide, name: MARKUP }, bundle: { ...run.bundle, name: MARKUP }, notes: [MARKUP] },
    };
    await fovea.openFile(resultFileIn(folder, hostile));
    await expect(fovea.result.scores).toContainText(script);

    const corners = [
      [10, 10],
      [90, 10],
      [90, 90],
      [10, 90],
      [10, 10],
    ];
    const feature = {
      type: 'Feature',
      id: script,
      geometry: { type: 'Polygon', coordinates: [corners] },
      properties: { objectType: 'annotation', name: MARKUP },
    };
    writeFileSync(join(folder, 'a.geojson'), JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
    await fovea.openFile(join(folder, 'a.geojson'));
    await expect(page.getByText(MARKUP).first()).toBeVisible();
    writeFileSync(
      join(folder, 'a.csv'),
      `minx,miny,width,height,"${image.replaceAll('"', '""')}"\n0,0,64,64,0.5\n64,0,64,64,0.7\n`,
    );
    await fovea.openFile(join(folder, 'a.csv'));
    await expect(page.getByText(image).first()).toBeAttached();

    expect(await page.evaluate(() => [(window as unknown as { odd: string[] }).odd, 'pwned' in window])).toEqual([
      [],
      false,
    ]);
    await fovea.openPhantom();
    await fovea.waitUntilDrawn();
    await expect(fovea.slideName).toContainText('phantom');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
