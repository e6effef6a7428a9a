/** A server of models that breaks off again and again. Its waits between tries make it long. */
import { smallBundle } from '#test-support/small-bundle.ts';
import { expect, test } from './fixtures.ts';
import { startModelSite } from './model-site.ts';
import { FoveaPage } from './pages/fovea-page.ts';

const text = (content: string) => new TextEncoder().encode(content);

test.describe.configure({ timeout: 180_000 });

test('weights that come from a server that breaks off are gone on with, within a run and after a reload', async ({
  page,
  slides,
}) => {
  // prettier-ignore
  const bundle = await smallBundle({ id: 'streamed', externalAt: 6_000_000 });
  const files = { 'model.json': text(JSON.stringify(bundle.manifest)), ...Object.fromEntries(bundle.files) };
  const site = await startModelSite({ streamed: files });
  try {
    const fovea = new FoveaPage(page, site.url);
    const data = () => site.asked.filter(({ path }) => path === 'encoder.onnx.data').map(({ range }) => range);
    const size = bundle.files.get('encoder.onnx.data')!.length;
    // The first answer breaks off in the middle, and so does every later one, at once: the run has to give up.
    site.cutAfter = (path, request) => (path !== 'encoder.onnx.data' ? Infinity : request === 1 ? 2_500_000 : 0);
    await fovea.goto();
    await fovea.openFile(slides.tiny);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    await fovea.model.choose('streamed');
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    await expect(fovea.result.error).toHaveAttribute('data-code', 'model/unreachable', { timeout: 60_000 });
    expect(data()[0]).toBeNull();
    const resumed = /^bytes=(\d+)-/.exec(data()[1] ?? '')?.[1];
    expect(Number(resumed)).toBeGreaterThan(1_000_000);

    // Another visit: what is there is verified and only the rest is asked for; that breaks off once more, and comes.
    const before = data().length;
    site.cutAfter = (path, request) => (path === 'encoder.onnx.data' && request === before + 1 ? 1_500_000 : Infinity);
    await page.reload();
    await fovea.openFile(slides.tiny);
    expect(await fovea.waitUntilOpened(30_000)).toBeNull();
    await fovea.model.choose('streamed');
    await fovea.model.chooseBackEnd('wasm');
    await fovea.model.run();
    await fovea.result.scores.waitFor({ timeout: 120_000 });
    const later = data().slice(before);
    expect(later[0]).toBe(`bytes=${resumed}-${size - 1}`);
    expect(later).toHaveLength(2);
    expect(Number(/^bytes=(\d+)-/.exec(later[1] ?? '')?.[1])).toBeGreaterThan(Number(resumed) + 1_000_000);
  } finally {
    await site.close();
  }
});
