import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { en } from '#ui/messages/en/index.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { fromRoot } from '../scripts/paths.ts';
import { readResultFile } from './exports.ts';
import { expect, test } from './fixtures.ts';
import { AddingPage } from './pages/adding.ts';
import type { FoveaPage } from './pages/fovea-page.ts';
import { KeepingPanel } from './pages/keeping.ts';

type Files = Record<string, Uint8Array>;

const FULL = process.env['FOVEA_FULL'] === '1';

test.describe.configure({ timeout: 180_000 });

const text = (content: string) => new TextEncoder().encode(content);
let folder: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-bundles-'));
});
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A bundle of a few kilobytes that computes right, with its manifest. */
async function smallFiles(options: Parameters<typeof smallBundle>[0] = {}): Promise<Files> {
  const { manifest, files } = await smallBundle({ id: 'added-small', ...options });
  return { 'model.json': text(JSON.stringify(manifest)), ...Object.fromEntries(files) };
}

function asFolder(name: string, files: Files): string {
  const top = join(folder, name);
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), bytes);
  }
  return top;
}

function asZip(name: string, files: Files): string {
  const path = join(folder, name);
  writeFileSync(path, zipSync(files));
  return path;
}

/** A shipped bundle under another id. */
function renamed(id: string, to: { readonly id: string; readonly name: string }): Files {
  const top = fromRoot(`models/${id}`);
  const files: Files = {};
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.slice(top.length + 1).replaceAll('\\', '/')] = readFileSync(path);
  }
  const manifest = JSON.parse(readFileSync(join(top, 'model.json'), 'utf8')) as object;
  return { ...files, 'model.json': text(JSON.stringify({ ...manifest, ...to })) };
}

const HOSTILE_CARD = '# A card\n\n<img src="x" onerror="document.title=\'run\'"> **not** a picture\n';

/** The files with another card, listed in the manifest. */
function withCard(files: Files, markdown: string): Files {
  const card = text(markdown);
  const manifest = JSON.parse(new TextDecoder().decode(files['model.json'])) as { files: { path: string }[] };
  const listed = { path: 'CARD.md', sha256: createHash('sha256').update(card).digest('hex'), bytes: card.length };
  manifest.files = manifest.files.map((file) => (file.path === 'CARD.md' ? listed : file));
  return { ...files, 'CARD.md': card, 'model.json': text(JSON.stringify(manifest)) };
}

const addingOf = (fovea: FoveaPage) => new AddingPage(fovea.page, fovea.model.section);

async function run(fovea: FoveaPage): Promise<void> {
  await fovea.model.chooseBackEnd('wasm');
  await fovea.model.run();
  await fovea.result.scores.waitFor({ timeout: 120_000 });
}

test('a model dropped as a .zip runs, is there after a reload, needs no server, and can be removed', async ({
  fovea,
  slides,
  requests,
}) => {
  const name = 'Nests, brought along';
  const zip = asZip('brought.zip', withCard(renamed('phantom-tda-mil', { id: 'brought-along', name }), HOSTILE_CARD));
  const adding = addingOf(fovea);
  await fovea.goto();
  await fovea.openFile(slides.small);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await fovea.drop(zip);
  expect(await adding.outcome(120_000)).toBeNull();
  await adding.dismiss();
  await expect(adding.option(name)).toBeChecked();
  await expect(fovea.model.section.getByText(en.bundles.addedMark)).toBeVisible();
  await test.step('its card is text: markup in it is shown, not run', async () => {
    await fovea.model.section.getByRole('button', { name: en.model.about }).click();
    await fovea.model.section.getByRole('button', { name: en.bundles.card }).click();
    const dialog = fovea.page.getByRole('dialog', { name: en.bundles.cardTitle(name) });
    await expect(dialog.getByRole('heading', { name: 'A card', exact: true })).toBeVisible();
    await expect(dialog).toContainText('<img src="x"');
    expect(await dialog.locator('img').count()).toBe(0);
    await fovea.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
  await run(fovea);
  const first = readResultFile((await fovea.result.export('result')).path);
  expect(first.run.bundle.id).toBe('brought-along');

  // What comes back is the model alone.
  await new KeepingPanel(fovea.page).reloadWithoutResults();
  await fovea.openFile(slides.small);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await adding.option(name).click();
  expect(await adding.check('wasm')).toMatch(/passed in/);
  // From here on no model file can be had from anywhere.
  await fovea.page.context().route('**/models/**', (route) => route.abort());
  await fovea.model.forgetStoredFeatures();
  await run(fovea);
  const second = readResultFile((await fovea.result.export('result')).path);
  expect(second.maps['task-relevance']?.values).toEqual(first.maps['task-relevance']?.values);
  expect(requests.filter((request) => request.url().includes('brought-along'))).toEqual([]);
  await fovea.page.context().unroute('**/models/**');

  await fovea.model.expand();
  await adding.remove();
  await expect(adding.option(name)).toBeHidden();
  await new KeepingPanel(fovea.page).reloadWithoutResults();
  await fovea.openFile(slides.small);
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  await expect(await fovea.model.option('phantom-tda-mil')).toBeVisible();
  await expect(adding.option(name)).toBeHidden();
});

test(
  'a folder is added before any slide is open; the same again is recognised, another asks first',
  { tag: '@full' },
  async ({ fovea, slides }) => {
    const adding = addingOf(fovea);
    await fovea.goto();
    await fovea.emptyScreen.waitFor();
    await fovea.drop(asFolder('small', await smallFiles()));
    expect(await adding.outcome()).toBeNull();
    await expect(adding.notice).toContainText(en.bundles.added('Small test bundle added-small'));
    await adding.dismiss();
    await fovea.drop(asZip('same.zip', await smallFiles()));
    expect(await adding.outcome()).toBeNull();
    await expect(adding.notice).toContainText('is on the list already');
    await adding.dismiss();

    await fovea.drop(asZip('other.zip', await smallFiles({ secondPass: 'from-output' })));
    const question = adding.notice.getByRole('alertdialog', { name: en.bundles.replaceTitle });
    await question.getByRole('button', { name: en.bundles.keep }).click();
    await expect(adding.notice).toBeHidden();
    await fovea.drop(asZip('other.zip', await smallFiles({ secondPass: 'from-output' })));
    await question.getByRole('button', { name: en.bundles.replace }).click();
    expect(await adding.outcome()).toBeNull();

    await fovea.openFile(slides.tiny);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    await expect(adding.option('Small test bundle added-small')).toBeChecked();
    await run(fovea);
  },
);

test('what is no whole, sound bundle is refused with what and where, and leaves nothing behind', async ({ fovea }) => {
  const good = await smallFiles();
  const manifest = JSON.parse(new TextDecoder().decode(good['model.json'])) as Record<string, unknown>;
  const listed = manifest['files'] as { path: string; sha256: string; bytes: number }[];
  const flipped = good['head/select.onnx']!.slice();
  flipped[40]! ^= 1;
  const bomb = { ...manifest, files: listed.map((f) => (f.path === 'encoder.onnx' ? { ...f, bytes: 256 << 20 } : f)) };
  type Refused = [path: string, code: string, why: RegExp];
  // Each kind by itself: `workers/inference/dropped-bundle.test.ts`.
  const rare: () => Refused[] = () => [
    [asZip('schema.zip', { ...good, 'model.json': text(JSON.stringify({ ...manifest, num_classes: 7 })) }), 'model/invalid-manifest', /class_names lists 2 names for 7 classes/],
    [asZip('clam.zip', { ...good, 'model.json': text(JSON.stringify({ ...manifest, architecture: 'clam' })) }), 'model/unsupported', /clam/],
    [asZip('bomb.zip', { ...good, 'model.json': text(JSON.stringify(bomb)), 'encoder.onnx': new Uint8Array(256 << 20) }), 'model/invalid-bundle', /encoder\.onnx is packed more than 100 times/],
    [asZip('nothing.zip', { 'readme.txt': text('hello') }), 'model/invalid-bundle', /no model\.json/],
    [asZip('shipped.zip', renamed('phantom-tda-mil', { id: 'phantom-tda-mil', name: 'Another' })), 'model/name-taken', /ships with this installation/],
  ]; // prettier-ignore
  const cases: Refused[] = [
    [asZip('hash.zip', { ...good, 'head/select.onnx': flipped }), 'model/hash-mismatch', /head\/select\.onnx/],
    [asZip('traversal.zip', { ...good, '../../evil.onnx': text('x') }), 'model/invalid-bundle', /leads out of the folder.*evil\.onnx/],
    [asFolder('partial', Object.fromEntries(Object.entries(good).filter(([path]) => path !== 'encoder.onnx'))), 'model/invalid-bundle', /encoder\.onnx is missing/],
    [asZip('wrong-answer.zip', await smallFiles({ id: 'wrong-answer', spoilGolden: true })), 'model/golden-mismatch', /logits off by 0\.1/],
    ...(FULL ? rare() : []),
  ]; // prettier-ignore
  const adding = addingOf(fovea);
  await fovea.goto();
  await fovea.emptyScreen.waitFor();
  for (const [path, code, why] of cases) {
    await fovea.drop(path);
    const refusal = await adding.outcome(120_000);
    expect(refusal?.code).toBe(code);
    expect(refusal?.text).toMatch(why);
    await adding.dismiss();
  }
  await fovea.page.reload();
  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(30_000)).toBeNull();
  const shipped = await fovea.model.shippedIds();
  await expect(fovea.model.section.getByRole('radio')).toHaveCount(shipped.length);
  // The refused ones' files are tidied away with the next start.
  await expect.poll(() => modelFiles(fovea)).toEqual([]);
});

/** Names in the private folder of models. */
function modelFiles(fovea: FoveaPage): Promise<string[]> {
  return fovea.page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const models = await root.getDirectoryHandle('models', { create: true });
    const names: string[] = [];
    for await (const name of models.keys()) names.push(name);
    return names;
  });
}
