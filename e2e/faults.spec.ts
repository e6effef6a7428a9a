import { startRangeServer } from '#test-support/range-server.ts';
import { en } from '#ui/messages/en/index.ts';
import { expect, test } from './fixtures.ts';
import { PHANTOM } from './slides.ts';

const OPEN_TIMEOUT_MS = 30_000;

test('a server that becomes busy: what is waited for is said, given up, marked, and read again when the network is back', async ({
  fovea,
  context,
}) => {
  const server = await startRangeServer({ '/phantom-01.tif': PHANTOM });
  const { host } = new URL(server.url('/'));
  await fovea.goto();
  await fovea.openLink(server.url('/phantom-01.tif'));
  expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
  await fovea.waitUntilDrawn();

  const sound = server.behaviour;
  // Pauses that a slow machine does not outlast.
  server.behaviour = { ...sound, status: () => 503, retryAfter: '20' };
  // Finer tiles are wanted, which nobody has read yet.
  await fovea.stage.dblclick();
  await fovea.stage.dblclick();
  await expect(fovea.statusBar).toContainText(host);
  // As long as the server asks for, and a tenth of it at most.
  await expect(fovea.statusBar).toContainText(/Waiting for .*: try 2 of 6, next in (1\d|2[0-2]) s/);
  const waiting = fovea.page.getByRole('group', { name: en.troubles.region });
  await expect(waiting).toContainText(en.troubles.why.busy);

  await fovea.page.getByRole('button', { name: en.troubles.giveUp }).click();
  await expect(waiting).toBeHidden();
  await expect(fovea.page.getByRole('button', { name: en.troubles.readAgain })).toBeVisible();
  await expect(fovea.statusBar).toContainText(/\d tiles? not read/);
  await expect(fovea.statusBar).toContainText(en.status.noDamaged);

  server.behaviour = sound;
  await context.setOffline(true);
  await context.setOffline(false);
  await expect(fovea.page.getByRole('button', { name: en.troubles.readAgain })).toBeHidden();
  await fovea.waitUntilDrawn();
  await expect(fovea.statusBar).not.toContainText('not read');
  await server.close();
});

test(
  'a run in a page that is frozen in the middle and thawed goes on to its end; no watchdog takes the pause for a failure',
  { tag: '@full' },
  async ({ fovea, slides, context }) => {
    await fovea.goto();
    await fovea.openFile(slides.small);
    expect(await fovea.waitUntilOpened(OPEN_TIMEOUT_MS)).toBeNull();
    expect(await fovea.model.choose('phantom-tda-mil')).toBeNull();
    await fovea.model.chooseBackEnd('wasm');
    const session = await context.newCDPSession(fovea.page);
    await fovea.model.run();
    await expect(fovea.model.progressBar).toBeVisible();
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await fovea.result.scores.waitFor({ timeout: 60_000 });
    await expect(fovea.page.getByRole('alert')).toHaveCount(0);
  },
);
