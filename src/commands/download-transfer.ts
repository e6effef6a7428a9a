import { FoveaError } from '#core/errors/fovea-error.ts';
import { parseDownloadNote, writeDownloadNote } from '#core/model/download-note.ts';
import { parseManifestText, type ModelManifest } from '#core/model/manifest.ts';
import { createRate } from '#core/pipelines/rate.ts';
import { bytesHere, changeDownload, type Download } from '#state/model-files-store.ts';
import type { BundleSource } from '#workers/inference/contract.ts';
import type { TransferProgress } from '#workers/downloads/contract.ts';
import type { CommandContext } from './context.ts';
import { MANIFEST, inFolder, isArchive, nameOfAddress } from './download-address.ts';

/** Brings what addresses lead to onto this machine's disk, and notes how far that is. */
export interface Transfers {
  /** The notes on the disk, by id. */
  readonly notes: Map<string, string>;
  /** Goes on with what is there; that stays when it is aborted, and nothing of it is noted any more once this has settled. */
  readonly bring: (id: string, address: string, signal: AbortSignal) => Promise<BundleSource>;
}

export function createTransfers(context: CommandContext): Transfers {
  const { stores, inference } = context;
  const notes = new Map<string, string>();

  const change = (id: string, what: Partial<Download>) => {
    stores.modelFiles.setState((state) => changeDownload(state, id, what));
  };

  async function note(
    id: string,
    address: string,
    about: { readonly manifest: ModelManifest | null; readonly totalBytes: number | null },
  ): Promise<void> {
    const { origin, pathname, search } = new URL(address);
    const text = writeDownloadNote({ url: origin + pathname, hadQuery: search !== '', ...about });
    if (notes.get(id) === text) return;
    await (await context.downloads()).note(id, text);
    notes.set(id, text);
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
    const known = stores.modelFiles.getState().downloads.find((one) => one.id === id);
    const noteSize = (totalBytes: number | null) => note(id, address, { manifest: null, totalBytes });
    await noteSize(known?.totalBytes ?? null);
    let noted = Promise.resolve();
    let sizeTold: number | null = null;
    const loading = downloads.archive(
      { id, name, url: address },
      (progress) => {
        const { totalBytes } = progress;
        tell(progress, totalBytes);
        // How large it is shall be known in a later visit too.
        if (totalBytes === null || totalBytes === sizeTold) return;
        sizeTold = totalBytes;
        noted = noted
          .then(() => noteSize(totalBytes))
          .catch((reason: unknown) => {
            console.warn('the size of a download is not noted', reason);
          });
      },
      signal,
    );
    await loading.finally(() => noted);
    const file = await downloads.archiveOf(id);
    if (!file) throw new FoveaError('model/files-gone', { bundle: name, path: name });
    change(id, { doneBytes: file.size, totalBytes: file.size });
    await noteSize(file.size);
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
    await note(id, address, { manifest, totalBytes });
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

  return { notes, bring: (...what) => (isArchive(what[1]) ? archive : folder)(...what) };
}
