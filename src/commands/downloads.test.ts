import { describe, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseDownloadNote } from '#core/model/download-note.ts';
import { modelAdded } from '#state/models-store.ts';
import { beginRun, cancelledRun } from '#state/run-in-progress.ts';
import { fakeManifest, pending, type Pending } from '#test-support/fake-services.ts';
import {
  FOLDER,
  lost,
  mine,
  modelFilesWorld as setUp,
  untilAborted,
  type FileCall,
} from '#test-support/model-files.ts';
import type { BundleSource, GoldenReport, InferenceClient } from '#workers/inference/contract.ts';

describe('a model from an address', () => {
  it('is fetched file by file, tried and taken, and then forgotten as a download', async () => {
    const { commands, added, asked, named, notes, modelFiles } = setUp({
      manifestText: () => Promise.resolve(JSON.stringify(mine)),
    });
    expect(await commands.downloadModel(` ${FOLDER}?key=secret#x `)).toBe(true);
    await vi.waitFor(() => {
      expect(modelFiles.getState().downloads).toEqual([]);
      expect(added).toHaveLength(1);
    });
    expect(named).toEqual([`${FOLDER}?key=secret`]);
    expect(asked).toHaveLength(3);
    for (const url of asked) expect(url).toMatch(/^https:\/\/models\.test\/mine\/.+\?key=secret$/);
    expect(added).toMatchObject([{ kind: 'kept', manifest: { id: 'mine' } }]);
    expect(notes.size).toBe(0);
  });

  it.each(['', 'model.zip', 'file:///a.zip', 'https://me:secret@models.test/a.zip'])('is not %j', async (address) => {
    const { commands, modelFiles } = setUp();
    expect(await commands.downloadModel(address)).toBe(false);
    expect(modelFiles.getState().downloads).toEqual([]);
  });

  it('is paused by the user and by a lost connection, and listed with its bytes at the next start', async () => {
    const stuck: FileCall = (_url, tell, signal) =>
      new Promise((_resolve, reject) => {
        tell({ what: 'loading', doneBytes: 25, totalBytes: 40, startedOver: true });
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    let reply = stuck;
    const { commands, only, notes, modelFiles, wake, disk } = setUp({
      manifestText: () => Promise.resolve(JSON.stringify(mine)),
      reply: (...call) => reply(...call),
    });
    await commands.downloadModel(FOLDER);
    await vi.waitFor(() => {
      expect(only()).toMatchObject({ name: 'Mine', doneBytes: 25, totalBytes: 100, startedOver: true });
    });
    const id = only()?.id ?? '';
    commands.pauseDownload(id);
    await vi.waitFor(() => {
      expect(only()?.state).toEqual({ kind: 'paused', why: 'user' });
    });
    reply = (url) => Promise.reject(lost(url));
    await commands.resumeDownload(id);
    expect(only()?.state).toEqual({ kind: 'paused', why: 'connection' });
    const note = notes.get(id) ?? '';
    expect(parseDownloadNote(note)).toMatchObject({ url: FOLDER, hadQuery: false, totalBytes: 100 });
    disk['d'.repeat(64)] = 25;

    const later = setUp({
      kept: { [id]: note, damaged: '{' },
      manifestText: () => Promise.resolve(JSON.stringify(mine)),
    });
    later.disk['d'.repeat(64)] = 25;
    await later.commands.keepModelFiles();
    expect(later.only()).toMatchObject({ id, name: 'Mine', doneBytes: 25, totalBytes: 100, state: { why: 'earlier' } });
    expect([...later.notes.keys()]).toEqual([id]);
    expect(later.named).toEqual([]);
    await later.commands.resumeDownload(id);
    expect(later.named).toEqual([FOLDER]);
    expect(later.added).toHaveLength(1);

    reply = () => Promise.resolve();
    wake();
    await vi.waitFor(() => {
      expect(modelFiles.getState().downloads).toEqual([]);
    });
  });

  it('is not begun on a page without https, where nothing can be verified', async () => {
    const { commands, modelFiles, named } = setUp();
    vi.stubGlobal('crypto', { subtle: undefined });
    try {
      expect(await commands.downloadModel(FOLDER)).toBe(false);
    } finally {
      vi.unstubAllGlobals();
    }
    expect([modelFiles.getState().downloads, named]).toEqual([[], []]);
  });

  it('that goes on in another tab is listed as that, left alone, and looked at again on the way back', async () => {
    const first = setUp({ reply: (url) => Promise.reject(lost(url)) });
    await first.commands.downloadModel('https://models.test/mine.zip');
    await vi.waitFor(() => {
      expect(first.only()?.state).toMatchObject({ kind: 'paused', why: 'connection' });
    });
    const id = first.only()?.id ?? '';
    const tab = setUp({ kept: Object.fromEntries(first.notes) });
    tab.going.add(id);
    await tab.commands.keepModelFiles();
    const elsewhere = { kind: 'paused', why: 'elsewhere' };
    expect(tab.only()?.state).toEqual(elsewhere);
    await tab.commands.discardDownload(id);
    await tab.commands.downloadModel('https://models.test/mine.zip');
    await vi.waitFor(() => {
      expect(tab.only()?.state).toEqual(elsewhere);
    });
    expect([tab.notes.has(id), tab.asked.filter((url) => url.endsWith('.zip'))]).toEqual([true, []]);
    tab.going.clear();
    tab.wake();
    await vi.waitFor(() => {
      expect(tab.only()?.state).toEqual({ kind: 'paused', why: 'earlier' });
    });
    tab.going.add(id);
    await tab.commands.resumeDownload(id);
    expect(tab.only()?.state).toEqual(elsewhere);
    // The other tab has taken it onto its list.
    tab.notes.clear();
    tab.going.clear();
    tab.wake();
    await vi.waitFor(() => {
      expect(tab.only()).toBeUndefined();
    });
  });

  it('that had a query waits for its whole address, and goes on with what is there', async () => {
    const first = setUp({ reply: (url) => Promise.reject(lost(url)) });
    await first.commands.downloadModel('https://models.test/mine.zip?key=secret');
    await vi.waitFor(() => {
      expect(first.only()?.state).toMatchObject({ kind: 'paused', why: 'connection' });
    });
    expect([...first.notes.values()].join()).not.toContain('secret');
    const later = setUp({ kept: Object.fromEntries(first.notes) });
    await later.commands.keepModelFiles();
    expect(later.only()).toMatchObject({ needsAddress: true, doneBytes: 7, url: 'https://models.test/mine.zip' });
    const id = later.only()?.id ?? '';
    await later.commands.resumeDownload(id);
    expect(later.added).toEqual([]);
    await later.commands.downloadModel('https://models.test/mine.zip?key=other');
    await vi.waitFor(() => {
      expect(later.added).toMatchObject([{ kind: 'zip', file: { name: 'mine.zip' } }]);
    });
  });

  it('is refused where what ships has its name, before anything of it is fetched; and discarded', async () => {
    const other = fakeManifest({ id: 'shipped', version: '9.0.0' });
    const { commands, only, asked, notes, modelFiles } = setUp({
      manifestText: () => Promise.resolve(JSON.stringify(other)),
    });
    await commands.downloadModel(FOLDER);
    await vi.waitFor(() => {
      expect(only()?.state).toMatchObject({ kind: 'failed', error: { code: 'model/name-taken' } });
    });
    expect(asked).toEqual([FOLDER]);
    await commands.discardDownload(only()?.id ?? '');
    expect([modelFiles.getState().downloads.length, notes.size]).toEqual([0, 0]);
  });
});

const ARCHIVE = 'https://models.test/mine.zip';

it.each([
  ['a folder', FOLDER],
  ['an archive', ARCHIVE],
])('%s that the disk had no room to note is noted before it is gone on with', async (_, address) => {
  let room = 0;
  const { commands, only, asked, notes } = setUp({
    manifestText: () => Promise.resolve(JSON.stringify(mine)),
    reply: untilAborted,
    noted: () =>
      room++ > 0
        ? Promise.resolve()
        : Promise.reject(new FoveaError('model/no-room', { bundle: 'mine', bytes: 1, roomBytes: 0 })),
  });
  await commands.downloadModel(address);
  await vi.waitFor(() => {
    expect(only()?.state).toMatchObject({ kind: 'failed', error: { code: 'model/no-room' } });
  });
  const before = asked.length;
  void commands.resumeDownload(only()?.id ?? '');
  await vi.waitFor(() => {
    expect(only()?.state.kind).toBe('running');
    expect(asked.filter((url) => url !== FOLDER)).toHaveLength(1);
  });
  expect(asked.length).toBeGreaterThan(before);
  expect([...notes.keys()]).toEqual([only()?.id]);
});

describe('a transfer that is stopped', () => {
  const size = { what: 'loading', doneBytes: 1, totalBytes: 40, startedOver: false } as const;

  /** One that is under way. */
  async function stuck() {
    const world = setUp({
      reply: (url, tell, signal) => {
        tell(size);
        return untilAborted(url, tell, signal);
      },
    });
    await world.commands.downloadModel(ARCHIVE);
    await vi.waitFor(() => {
      expect(world.only()).toMatchObject({ totalBytes: 40, state: { kind: 'running' } });
    });
    return { ...world, id: world.only()?.id ?? '' };
  }

  it('and gone on with at once is not taken for that of another tab', async () => {
    const { commands, only, asked, id } = await stuck();
    for (const times of [2, 3]) {
      commands.pauseDownload(id);
      void commands.resumeDownload(id);
      await vi.waitFor(() => {
        expect(only()?.state.kind).not.toBe('paused');
        expect(asked).toHaveLength(times);
      });
    }
    expect(only()?.state.kind).toBe('running');
  });

  it('and paused again before it has begun again is not begun', async () => {
    const { commands, only, asked, id } = await stuck();
    commands.pauseDownload(id);
    const resumed = commands.resumeDownload(id);
    commands.pauseDownload(id);
    await resumed;
    expect([only()?.state, asked.length]).toEqual([{ kind: 'paused', why: 'user' }, 1]);
  });

  it('and discarded is gone only when the last word about it is written, and its address can be typed again at once', async () => {
    const written = pending<undefined>();
    let isFirst = true;
    const world = setUp({
      reply: (url, tell, signal) => {
        tell(size);
        return untilAborted(url, tell, signal);
      },
      // The note that tells how large it is.
      noted: (text) => {
        if (parseDownloadNote(text)?.totalBytes !== 40 || !isFirst) return Promise.resolve();
        isFirst = false;
        return written.promise;
      },
    });
    const { commands, only, asked, notes, modelFiles } = world;
    await commands.downloadModel(ARCHIVE);
    await vi.waitFor(() => {
      expect(isFirst).toBe(false);
    });
    const id = only()?.id ?? '';
    /** Notes at each moment without a download on the list. */
    const notesLeft: number[] = [];
    modelFiles.subscribe(({ downloads }) => {
      if (downloads.length === 0) notesLeft.push(notes.size);
    });
    const discarded = commands.discardDownload(id);
    await new Promise((resolve) => setTimeout(resolve));
    const again = commands.downloadModel(ARCHIVE);
    // What is about to go is not gone on with.
    await commands.resumeDownload(id);
    expect(asked).toHaveLength(1);
    written.resolve(undefined);
    await Promise.all([discarded, again]);
    expect(notesLeft).toEqual([0]);
    await vi.waitFor(() => {
      expect(only()).toMatchObject({ id, totalBytes: 40, state: { kind: 'running' } });
      expect([asked.length, notes.size]).toEqual([2, 1]);
    });
  });

  it('and discarded while downloads are listed does not come back', async () => {
    const { commands, context, modelFiles, id } = await stuck();
    const client = await context.downloads();
    const kept = await client.kept();
    const listed = pending<typeof kept>();
    const look = vi.spyOn(client, 'kept').mockReturnValueOnce(listed.promise);
    const listing = commands.lookAtLasting();
    await vi.waitFor(() => {
      expect(look).toHaveBeenCalled();
    });
    await commands.discardDownload(id);
    expect(kept).toMatchObject([{ id }]);
    listed.resolve(kept);
    await listing;
    expect(modelFiles.getState().downloads).toEqual([]);
  });

  it('is not discarded where another tab has gone on with it since, or still writes it', async () => {
    const { commands, only, going, notes, locked, id } = await stuck();
    commands.pauseDownload(id);
    await vi.waitFor(() => {
      expect(only()?.state).toEqual({ kind: 'paused', why: 'user' });
    });
    locked.add(id);
    await commands.discardDownload(id);
    const inUse = { code: 'model/in-use', context: { bundle: 'mine.zip' } };
    expect(only()?.state).toEqual({ kind: 'failed', error: inUse });
    going.add(id);
    await commands.discardDownload(id);
    expect(only()?.state).toEqual({ kind: 'paused', why: 'elsewhere' });
    expect([...notes.keys()]).toEqual([id]);
  });
});

describe('a model that has come, and other additions', () => {
  const zip = (name: string) => `https://models.test/${name}.zip`;
  const wrong = new FoveaError('model/hash-mismatch', { bundle: 'x', path: 'a', expected: 'x', got: 'y' });
  const nameOf = (source: BundleSource) => (source.kind === 'zip' ? source.file.name : source.kind);

  /** All that comes has the name of its file as its id; what becomes of an addition is for the test to say. */
  function adding(inference: Partial<InferenceClient> = {}) {
    const tried: { readonly name: string; readonly end: Pending<readonly GoldenReport[]> }[] = [];
    const world = setUp({
      isTried: true,
      inference: {
        inspectBundle: (source) => Promise.resolve(fakeManifest({ id: nameOf(source).replace('.zip', '') })),
        addBundle: ({ source }, _onProgress, signal) => {
          const end = pending<readonly GoldenReport[]>();
          tried.push({ name: nameOf(source), end });
          signal?.addEventListener('abort', () => {
            end.reject(signal.reason);
          });
          return end.promise;
        },
        tidyModelFiles: () => Promise.resolve(),
        ...inference,
      },
    });
    const names = () => tried.map(({ name }) => name);
    const triedTimes = (times: number) =>
      vi.waitFor(() => {
        expect(names()).toHaveLength(times);
      });
    const left = () => world.modelFiles.getState().downloads;
    return { ...world, tried, names, triedTimes, left, models: world.context.stores.models };
  }

  it.each([
    ['is taken', (end: Pending<readonly GoldenReport[]> | undefined) => end?.resolve([]), null],
    ['is refused', (end: Pending<readonly GoldenReport[]> | undefined) => end?.reject(wrong), 15_000],
  ])('waits for its turn again where one that was dropped takes its place, and that %s', async (_, end, readMs) => {
    const { commands, bundles, dropped, tried, names, triedTimes, left, models, quietMs } = adding();
    /** How long it could be read why the dropped one was refused. */
    let shownMs: number | null = null;
    models.subscribe(({ adding: now }, { adding: before }) => {
      if (now.kind === 'failed') shownMs = -quietMs();
      else if (before.kind === 'failed') shownMs = (shownMs ?? 0) + quietMs();
    });
    await commands.downloadModel(zip('mine'));
    await triedTimes(1);
    void bundles.addBundle({ kind: 'zip', file: new File(['x'], 'dropped.zip') });
    await triedTimes(2);
    end(tried[1]?.end);
    await triedTimes(3);
    expect(names()).toEqual(['mine.zip', 'dropped.zip', 'mine.zip']);
    expect(left()).toMatchObject([{ name: 'mine.zip', state: { kind: 'adding' } }]);
    expect(shownMs).toBe(readMs);
    tried[2]?.end.resolve([]);
    await vi.waitFor(() => {
      expect(left()).toEqual([]);
    });
    expect(dropped).toEqual([]);
  });

  it('is forgotten as it is taken, whatever becomes of the next one while the disk is tidied', async () => {
    const tidied = pending<undefined>();
    const { commands, dropped, tried, triedTimes, left, models } = adding({ tidyModelFiles: () => tidied.promise });
    await commands.downloadModel(zip('first'));
    await triedTimes(1);
    await commands.downloadModel(zip('second'));
    await vi.waitFor(() => {
      expect(left()).toMatchObject([{ state: { kind: 'adding' } }, { state: { kind: 'adding' } }]);
    });
    tried[0]?.end.resolve([]);
    await triedTimes(2);
    tried[1]?.end.reject(wrong);
    await vi.waitFor(() => {
      expect(models.getState().adding.kind).toBe('failed');
    });
    tidied.resolve(undefined);
    await vi.waitFor(() => {
      expect(left()).toMatchObject([{ name: 'second.zip', state: { kind: 'failed' } }]);
    });
    expect(dropped).toEqual([left()[0]?.id]);
    expect(models.getState().order).toContain('first');
  });

  /** An older one of its id is on the list, so that it is asked about; and the moment when that is so. */
  const asking = ({ models }: Pick<ReturnType<typeof adding>, 'models'>) => ({
    asks: () =>
      vi.waitFor(() => {
        expect(models.getState().adding.kind).toBe('asking');
      }),
    listOld: () => {
      const old = { baseUrl: null, manifest: fakeManifest({ id: 'mine', version: '0.9.0' }) };
      models.setState((state) => ({ ...modelAdded(state, old), adding: { kind: 'idle' } }));
    },
  });

  it('stays on the list where its archive is still written, and goes when it is tried again', async () => {
    const { commands, locked, disk, tried, triedTimes, only, left, models } = adding();
    await commands.downloadModel(zip('mine'));
    await triedTimes(1);
    const id = only()?.id ?? '';
    locked.add(id);
    tried[0]?.end.resolve([]);
    const inUse = { code: 'model/in-use', context: { bundle: 'mine.zip' } };
    await vi.waitFor(() => {
      expect(only()?.state).toEqual({ kind: 'failed', error: inUse });
    });
    expect(models.getState().order).toContain('mine');
    locked.clear();
    for (const { sha256, bytes } of fakeManifest().files) disk[sha256] = bytes;
    await commands.resumeDownload(id);
    expect(left()).toEqual([]);
  });

  it('waits for the run that was begun under its question, and asks again', async () => {
    const world = adding();
    const { commands, bundles, tried, names, triedTimes, only, left, models } = world;
    const { asks, listOld } = asking(world);
    const { runs } = world.context.stores;
    listOld();
    await commands.downloadModel(zip('mine'));
    await asks();
    runs.setState((state) => beginRun(state, { id: 'r', slideId: 's', modelId: 'shipped', startedAtMs: 0 }));
    await bundles.replaceModel();
    expect(models.getState().adding).toMatchObject({ kind: 'failed', error: { code: 'model/busy' } });
    await new Promise((resolve) => setTimeout(resolve));
    expect([only()?.state, names()]).toEqual([{ kind: 'adding' }, []]);
    runs.setState((state) => cancelledRun(state, 'r', 1));
    await asks();
    void bundles.replaceModel();
    await triedTimes(1);
    tried[0]?.end.resolve([]);
    await vi.waitFor(() => {
      expect(left()).toEqual([]);
    });
  });

  it('leaves an open question to the user, and asks one of its own', async () => {
    const world = adding();
    const { commands, bundles, tried, names, triedTimes, only, left, models } = world;
    const { asks, listOld } = asking(world);
    listOld();
    void bundles.addBundle({ kind: 'zip', file: new File(['x'], 'mine.zip') });
    await asks();
    await commands.downloadModel(zip('other'));
    await vi.waitFor(() => {
      expect(only()?.state).toEqual({ kind: 'adding' });
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect([models.getState().adding.kind, names()]).toEqual(['asking', []]);
    bundles.cancelAdding();
    await triedTimes(1);
    tried[0]?.end.resolve([]);
    await vi.waitFor(() => {
      expect(left()).toEqual([]);
    });

    await commands.downloadModel(zip('mine'));
    await asks();
    void bundles.replaceModel();
    await triedTimes(2);
    tried[1]?.end.resolve([]);
    await vi.waitFor(() => {
      expect(left()).toEqual([]);
    });
    listOld();
    await commands.downloadModel(zip('mine'));
    await asks();
    bundles.cancelAdding();
    await vi.waitFor(() => {
      expect(only()?.state).toEqual({ kind: 'paused', why: 'user' });
    });
    expect(names()).toEqual(['other.zip', 'mine.zip']);
  });
});
