import { FoveaError, toPlainError, type ErrorCode } from '#core/errors/fovea-error.ts';
import { parseDownloadNote, writeDownloadNote } from '#core/model/download-note.ts';
import { parseManifestText, type ModelManifest } from '#core/model/manifest.ts';
import { createRate } from '#core/pipelines/rate.ts';
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
import type { TransferProgress } from '#workers/downloads/contract.ts';
import type { AdditionEnd, BundleCommands } from './bundle-commands.ts';
import { goingOn, interruptionOf, type GoingOn } from './connection-lost.ts';
import type { CommandContext } from './context.ts';
import { MANIFEST, idOfAddress, inFolder, isArchive, modelAddress, nameOfAddress } from './download-address.ts';
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

const ELSEWHERE: DownloadState = { kind: 'paused', why: 'elsewhere' };

const isElsewhere = ({ state }: Download) => state.kind === 'paused' && state.why === 'elsewhere';

export function createDownloads(context: CommandContext, bundles: Pick<BundleCommands, 'addBundle'>): Downloads {
  const { stores, inference } = context;
  const running = new Map<string, AbortController>();
  /** Whole addresses, in memory only. */
  const addresses = new Map<string, string>();
  const notes = new Map<string, string>();
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

  async function note(id: string, manifest: ModelManifest | null, totalBytes: number | null): Promise<void> {
    const address = new URL(addresses.get(id) ?? '');
    const text = writeDownloadNote({
      url: address.origin + address.pathname,
      hadQuery: address.search !== '',
      manifest,
      totalBytes,
    });
    if (notes.get(id) === text) return;
    notes.set(id, text);
    await (await context.downloads()).note(id, text);
  }

  /** Tells progress as it comes in, and how fast. */
  function progressOf(id: string) {
    const rate = createRate();
    return (progress: TransferProgress, totalBytes: number | null) => {
      const { doneBytes } = progress;
      if (progress.what === 'loading') rate.add(doneBytes, context.now());
      const secondsLeft = totalBytes === null ? null : rate.secondsLeft(totalBytes);
      const state = { kind: 'running', what: progress.what, bytesPerSecond: rate.perSecond(), secondsLeft } as const;
      change(id, { doneBytes, totalBytes, state, ...(progress.startedOver ? { startedOver: true } : {}) });
    };
  }

  async function archive(id: string, address: string, signal: AbortSignal): Promise<BundleSource> {
    const downloads = await context.downloads();
    const name = nameOfAddress(address);
    const tell = progressOf(id);
    await note(id, null, find(id)?.totalBytes ?? null);
    await downloads.archive(
      { id, name, url: address },
      (progress) => {
        tell(progress, progress.totalBytes);
        // How large it is shall be known in a later visit too.
        if (progress.totalBytes !== null)
          note(id, null, progress.totalBytes).catch((reason: unknown) => {
            console.warn('the size of a download is not noted', reason);
          });
      },
      signal,
    );
    const file = await downloads.archiveOf(id);
    if (!file) throw new FoveaError('model/files-gone', { bundle: name, path: name });
    change(id, { doneBytes: file.size, totalBytes: file.size });
    await note(id, null, file.size);
    return { kind: 'zip', file: new File([file], name) };
  }

  async function folder(id: string, address: string, signal: AbortSignal): Promise<BundleSource> {
    const downloads = await context.downloads();
    const tell = progressOf(id);
    const before = parseDownloadNote(notes.get(id) ?? '')?.manifest ?? null;
    const manifest = parseManifestText(
      await downloads.manifestText(inFolder(address, MANIFEST), signal),
      nameOfAddress(address),
    );
    const hasChanged = before !== null && JSON.stringify(before) !== JSON.stringify(manifest);
    const known = stores.models.getState().byId[manifest.id];
    if (known && known.baseUrl !== null && JSON.stringify(known.manifest) !== JSON.stringify(manifest))
      throw new FoveaError('model/name-taken', { bundle: manifest.id });
    const files = [...new Map(manifest.files.map((file) => [file.sha256, file])).values()];
    const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    change(id, { name: manifest.name, totalBytes, ...(hasChanged ? { startedOver: true } : {}) });
    await note(id, manifest, totalBytes);
    const bytesOf: Record<string, number> = { ...(await inference.modelFileBytes()) };
    const here = () => bytesHere(files, { storage: { bytesOf, isLasting: null } }).here;
    for (const file of files) {
      await downloads.file(
        { file: { bundle: manifest.id, ...file }, url: inFolder(address, file.path) },
        (progress) => {
          // Verifying counts up what is here anyway.
          if (progress.what === 'loading') bytesOf[file.sha256] = progress.doneBytes;
          tell({ ...progress, doneBytes: here() }, totalBytes);
        },
        signal,
      );
      bytesOf[file.sha256] = file.bytes;
      change(id, { doneBytes: here() });
    }
    return { kind: 'kept', manifest };
  }

  /** Has the model tried and taken, when nothing else is under way; one that loses its place to another waits for its turn again. */
  async function take(id: string, source: BundleSource, signal: AbortSignal): Promise<void> {
    change(id, { state: { kind: 'adding' } });
    let end: AdditionEnd;
    do {
      await turn(signal);
      const addition = await waitOrLeave(bundles.addBundle(source), signal);
      end = addition.kind === 'asking' ? await waitOrLeave(addition.end, signal) : addition;
    } while (end.kind === 'displaced');
    if (end.kind === 'listed') await forget(id);
    else if (end.kind === 'cancelled') change(id, { state: { kind: 'paused', why: 'user' } });
    else {
      if (source.kind === 'zip' && WRONG_CONTENT.includes(end.error.code)) {
        await (await context.downloads()).dropArchive(id);
        change(id, { doneBytes: 0 });
      }
      change(id, { state: { kind: 'failed', error: end.error } });
    }
  }

  /** Until nothing is under way, and no question open to the user. */
  async function turn(signal: AbortSignal): Promise<void> {
    const { models, runs } = stores;
    const isFree = () =>
      machineUse(runs.getState(), models.getState()) === null && models.getState().adding.kind !== 'asking';
    while (!isFree()) await Promise.race([until(runs, isFree, signal), until(models, isFree, signal)]);
    signal.throwIfAborted();
  }

  async function forget(id: string): Promise<void> {
    await (await context.downloads()).drop(id);
    notes.delete(id);
    stores.modelFiles.setState((state) => dropDownload(state, id));
  }

  async function go(id: string): Promise<void> {
    const address = addresses.get(id);
    if (address === undefined || running.has(id)) return;
    const own = new AbortController();
    running.set(id, own);
    back(id).not(false);
    try {
      const isHere = await (
        await context.downloads()
      ).alone(id, async () => {
        own.signal.throwIfAborted();
        const started: DownloadState = { kind: 'running', what: 'loading', bytesPerSecond: null, secondsLeft: null };
        change(id, { state: started, startedOver: false });
        const source = await (isArchive(address) ? archive : folder)(id, address, own.signal);
        own.signal.throwIfAborted();
        await take(id, source, own.signal);
      });
      if (!isHere && !own.signal.aborted) change(id, { state: ELSEWHERE });
    } catch (reason) {
      if (!own.signal.aborted) interrupted(id, reason);
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

  async function list(): Promise<void> {
    try {
      const bytesOf = await inference.modelFileBytes();
      const downloads = await context.downloads();
      const going = await downloads.going();
      const kept = await downloads.kept();
      for (const known of stores.modelFiles.getState().downloads)
        if (isElsewhere(known) && !kept.some(({ id }) => id === known.id))
          stores.modelFiles.setState((state) => dropDownload(state, known.id));
      for (const { id, note: text, archiveBytes } of kept) {
        const known = find(id);
        if (known && !isElsewhere(known)) continue;
        const found = parseDownloadNote(text);
        if (!found) {
          await downloads.drop(id);
          continue;
        }
        notes.set(id, text);
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

    discard: async (id) => {
      const known = find(id);
      if (known && isElsewhere(known)) return;
      pause(id);
      try {
        await forget(id);
        await tidyModels(context);
      } catch (reason) {
        change(id, { state: { kind: 'failed', error: toPlainError(reason) } });
      }
      await refreshStorage(context);
    },
  };
}
