import { expect, it } from 'vitest';
import { beginCheck } from './faithfulness-store.ts';
import { beginFileWork } from './file-work-store.ts';
import { isNothingOpen, whatIsGoingOn, type GoingOn } from './going-on.ts';
import { setOwed } from './keeping-store.ts';
import { putDownload, type Download } from './model-files-store.ts';
import { beginRun } from './run-in-progress.ts';
import { beginOpening } from './slides-store.ts';
import { createStores, type Stores } from './stores.ts';

const DOWNLOAD: Download = {
  ...{ id: 'd', url: 'https://x.test/m.zip', name: 'm', needsAddress: false, doneBytes: 1, totalBytes: 2 },
  startedOver: false,
  state: { kind: 'running', what: 'loading', bytesPerSecond: null, secondsLeft: null },
};
const PROGRESS = { done: 0, total: 10, step: null, share: 0, secondsLeft: null };

const WORK: readonly (readonly [string, GoingOn, (stores: Stores) => void])[] = [
  ['a model runs', 'run', ({ runs }) => { runs.setState((state) => beginRun(state, { id: 'r', slideId: 's', modelId: 'm', startedAtMs: 0 })); }], // prettier-ignore
  ['a map is checked', 'check', ({ faithfulness }) => { faithfulness.setState((state) => beginCheck(state, 'k', 'task-relevance', 't')); }], // prettier-ignore
  ['the installation is checked', 'check', ({ models }) => { models.setState({ installation: { kind: 'running', id: 'i', progress: PROGRESS, found: [] } }); }], // prettier-ignore
  ['a model is added', 'adding', ({ models }) => { models.setState({ adding: { kind: 'reading', name: 'm' } }); }], // prettier-ignore
  ['a model is to replace another', 'adding', ({ models }) => { models.setState({ adding: { kind: 'asking', name: 'm', modelId: 'm', oldVersion: '1', newVersion: '2' } }); }], // prettier-ignore
  ['a model is downloaded', 'adding', ({ modelFiles }) => { modelFiles.setState((state) => putDownload(state, DOWNLOAD)); }], // prettier-ignore
  ['a file is written', 'files', ({ fileWork }) => { fileWork.setState((state) => beginFileWork(state, { token: 't', kind: 'writing', fileName: 'a.json' })); }], // prettier-ignore
  ['a slide is opened', 'opening', ({ slides }) => { slides.setState((state) => beginOpening(state, { token: 't', name: 'a.svs', download: null })); }], // prettier-ignore
];

it.each(WORK)('%s: a reload would break it off', (_, kind, begin) => {
  const stores = createStores({ read: () => null, write: () => undefined });
  expect([whatIsGoingOn(stores), isNothingOpen(stores)]).toEqual([null, true]);
  begin(stores);
  expect([whatIsGoingOn(stores), isNothingOpen(stores)]).toEqual([kind, false]);
});

it('a paused download breaks off nothing; a link that is followed is something open', () => {
  const stores = createStores({ read: () => null, write: () => undefined });
  stores.modelFiles.setState((state) => putDownload(state, { ...DOWNLOAD, state: { kind: 'paused', why: 'user' } }));
  expect(whatIsGoingOn(stores)).toBeNull();
  stores.link.setState({ status: { kind: 'fetching', host: 'x.test', doneBytes: 0 } });
  expect(isNothingOpen(stores)).toBe(false);
});

it('results of a closed slide that are in this tab only would be gone', () => {
  const stores = createStores({ read: () => null, write: () => undefined });
  stores.keeping.setState((state) => setOwed(state, 1));
  expect([whatIsGoingOn(stores), isNothingOpen(stores)]).toEqual([null, false]);
});
