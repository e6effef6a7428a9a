import { describe, expect, it } from 'vitest';
import type { AppCommands } from '#commands/create-commands.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { createStores } from '#state/stores.ts';
import { fakeSlide } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import { RESULT_COMMANDS } from './commands-of-results.ts';
import type { WindowParts } from './window-command.ts';

/** What the window is told when a command is chosen with a slide open whose view is this. */
async function toldBy(id: string, viewer: WindowParts['viewer'], commands: Partial<AppCommands> = {}) {
  const stores = createStores({ read: () => null, write: () => undefined });
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  const own = { statedUmPerPx: null, downloadedFrom: null };
  stores.slides.setState((state) => finishOpening(state, 't', fakeSlide(), own));
  const told: PlainError[] = [];
  const tell = (error: PlainError) => {
    told.push(error);
  };
  const parts = { stores, viewer, tell, commands } as unknown as WindowParts;
  RESULT_COMMANDS.find((command) => command.id === id)?.run(parts);
  await new Promise((resolve) => {
    setTimeout(resolve);
  });
  return told;
}

describe('a picture of the view', () => {
  const none = { code: 'view/no-picture', context: { slide: 'a.svs' } };

  it('that is not drawn yet is said not to be there', async () => {
    expect(await toldBy('export-picture', null)).toEqual([none]);
    const { viewer } = recordingViewer();
    expect(await toldBy('export-picture', { ...viewer, snapshot: () => null })).toEqual([none]);
  });
});

describe('a file with the result', () => {
  const error = { code: 'worker/crashed', context: { worker: 'result', what: 'memory' } } as const;

  it.each(['export-result', 'export-csv', 'export-geojson'])('%s says why it could not be written', async (id) => {
    const exportResult = () => Promise.resolve(error);
    expect(await toldBy(id, null, { exportResult })).toEqual([error]);
  });
});
