/** Contract of the downloads worker: plain data and types only. */

/** A file of known size and content. */
export interface KnownFile {
  /** Bundle that it belongs to, for messages. */
  readonly bundle: string;
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface TransferProgress {
  /** `retrying`: the connection is lost, and another try follows by itself. */
  readonly what: 'loading' | 'verifying' | 'retrying';
  readonly doneBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
  /** What was there before was of no use and is being fetched again: the file has changed on the server, or it sends no parts. */
  readonly startedOver: boolean;
}

/** A download that was begun and not finished, as kept on this machine. */
export interface KeptDownload {
  readonly id: string;
  /** What was noted of it. */
  readonly note: string;
  /** Bytes of its archive that are here; 0 for one of single files, which lie among those of the models. */
  readonly archiveBytes: number;
}

/**
 * The page's view of the downloads worker, which is started when it is needed. What has arrived survives the end of the call, of the
 * worker, of the tab and of the browser, and is gone on with the next time. Aborting a call leaves what is there.
 */
export interface DownloadsClient {
  /**
   * Brings a file onto this machine's disk and verifies it; does nothing where it is there.
   * @throws FoveaError `model/unreachable`, `model/hash-mismatch`, `model/no-room`, `network/*`
   */
  file(
    request: { readonly file: KnownFile; readonly url: string },
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Brings a .zip, of which nothing is known before, onto the disk; {@link archiveOf} gives it.
   * @param request.id as of the note about it
   * @throws FoveaError `model/unreachable`, `model/no-room`, `model/invalid-bundle` (too large to be one), `network/*`
   */
  archive(
    request: { readonly id: string; readonly name: string; readonly url: string },
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Text of a `model.json`. @throws FoveaError `model/unreachable`, `model/invalid-manifest` (too long), `network/*` */
  manifestText(url: string, signal: AbortSignal): Promise<string>;
  /** Keeps a note about a download, in the place of an earlier one. */
  note(id: string, note: string): Promise<void>;
  /** Runs `job` while no other tab is at this download. @returns false where one is, and nothing was done */
  alone(id: string, job: () => Promise<void>): Promise<boolean>;
  /** Ids of the downloads that go on, in whichever tab. */
  going(): Promise<ReadonlySet<string>>;
  /** What was noted and not dropped. */
  kept(): Promise<readonly KeptDownload[]>;
  /** The whole archive; null where it is not here, or not all of it. */
  archiveOf(id: string): Promise<File | null>;
  /** As {@link drop}, but leaves the note. */
  dropArchive(id: string): Promise<boolean>;
  /**
   * Deletes the note and the archive, as soon as who was told to stop writing it has let go of it. Single files stay until models are tidied.
   *
   * @returns false where somebody goes on writing it: all of it stays
   */
  drop(id: string): Promise<boolean>;
}
