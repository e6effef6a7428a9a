import { FoveaError, toPlainError, type ErrorCode } from '#core/errors/fovea-error.ts';
import { parseDownloadNote } from '#core/model/download-note.ts';
import { waitOrLeave } from '#core/wait-or-leave.ts';
import { machineUse } from '#state/machine-use.ts';
import {
  bytesHere,
  changeDownload,
  dropDownload,
  putDownload,
  type Download,
  type DownloadState,
} from '#state/model-files-store.ts';
import type { BundleSource } from '#workers/inference/contract.ts';
import type { AdditionEnd, BundleCommands } from './bundle-commands.ts';
import { goingOn, interruptionOf, type GoingOn } from './connection-lost.ts';
import type { CommandContext } from './context.ts';
import { idOfAddress, modelAddress, nameOfAddress } from './download-address.ts';
import { createTransfers } from './download-transfer.ts';
import { refreshStorage, tidyModels } from './model-storage.ts';
import { until } from './until.ts';

/** Models from addresses: begun, paused, gone on with in whatever visit, taken onto the list at the end. None of this rejects. */
export interface Downloads {
  /** Puts those of earlier visits onto the list, paused, and those that go on in other tabs; looks again what has become of the latter. */
  readonly list: () => Promise<void>;
  /** Goes on with what is there of this address. @returns false for what is no address of a model, and on a page without https */
  readonly begin: (address: string) => Promise<boolean>;
  readonly pause: (id: string) => void;
  readonly resume: (id: string) => Promise<void>;
  /** Pauses it and deletes what is there. */
  readonly discard: (id: string) => Promise<void>;
}

/** What was downloaded is not what it should be: to try again means to fetch it again. */
const WRONG_CONTENT: readonly ErrorCode[] = ['model/invalid-bundle', 'model/invalid-manifest', 'model/hash-mismatch'];

const STARTED: DownloadState = { kind: 'running', what: 'loading', bytesPerSecond: null, secondsLeft: null };

/** So long it can be read why the model before was refused, unless that is dismissed before. */
const READ_MS = 15_000;

const ELSEWHERE: DownloadState = { kind: 'paused', why: 'elsewhere' };

const isElsewhere = ({ state }: Download) => state.kind === 'paused' && state.why === 'elsewhere';

export function createDownloads(context: CommandContext, bundles: Pick<BundleCommands, 'addBundle'>): Downloads {
  const { stores, inference } = context;
  const transfers = createTransfers(context);
  const running = new Map<string, AbortController>();
  /** What is done about each, one thing after the other: an attempt that was stopped holds its lock and its files for a while. */
  const turns = new Map<string, Promise<void>>();
  /** Those that are being discarded. */
  const leaving = new Map<string, Promise<void>>();
  /** Whole addresses, in memory only. */
  const addresses = new Map<string, string>();
  const backs = new Map<string, GoingOn>();

  /** What goes on with a download that was interrupted. */
  function back(id: string): GoingOn {
    const found = backs.get(id) ?? goingOn(context, () => void go(id));
    backs.set(id, found);
    return found;
  }

  const change = (id: string, what: Partial<Download>) => {
    stores.modelFiles.setState((state) => changeDownload(state, id, what));
  };
  const find = (id: string) => stores.modelFiles.getState().downloads.find((one) => one.id === id);

  /** Has the model tried and taken, when nothing else is under way; one that loses its place to another waits for its turn again. */
  async function take(id: string, source: BundleSource, signal: AbortSignal): Promise<void> {
    change(id, { state: { kind: 'adding' } });
    let end: AdditionEnd;
    do {
      await turn(signal);
      const addition = await waitOrLeave(bundles.addBundle(source), signal);
      end = addition.kind === 'asking' ? await waitOrLeave(addition.end, signal) : addition;
      // Where a run has begun under its question, it waits for that as well.
    } while (end.kind === 'displaced' || (end.kind === 'failed' && end.error.code === 'model/busy'));
    if (end.kind === 'listed') await drop(id);
    else if (end.kind === 'cancelled') change(id, { state: { kind: 'paused', why: 'user' } });
    else {
      if (source.kind === 'zip' && WRONG_CONTENT.includes(end.error.code)) {
        const isGone = await (await context.downloads()).dropArchive(id);
        if (isGone) change(id, { doneBytes: 0 });
      }
      change(id, { state: { kind: 'failed', error: end.error } });
    }
  }

  /** Until nothing is under way, no question open to the user, and what was refused meanwhile could be read. */
  async function turn(signal: AbortSignal): Promise<void> {
    const { models, runs } = stores;
    const isFree = () =>
      machineUse(runs.getState(), models.getState()) === null && models.getState().adding.kind !== 'asking';
    const isRead = () => models.getState().adding.kind !== 'failed';
    while (!isFree()) {
      await Promise.race([until(runs, isFree, signal), until(models, isFree, signal)]);
      if (!isRead()) await Promise.race([until(models, isRead, signal), context.surroundings.wait(READ_MS, signal)]);
    }
    signal.throwIfAborted();
  }

  /** Off the disk and the list. @throws FoveaError `model/in-use` where somebody goes on writing it: then all of it stays */
  async function drop(id: string): Promise<void> {
    const isGone = await (await context.downloads()).drop(id);
    if (!isGone) throw new FoveaError('model/in-use', { bundle: find(id)?.name ?? id });
    transfers.notes.delete(id);
    stores.modelFiles.setState((state) => dropDownload(state, id));
  }

  /** @param job never rejects */
  function inTurn(id: string, job: () => Promise<void>): Promise<void> {
    const next = (turns.get(id) ?? Promise.resolve()).then(job);
    turns.set(id, next);
    return next;
  }

  async function go(id: string): Promise<void> {
    const address = addresses.get(id);
    if (address === undefined || running.has(id) || leaving.has(id)) return;
    const own = new AbortController();
    running.set(id, own);
    back(id).not(false);
    change(id, { state: STARTED, startedOver: false });
    await inTurn(id, () => attempt(id, address, own));
  }

  async function attempt(id: string, address: string, own: AbortController): Promise<void> {
    const { signal } = own;
    try {
      signal.throwIfAborted();
      // The attempt before may have ended well all the same.
      if (!find(id)) return;
      const downloads = await context.downloads();
      const isHere = await downloads.alone(id, async () => {
        signal.throwIfAborted();
        const source = await transfers.bring(id, address, signal);
        signal.throwIfAborted();
        await take(id, source, signal);
      });
      if (!isHere && !signal.aborted) change(id, { state: ELSEWHERE });
    } catch (reason) {
      if (!signal.aborted) interrupted(id, reason);
    } finally {
      if (running.get(id) === own) running.delete(id);
      await refreshStorage(context);
    }
  }

  function interrupted(id: string, reason: unknown): void {
    const interruption = interruptionOf(reason);
    if (interruption) back(id).later(interruption);
    const state: DownloadState = interruption
      ? { kind: 'paused', why: interruption.why }
      : { kind: 'failed', error: toPlainError(reason) };
    change(id, { state });
  }

  function pause(id: string): void {
    back(id).not(true);
    const controller = running.get(id);
    if (!controller) return;
    running.delete(id);
    change(id, { state: { kind: 'paused', why: 'user' } });
    controller.abort();
  }

  /** Not where another tab has begun with it meanwhile. */
  async function remove(id: string): Promise<void> {
    try {
      const isHere = await (await context.downloads()).alone(id, () => drop(id));
      if (isHere) await tidyModels(context);
      else change(id, { state: ELSEWHERE });
    } catch (reason) {
      change(id, { state: { kind: 'failed', error: toPlainError(reason) } });
    }
    await refreshStorage(context);
  }

  async function list(): Promise<void> {
    try {
      const before = new Set(stores.modelFiles.getState().downloads.map(({ id }) => id));
      const bytesOf = await inference.modelFileBytes();
      const downloads = await context.downloads();
      const going = await downloads.going();
      const kept = await downloads.kept();
      for (const known of stores.modelFiles.getState().downloads)
        if (isElsewhere(known) && !kept.some(({ id }) => id === known.id))
          stores.modelFiles.setState((state) => dropDownload(state, known.id));
      for (const { id, note: text, archiveBytes } of kept) {
        const known = find(id);
        // On the list when this began and not now: it has gone since it was looked up.
        if (known ? !isElsewhere(known) : before.has(id)) continue;
        const found = parseDownloadNote(text);
        if (!found) {
          await downloads.drop(id);
          continue;
        }
        transfers.notes.set(id, text);
        if (!found.hadQuery) addresses.set(id, found.url);
        const { manifest } = found;
        const files = [...new Map((manifest?.files ?? []).map((file) => [file.sha256, file])).values()];
        const download: Download = {
          id,
          url: found.url,
          name: manifest?.name ?? nameOfAddress(found.url),
          needsAddress: !addresses.has(id),
          doneBytes: manifest ? bytesHere(files, { storage: { bytesOf, isLasting: null } }).here : archiveBytes,
          totalBytes: found.totalBytes,
          startedOver: false,
          state: going.has(id) ? ELSEWHERE : { kind: 'paused', why: 'earlier' },
        };
        stores.modelFiles.setState((state) => putDownload(state, download));
      }
    } catch (reason) {
      // The browser may refuse at any time; what is there stays for the next start.
      console.warn('downloads of earlier visits cannot be listed', reason);
    }
  }

  // Who comes back from another tab sees what has become of its downloads.
  context.onAwake(() => {
    if (stores.modelFiles.getState().downloads.some(isElsewhere)) void list();
  });

  return {
    list,

    begin: async (typed) => {
      const url = modelAddress(typed);
      if (!url) return false;
      const plain = url.origin + url.pathname;
      const id = await idOfAddress(plain);
      if (id === null) return false;
      await leaving.get(id);
      addresses.set(id, url.href);
      // Typed by hand: that names its host.
      context.network.name(url.href);
      const known = find(id);
      const download: Download = {
        id,
        url: plain,
        name: known?.name ?? nameOfAddress(plain),
        needsAddress: false,
        doneBytes: known?.doneBytes ?? 0,
        totalBytes: known?.totalBytes ?? null,
        startedOver: false,
        state: known?.state ?? { kind: 'paused', why: 'user' },
      };
      stores.modelFiles.setState((state) => putDownload(state, download));
      void go(id);
      return true;
    },

    pause,

    resume: async (id) => {
      const address = addresses.get(id);
      if (address === undefined) return;
      context.network.name(address);
      await go(id);
    },

    discard: (id) => {
      const known = find(id);
      if (!known || isElsewhere(known)) return Promise.resolve();
      pause(id);
      const gone = leaving.get(id) ?? inTurn(id, () => remove(id)).finally(() => leaving.delete(id));
      leaving.set(id, gone);
      return gone;
    },
  };
}
