import type { CredentialEntry, CredentialProblem } from '#core/network/credential.ts';
import type { TroubleSource } from '#core/network/trouble.ts';
import type { Stores } from '#state/stores.ts';
import type { MakeLink, OtherFiles, ReadResultFile, ResultStorage, WriteResultFile } from '#workers/result/contract.ts';
import type { DownloadsClient } from '#workers/downloads/contract.ts';
import type { InferenceClient } from '#workers/inference/contract.ts';
import type { SlideClient } from '#workers/slide/contract.ts';
import type { AnnotationStorage } from './annotation-storage.ts';
import type { RecentFiles } from './recent-files.ts';
import type { RunJournal } from './run-journal.ts';

/** Address of the phantom slide that ships, relative to the application. */
export const PHANTOM_PATH = 'phantom/phantom-01.tif';

/** A file for the user. */
export interface SavedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** What the user allows in this window; see decision 0704. */
export interface NetworkAccess {
  /** The host of this address may be reached from now on. */
  readonly name: (address: string) => void;
  readonly followRedirects: (origin: string) => void;
  /** @returns what is wrong with it; null where it is in use */
  readonly unname: (origin: string) => void;
  readonly setCredential: (origin: string, entry: CredentialEntry) => CredentialProblem | null;
  readonly forgetCredential: (origin: string) => void;
}

/** What the background work of the window goes by. */
export interface Surroundings {
  /** Whether the browser was asked to load no more than needed. */
  readonly savesData: () => boolean;
  /** Whether the browser has promised not to clear what is kept for this page. */
  readonly isStorageKept: () => Promise<boolean>;
  /** Rejects with the signal's reason when aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What the commands act on and through; `main.tsx` gives the real ones, tests give small fakes. */
export interface CommandContext {
  readonly stores: Stores;
  readonly slides: SlideClient;
  readonly inference: InferenceClient;
  /** Where the application was loaded from, ends in `/`; `models/` and `phantom/` are relative to it. */
  readonly baseUrl: string;
  readonly network: NetworkAccess;
  /** What the page and its workers wait for. */
  readonly troubles: TroubleSource;
  /** Calls `listener` when there is a network again, and when the page wakes. @returns a function that ends it */
  readonly onAwake: (listener: () => void) => () => void;
  /** GET, as text. @throws FoveaError `model/unreachable` */
  readonly fetchText: (url: string, signal?: AbortSignal) => Promise<string>;
  /**
   * GET of a whole file from any server, with bytes so far and in all (null where the server does not say).
   * @throws FoveaError `source/…`
   */
  readonly fetchBlob: (
    url: string,
    onProgress: (doneBytes: number, totalBytes: number | null) => void,
    signal: AbortSignal,
    purpose: 'slide' | 'result',
  ) => Promise<Blob>;
  /** Asks the browser not to clear what is kept for this page when the disk is full. Gives whether it agreed. */
  readonly keepStorage: () => Promise<boolean>;
  /** Loaded when it is first wanted; always the same. */
  readonly downloads: () => Promise<DownloadsClient>;
  readonly surroundings: Surroundings;
  readonly annotationStorage: AnnotationStorage;
  /** Loaded when it is first wanted. */
  readonly recentFiles: () => Promise<RecentFiles>;
  /** Loaded when it is first wanted, as is the journal. */
  readonly resultStorage: () => Promise<ResultStorage>;
  readonly runJournal: () => Promise<RunJournal>;
  readonly readResultFile: ReadResultFile;
  readonly writeResultFile: WriteResultFile;
  /** Files of other programs. */
  readonly otherFiles: OtherFiles;
  readonly makeLink: MakeLink;
  /** Hands a file to the user (a download). */
  readonly saveFile: (file: SavedFile) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A string never given before in this window. */
  readonly newId: () => string;
}

/** True for the rejection of an aborted call, which is not an error. */
export function isAbort(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'AbortError';
}
