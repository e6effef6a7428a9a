import { describe, expect, it, vi } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseDownloadNote } from '#core/model/download-note.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { beginRun, cancelledRun } from '#state/run-in-progress.ts';
import { fakeContext, fakeManifest } from '#test-support/fake-services.ts';
import type { DownloadsClient, TransferProgress } from '#workers/downloads/contract.ts';
import { modelFileCommands } from './model-file-commands.ts';

const file = (digit: string, bytes: number) => ({ path: `${digit}.onnx`, sha256: digit.repeat(64), bytes });
const shipped = fakeManifest({ id: 'shipped', files: [file('a', 50), file('b', 10)] });
const phantom = { path: 'phantom-01.tif', sha256: 'c'.repeat(64), bytes: 30 };
const busy = (url: string, askedMs: number) =>
  new FoveaError('model/unreachable', { url, what: 'HTTP 503', isPassing: true, status: 503, askedMs });
const lost = (url: string) => new FoveaError('model/unreachable', { url, what: 'network', isPassing: true });

type FileCall = (url: string, tell: (progress: TransferProgress) => void, signal: AbortSignal) => Promise<void>;

/** A transfer that brings nothing, and ends when it is aborted. */
const untilAborted: FileCall = (_url, _tell, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

/** Nothing but the time until the next try is so long. */
const LONG_MS = 60_000;

/** Commands over one shipped model and the phantom; `reply` decides what becomes of each file that is asked for. */
function setUp(
  change: {
    reply?: FileCall;
    manifestText?: () => Promise<string>;
    savesData?: boolean;
    kept?: Record<string, string>;
    /** Whether another tab uses models. */
    isInUse?: () => boolean;
  } = {},
) {
  const disk: Record<string, number> = {};
  const notes = new Map(Object.entries(change.kept ?? {}));
  const asked: string[] = [];
  const named: string[] = [];
  const added: unknown[] = [];
  /** Downloads that another tab is at. */
  const going = new Set<string>();
  const awake = new Set<() => void>();
  /** What ends each long pause, and how long it is. */
  const pauses: { readonly ms: number; readonly end: () => void }[] = [];
  let nowMs = 0;
  let quietMs = 0;
  const fetchFile: FileCall = change.reply ?? (() => Promise.resolve());
  const client: DownloadsClient = {
    file: async ({ file: wanted, url }, onProgress, signal) => {
      asked.push(url);
      signal.throwIfAborted();
      await fetchFile(url, onProgress, signal);
      disk[wanted.sha256] = wanted.bytes;
    },
    archive: async ({ url }, onProgress, signal) => {
      asked.push(url);
      await fetchFile(url, onProgress, signal);
    },
    manifestText: (url) => {
      asked.push(url);
      return change.manifestText?.() ?? Promise.reject(lost(url));
    },
    note: (id, note) => {
      notes.set(id, note);
      return Promise.resolve();
    },
    kept: () => Promise.resolve([...notes].map(([id, note]) => ({ id, note, archiveBytes: 7 }))),
    alone: async (id, job) => {
      if (going.has(id)) return false;
      await job();
      return true;
    },
    going: () => Promise.resolve(going),
    archiveOf: () => Promise.resolve(new File(['zip'], 'id')),
    dropArchive: () => Promise.resolve(),
    drop: (id) => {
      notes.delete(id);
      return Promise.resolve();
    },
  };
  const context = fakeContext({
    inference: {
      modelFileBytes: () => Promise.resolve({ ...disk }),
      removeModelFiles: (hashes) => {
        if (change.isInUse?.()) return Promise.resolve(false);
        for (const hash of hashes) Reflect.deleteProperty(disk, hash);
        return Promise.resolve(true);
      },
    },
    context: {
      downloads: () => Promise.resolve(client),
      keepStorage: () => Promise.resolve(true),
      now: () => nowMs,
      onAwake: (listener) => {
        awake.add(listener);
        return () => awake.delete(listener);
      },
      network: {
        name: (address) => void named.push(address),
        followRedirects: () => undefined,
        unname: () => undefined,
        setCredential: () => null,
        forgetCredential: () => undefined,
      },
      surroundings: {
        savesData: () => change.savesData ?? false,
        isStorageKept: () => Promise.resolve(true),
        wait: (ms, signal) => {
          if (signal?.aborted) return Promise.reject(signal.reason as Error);
          if (ms >= LONG_MS)
            return new Promise((resolve, reject) => {
              pauses.push({ ms, end: resolve });
              signal?.addEventListener('abort', () => {
                reject(signal.reason as Error);
              });
            });
          quietMs += ms;
          return new Promise((resolve) => setTimeout(resolve));
        },
      },
    },
  });
  const { models, modelFiles } = context.stores;
  models.setState((state) =>
    modelsLoaded(state, [{ baseUrl: 'https://fovea.test/app/models/shipped/', manifest: shipped }], []),
  );
  modelFiles.setState({ phantom: [phantom] });
  const addBundle = vi.fn((source: unknown) => {
    added.push(source);
    models.setState({ adding: { kind: 'added', modelId: 'mine' } });
    return Promise.resolve();
  });
  const commands = modelFileCommands(context, { addBundle });
  const only = () => modelFiles.getState().downloads[0];
  return {
    context,
    commands,
    disk,
    notes,
    asked,
    named,
    added,
    modelFiles,
    only,
    quietMs: () => quietMs,
    pauses,
    going,
    /** The network is back, or the window is looked at again. */
    wake: (afterMs = 0) => {
      nowMs += afterMs;
      for (const listener of [...awake]) listener();
    },
  };
}

/** In order as a manifest, with two contents: of 40 and of 60 bytes. */
const mine = fakeManifest({ id: 'mine', name: 'Mine' });
mine.files = mine.files.map(({ path }, i) => ({ ...(i % 2 === 0 ? file('d', 40) : file('e', 60)), path }));
const FOLDER = 'https://models.test/mine/model.json';

describe('what ships', () => {
  it('is stored when the window has been idle, small files first, and the browser is asked once to keep it', async () => {
    const { commands, asked, disk, modelFiles, context, quietMs } = setUp();
    await commands.keepModelFiles();
    expect(quietMs()).toBeGreaterThanOrEqual(8000);
    expect(asked).toEqual([
      'https://fovea.test/app/models/shipped/b.onnx',
      'https://fovea.test/app/phantom/phantom-01.tif',
      'https://fovea.test/app/models/shipped/a.onnx',
    ]);
    expect(Object.values(disk)).toEqual([10, 30, 50]);
    expect(modelFiles.getState().shipped).toEqual({ kind: 'done' });
    expect(context.stores.preferences.getState().askedToKeep).toBe(true);
    expect(context.stores.models.getState().storage.isLasting).toBe(true);
    await commands.storeShippedNow();
    expect(asked).toHaveLength(3);
  });

  it('is left alone where the user or the browser does not want it, until told to', async () => {
    const sparing = setUp({ savesData: true });
    await sparing.commands.keepModelFiles();
    expect([sparing.asked.length, sparing.modelFiles.getState().shipped.kind]).toEqual([0, 'sparing']);
    await sparing.commands.storeShippedNow();
    expect(sparing.asked).toHaveLength(3);
    const off = setUp();
    off.context.stores.preferences.setState({ keepShipped: false });
    await off.commands.keepModelFiles();
    expect(off.asked).toEqual([]);
  });

  it('is left as the user wants it where that was said right after the start', async () => {
    const told = setUp({ reply: untilAborted });
    const started = told.commands.keepModelFiles();
    void told.commands.storeShippedNow();
    await started;
    await vi.waitFor(() => {
      expect(told.asked).toHaveLength(1);
    });
    // Begun by hand, it has not waited for idleness.
    expect(told.quietMs()).toBe(3000);
    const paused = setUp();
    const later = paused.commands.keepModelFiles();
    paused.commands.pauseStoring();
    await later;
    expect([paused.asked, paused.modelFiles.getState().shipped]).toEqual([[], { kind: 'paused', why: 'user' }]);
  });

  it('gives way to a run, and goes on after it', async () => {
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (begun = resolve));
    const world = setUp({
      reply: (_url, _tell, signal) =>
        world.asked.length > 1
          ? Promise.resolve()
          : new Promise((_resolve, reject) => {
              begun();
              signal.addEventListener('abort', () => {
                reject(signal.reason as Error);
              });
            }),
    });
    const { commands, context, asked, modelFiles } = world;
    const storing = commands.storeShippedNow();
    await first;
    context.stores.runs.setState((state) =>
      beginRun(state, { id: 'r', slideId: 's', modelId: 'shipped', startedAtMs: 0 }),
    );
    await vi.waitFor(() => {
      expect(modelFiles.getState().shipped.kind).toBe('waiting');
    });
    expect(asked).toHaveLength(1);
    context.stores.runs.setState((state) => cancelledRun(state, 'r', 0));
    await storing;
    expect(asked).toHaveLength(4);
    expect(modelFiles.getState().shipped.kind).toBe('done');
  });

  it('pauses without a connection or while the server is busy, and goes on when it wakes or a while has passed', async () => {
    let answer: (url: string) => Error | null = lost;
    const world = setUp({
      reply: (url) => {
        const error = answer(url);
        return error ? Promise.reject(error) : Promise.resolve();
      },
    });
    const { commands, modelFiles, pauses, asked } = world;
    const after = async (act: () => void) => {
      const before = asked.length;
      act();
      await vi.waitFor(() => {
        expect(asked.length).toBeGreaterThan(before);
        expect(modelFiles.getState().shipped.kind).toMatch(/paused|done/);
      });
      return modelFiles.getState().shipped;
    };
    await commands.keepModelFiles();
    expect(modelFiles.getState().shipped).toEqual({ kind: 'paused', why: 'connection' });
    expect(await after(world.wake)).toEqual({ kind: 'paused', why: 'connection' });
    expect(await after(() => pauses.at(-1)?.end())).toEqual({ kind: 'paused', why: 'connection' });
    answer = (url) => busy(url, 20 * 60_000);
    expect(await after(world.wake)).toEqual({ kind: 'paused', why: 'server' });
    expect(pauses.map(({ ms }) => ms / 60_000)).toEqual([1, 5, 5, 20]);
    answer = () => null;
    // Not before the server wants to be asked.
    const before = asked.length;
    world.wake(19 * 60_000);
    expect(asked).toHaveLength(before);
    expect(await after(() => world.wake(60_000))).toEqual({ kind: 'done' });
  });

  it('that the user has paused is not gone on with by itself', async () => {
    const { commands, modelFiles, pauses, asked, wake } = setUp({ reply: (url) => Promise.reject(lost(url)) });
    await commands.keepModelFiles();
    commands.pauseStoring();
    await vi.waitFor(() => {
      expect(modelFiles.getState().shipped).toEqual({ kind: 'paused', why: 'user' });
    });
    wake();
    pauses.at(-1)?.end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toHaveLength(1);
  });

  it('says that the disk is full', async () => {
    const full = new FoveaError('model/no-room', { bundle: 'shipped', bytes: 10, roomBytes: 1 });
    const { commands, modelFiles } = setUp({ reply: () => Promise.reject(full) });
    await commands.storeShippedNow();
    expect(modelFiles.getState().shipped).toMatchObject({ kind: 'failed', error: { code: 'model/no-room' } });
  });

  it('can be deleted, model by model, is not stored again by itself then, and again when asked for', async () => {
    const { commands, disk, asked, context } = setUp();
    await commands.storeShippedNow();
    await commands.dropShipped('shipped');
    expect(Object.keys(disk)).toEqual([phantom.sha256]);
    await commands.keepModelFiles();
    expect(asked).toHaveLength(3);
    await commands.fetchShipped('shipped');
    expect(asked).toHaveLength(5);
    expect(context.stores.preferences.getState().notKept).toEqual([]);
  });

  it('stays, and says why, while another tab uses models', async () => {
    const { commands, disk, context, modelFiles } = setUp({ isInUse: () => true });
    await commands.storeShippedNow();
    await commands.dropShipped('shipped');
    expect(Object.keys(disk)).toHaveLength(3);
    expect(modelFiles.getState().shipped).toMatchObject({ kind: 'failed', error: { code: 'model/in-use' } });
    expect(context.stores.preferences.getState().notKept).toEqual([]);
  });
});

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
