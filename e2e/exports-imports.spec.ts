/** Every export comes back as it was written; other programs' files lie over the slide under their own names; the report is one page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { MAP_IDS, type MapId } from '#core/model/map-ids.ts';
import { mapIdOfName } from '#core/result/imports/imported-maps.ts';
import { readGeoJson } from '#core/result/imports/read-geojson.ts';
import { readWsinferCsv } from '#core/result/imports/read-wsinfer-csv.ts';
import { en } from '#ui/messages/en/index.ts';
import sharp from 'sharp';
import { SHARED_DATA_ABSENT, sharedData } from '#test-support/shared-data.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { ExportsPanel } from './pages/exports.ts';
import type { FoveaPage } from './pages/fovea-page.ts';

const RUN_TIMEOUT_MS = 120_000;
const FULL = process.env['FOVEA_FULL'] === '1';

test.describe.configure({ timeout: 180_000 });
test.use({ profile: 'read' });

async function runOn(fovea: FoveaPage, path: string): Promise<ExportsPanel> {
  await fovea.goto();
  await fovea.openFile(path);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.model.chooseBackEnd('wasm');
  expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: RUN_TIMEOUT_MS });
  await fovea.waitUntilDrawn();
  return new ExportsPanel(fovea.page);
}

test('patches go out as CSV, GeoJSON and h5, and come back as overlays with the same numbers', async ({
  fovea,
  slides,
}) => {
  const panel = await runOn(fovea, slides.small);
  const result = readResultFile(await panel.save('result'));
  const own = (id: MapId) => Float32Array.from(result.maps[id]?.values ?? []);
  const stamp = { newId: () => 'x', now: '2026-01-01T00:00:00.000Z' };

  await test.step('the files hold what the result file does', async () => {
    const csv = readWsinferCsv(readFileSync(await panel.save('csv'), 'utf8'), 'a.csv');
    const { maps: geoJson } = readGeoJson(readFileSync(await panel.save('geoJson'), 'utf8'), 'a.geojson', stamp);
    for (const table of [csv, geoJson]) {
      expect(table?.patches).toEqual(result.patches);
      expect(table?.maps.map(({ name }) => mapIdOfName(name))).toEqual(MAP_IDS.filter((id) => result.maps[id]));
      for (const { name, values } of table?.maps ?? [])
        expect(values).toEqual(own(mapIdOfName(name) ?? 'task-relevance'));
    }
  });

  for (const kind of ['csv', 'geoJson', 'clamH5'] as const) {
    await test.step(`${kind} on the window`, async () => {
      const path = await panel.save(kind);
      await fovea.drop(path);
      const name = path.split('/').at(-1) ?? '';
      await expect(panel.importNote).toContainText(name);
      await expect(panel.importNote).toContainText(en.exports.notChecked);
      // The highest patch of the file is the highest of the result, with its very number.
      await fovea.result.map('bottom-up-attention').click();
      const values = own('bottom-up-attention');
      const best = values.indexOf(Math.max(...values));
      await expect(panel.highest).toHaveAccessibleName(
        new RegExp(`^Rank #?1, ${(values[best] ?? NaN).toPrecision(4)}`),
      );
      await expect(fovea.result.scores).toHaveCount(0);
      await expect(fovea.page.getByRole('button', { name: en.report.open })).toHaveCount(0);
      await fovea.result.list.last().click();
      await expect(fovea.result.scores).toBeVisible();
    });
  }
  await expect(fovea.result.list).toHaveCount(4);
});

test('other programs’ files: free names, their own numbers, what is left out; of another slide refused', async ({
  fovea,
  slides,
}) => {
  await fovea.goto();
  const write = (name: string, text: string) => {
    const path = test.info().outputPath(name);
    writeFileSync(path, text);
    return path;
  };
  const rows = Array.from(
    { length: 12 },
    (_, i) => `${(i % 4) * 300},${Math.floor(i / 4) * 300},300,300,${i / 11},=cmd()`,
  );
  const csv = write('wsinfer.csv', `minx,miny,width,height,prob_<b>Tumor</b>,note\r\n${rows.join('\r\n')}\r\n`);
  const panel = new ExportsPanel(fovea.page);

  await test.step('need a slide', async () => {
    await fovea.drop(csv);
    await expect(fovea.emptyScreen.getByRole('alert')).toContainText('wsinfer.csv');
  });

  await fovea.openFile(slides.small);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.drop(csv);
  await expect(panel.importNote).toContainText('wsinfer.csv');
  await expect(panel.importNote).toContainText(en.exports.columnsLeftOut('note'));
  await expect(fovea.result.section).toContainText('prob_<b>Tumor</b>');
  await expect(fovea.result.legend).toHaveAccessibleName(/prob_<b>Tumor<\/b>: from 0\.000 to 1\.000/);
  await expect(panel.highest).toHaveAccessibleName(/^Rank #?1, 1\.000/);
  await fovea.hover(0.5, 0.5);
  await expect(fovea.readout).toContainText(/0\.\d{3}/);

  await test.step('patches outside are refused with their number, and what was there stays', async () => {
    await fovea.drop(write('other.csv', 'minx,miny,width,height,p\n0,0,9,9,1\n90000,0,9,9,1\n'));
    await expect(fovea.openingError).toContainText('1 of its 2 patches lie outside of this slide');
    await expect(panel.importNote).toContainText('wsinfer.csv');
  });

  await test.step('a damaged file is refused by its line', async () => {
    await fovea.drop(write('bad.csv', 'minx,miny,width,height,p\n0,0,9,9,1\n0,0,9,high,1\n'));
    await expect(fovea.openingError).toContainText('Line 3: “height” is “high”, not a number');
  });
});

test('annotations go out as QuPath GeoJSON and come back, with those of QuPath', async ({ fovea, slides }) => {
  await fovea.goto();
  await fovea.openFile(slides.small);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const panel = new ExportsPanel(fovea.page);
  const square = [[10, 20], [410, 20], [410, 320], [10, 320], [10, 20]]; // prettier-ignore
  const hole = [[50, 50], [60, 50], [60, 60], [50, 50]]; // prettier-ignore
  const feature = (geometry: object, properties: object) => ({ type: 'Feature', geometry, properties });
  const path = test.info().outputPath('qupath.json');
  const features = [
    feature({ type: 'Polygon', coordinates: [square] }, { objectType: 'annotation', name: 'nest <i>A</i>', color: [0, 158, 115] }),
    feature({ type: 'Point', coordinates: [500.5, 600] }, { objectType: 'annotation', classification: { name: 'Mitosis', colorRGB: -65536 } }),
    feature({ type: 'Polygon', coordinates: [square, hole] }, { objectType: 'annotation' }),
  ]; // prettier-ignore
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  await fovea.drop(path);
  await expect(panel.annotationsNote).toContainText(en.exports.annotationsRead(2, 'qupath.json'));
  await expect(panel.annotationsNote).toContainText(en.exports.leftOut.holes(1));
  await panel.annotationsNote.getByRole('button', { name: en.notices.dismiss }).click();
  await panel.openAnnotations();
  const saved = await panel.saveAnnotations();
  const { annotations } = readGeoJson(readFileSync(saved, 'utf8'), 'a', { newId: () => 'x', now: '' });
  const found = annotations.map(({ label, colour, shape }) => ({ label, colour, shape }));
  expect(found.sort((a, b) => b.label.localeCompare(a.label))).toEqual([
    { label: 'nest <i>A</i>', colour: '#009e73', shape: { kind: 'rectangle', rect: { x: 10, y: 20, width: 400, height: 300 } } },
    { label: 'Mitosis', colour: '#ff0000', shape: { kind: 'point', at: { x: 500.5, y: 600 } } },
  ]); // prettier-ignore
});

test('the picture shows slide and map, with a legend below', async ({ fovea, slides }) => {
  const panel = await runOn(fovea, slides.small);
  const path = await panel.save('figure');
  expect(path).toMatch(/\.phantom-tda-mil\.png$/);
  const box = await fovea.stage.boundingBox();
  const picture = sharp(path);
  const { width, height } = await picture.metadata();
  expect(width).toBe(Math.round(box?.width ?? 0));
  expect(height).toBeGreaterThan((box?.height ?? 0) + 80);
  // In the picture: what the screen shows in the middle of the slide. Below: paper with ink on it.
  const middle = {
    left: Math.round(width / 2) - 20,
    top: Math.round((box?.height ?? 0) / 2) - 20,
    width: 40,
    height: 40,
  };
  const saved = await sharp(path).extract(middle).removeAlpha().raw().toBuffer();
  const clip = { x: (box?.x ?? 0) + middle.left, y: (box?.y ?? 0) + middle.top, width: 40, height: 40 };
  const shown = await sharp(await fovea.page.screenshot({ clip }))
    .removeAlpha()
    .raw()
    .toBuffer();
  const difference = saved.reduce((sum, value, i) => sum + Math.abs(value - (shown[i] ?? 0)), 0) / saved.length;
  expect(difference).toBeLessThan(2);
  const footer = await sharp(path)
    .extract({ left: 0, top: Math.round(box?.height ?? 0) + 2, width, height: 80 })
    .stats();
  expect(footer.channels[0]?.max).toBe(255);
  expect(footer.channels[0]?.min).toBeLessThan(60);
});

test('the report is one page of A4 and of Letter, with all that it is to say', async ({ fovea, slides }) => {
  const panel = await runOn(fovea, slides.small);
  const page = await panel.openReport();
  for (const words of [
    en.app.researchUseLong,
    en.result.phantomReminder,
    'tumour nests',
    '0.500 µm/px',
    en.result.record,
    en.report.topPatchesOf(en.result.mapFull['task-relevance']),
    en.result.mapFull['top-down-attention'],
  ])
    await expect(page).toContainText(words);
  // Each takes the software renderer seconds; the heights of both are what `src/ui/report/report.browser.test.tsx` goes through.
  for (const format of FULL ? (['A4', 'Letter'] as const) : (['A4'] as const)) {
    const pdf = await fovea.page.pdf({ format });
    // Each page is one object of type Page; Pages is their list.
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
  }
  await fovea.page.keyboard.press('Escape');
  await expect(page).toBeHidden();
});

test('a real slide: its exports come back', { tag: '@full' }, async ({ fovea }) => {
  const path = sharedData('slides', 'CMU-1-Small-Region.svs');
  test.skip(path === null, SHARED_DATA_ABSENT);
  const panel = await runOn(fovea, path ?? '');
  const result = readResultFile(await panel.save('result'));
  const h5 = await panel.save('clamH5');
  await fovea.drop(h5);
  await expect(panel.importNote).toContainText(en.exports.mapsImported(3, result.patches.length));
  await fovea.result.list.last().click();
  await panel.openReport();
  const pdf = await fovea.page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
});
