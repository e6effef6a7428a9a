import { startRangeServer } from '#test-support/range-server.ts';
import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { distinctColours } from './picture.ts';
import { PHANTOM, filesOf } from './slides.ts';

const OPEN_TIMEOUT_MS = 30_000;

test('the empty window says what can be opened and that nothing leaves; the phantom is one click away', async ({
  fovea,
}) => {
  await fovea.goto();
  await expect(fovea.emptyScreen).toContainText(en.empty.formats);
  await expect(fovea.emptyScreen).toContainText(en.empty.privacy);
  for (const name of [en.header.openFile, en.header.openFolder, en.header.openLink, en.header.openPhantom]) {
    await expect(fovea.emptyScreen.getByRole('button', { name, exact: true })).toBeEnabled();
  }
  await expect(fovea.statusBar).toContainText(en.app.researchUse);
  expect(await fovea.page.evaluate(() => crossOriginIsolated)).toBe(true);

  await fovea.openPhantom();
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();
  await expect(fovea.slideName).toHaveText('phantom-01.tif');
  await expect(fovea.spacingButton).toContainText('0.5');
  expect(await distinctColours(fovea.stage)).toBeGreaterThan(1000);
});

test('dropped and picked: a file and folders open one after another', async ({ fovea, slides }) => {
  await fovea.goto();
  await fovea.emptyScreen.waitFor();
  await fovea.drop(slides.small);
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await expect(fovea.slideName).toHaveText('nest.tif');
  await fovea.waitUntilDrawn();
  expect(await distinctColours(fovea.stage)).toBeGreaterThan(1000);

  await fovea.page.reload();
  await fovea.emptyScreen.waitFor();
  await fovea.drop(slides.deepZoom);
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();
  expect(await distinctColours(fovea.stage)).toBeGreaterThan(1000);

  await fovea.page.reload();
  await fovea.openFolder(slides.deepZoom);
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();
});

test('a link opens piece by piece', async ({ fovea, slides }) => {
  const server = await startRangeServer(filesOf(slides.folder));
  await fovea.goto();
  await fovea.openLink(server.url('/nest.tif'));
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();
  await expect(fovea.slideName).toHaveText('nest.tif');
  await expect(fovea.statusBar).toContainText(new URL(server.url('/')).host);
  await server.close();
});

test('a Deep Zoom link opens', async ({ fovea, slides }) => {
  const server = await startRangeServer(filesOf(slides.folder));
  await fovea.goto();
  await fovea.openLink(server.url('/deep-zoom/nest.dzi'));
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();
  expect(await distinctColours(fovea.stage)).toBeGreaterThan(1000);
  await server.close();
});

test('the address may name the slide', async ({ fovea, slides }) => {
  const server = await startRangeServer(filesOf(slides.folder));
  await fovea.goto(`?slide=${encodeURIComponent(server.url('/nest.tif'))}`);
  // Anyone can write a link: another host is contacted only once the user has agreed.
  await fovea.share.agree();
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await expect(fovea.slideName).toHaveText('nest.tif');
  await server.close();
});

test('a large slide is never read whole by link', async ({ fovea }) => {
  const server = await startRangeServer({ '/phantom-01.tif': PHANTOM });
  await fovea.goto();
  await fovea.openLink(server.url('/phantom-01.tif'));
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();
  // The file has 5.5 MB; its whole view at this window's size needs the coarser levels alone.
  expect(server.requests.reduce((sum, request) => sum + request.sentBytes, 0)).toBeLessThan(3_500_000);
  await server.close();
});

test.describe('what cannot be opened says why', () => {
  test('a file that is cut off, or no slide', async ({ fovea, slides }) => {
    await fovea.goto();
    await fovea.openFile(slides.truncated);
    const error = await fovea.waitUntilOpened(OPEN_TIMEOUT_MS);
    expect(['slide/damaged', 'source/short-read']).toContain(error?.code);
    expect(error?.text).toContain('truncated.tif');

    await fovea.goto();
    await fovea.openFile(slides.notASlide);
    expect((await fovea.waitUntilOpened(OPEN_TIMEOUT_MS))?.code).toBe('slide/unknown-format');
    // The window is not stuck: the next slide opens and the message goes.
    await fovea.openFile(slides.small);
    await fovea.stage.waitFor();
    await expect(fovea.openingError).toBeHidden();
  });

  test('a server that sends only whole files, does not let other pages read, or sends other bytes than were asked for', async ({
    fovea,
    slides,
  }) => {
    for (const { behaviour, code } of [
      { behaviour: { ranges: 'ignored' }, code: 'source/no-range-support' },
      { behaviour: { cors: false }, code: 'source/network' },
      { behaviour: { ranges: 'shifted' }, code: 'source/wrong-range' },
    ] as const) {
      const server = await startRangeServer(filesOf(slides.folder), behaviour);
      await fovea.goto();
      await fovea.openLink(server.url('/nest.tif'));
      const error = await fovea.waitUntilOpened(OPEN_TIMEOUT_MS);
      expect(error?.code).toBe(code);
      expect(error?.text).toContain(new URL(server.url('/')).host);
      await server.close();
    }
  });

  test('a link to nothing, and no server at all', async ({ fovea, slides }) => {
    const server = await startRangeServer(filesOf(slides.folder));
    await fovea.goto();
    await fovea.openLink(server.url('/absent.tif'));
    expect((await fovea.waitUntilOpened(OPEN_TIMEOUT_MS))?.code).toBe('source/http-status');
    await server.close();
    await fovea.openLink(server.url('/nest.tif'));
    await expect(fovea.openingError).toHaveAttribute('data-code', /^source\/(network|cors)$/);
  });
});
