import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { PHANTOM_FOLDER, type ShippedFile } from '#core/model/shipped-files.ts';
import type { ModelsState } from './models-store.ts';
import type { Preferences } from './preferences-store.ts';

export interface TransferRate {
  /** Null until it can be told. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** How far a model from an address is. */
export type DownloadState =
  /** `retrying`: the connection is lost, and another try follows by itself. */
  | ({ readonly kind: 'running'; readonly what: 'loading' | 'verifying' | 'retrying' } & TransferRate)
  /** All of it is here; it is tried on this machine as soon as that is free. */
  | { readonly kind: 'adding' }
  /** `server`: it is busy or has a problem of its own. `earlier`: in a visit before this one. `elsewhere`: it goes on, in another tab. */
  | { readonly kind: 'paused'; readonly why: 'user' | 'connection' | 'server' | 'earlier' | 'elsewhere' }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** A model on its way from an address that the user gave. */
export interface Download {
  readonly id: string;
  /** Origin and path only. */
  readonly url: string;
  readonly name: string;
  /** The address had a query, which may be a credential and was not kept: to go on it has to be given again. */
  readonly needsAddress: boolean;
  readonly doneBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
  /** What was there was of another version and is being fetched again. */
  readonly startedOver: boolean;
  readonly state: DownloadState;
}

/** What becomes of the files that ship: stored on this machine in the background. */
export type ShippedState =
  /** Not begun: the window was not idle yet. */
  | { readonly kind: 'waiting' }
  | ({ readonly kind: 'running' } & TransferRate)
  | { readonly kind: 'paused'; readonly why: 'user' | 'connection' | 'server' }
  /** The browser was asked to save data. */
  | { readonly kind: 'sparing' }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | { readonly kind: 'done' };

export interface ModelFilesState {
  /** The phantom's files, as the build lists them; none until that was read. */
  readonly phantom: readonly ShippedFile[];
  readonly shipped: ShippedState;
  /** In the order in which they were begun. */
  readonly downloads: readonly Download[];
}

export type ModelFilesStore = StoreApi<ModelFilesState>;

/** In the place of a model's id where the phantom is meant. */
export const PHANTOM = 'phantom';

export function createModelFilesStore(): ModelFilesStore {
  return createStore(() => ({ phantom: [], shipped: { kind: 'waiting' }, downloads: [] }));
}

/** Puts a download onto the list, or in the place of the one with its id. */
export function putDownload(state: ModelFilesState, download: Download): ModelFilesState {
  const isListed = state.downloads.some(({ id }) => id === download.id);
  const downloads = isListed
    ? state.downloads.map((one) => (one.id === download.id ? download : one))
    : [...state.downloads, download];
  return { ...state, downloads };
}

/** Does nothing where it is not on the list. */
export function changeDownload(state: ModelFilesState, id: string, change: Partial<Download>): ModelFilesState {
  const known = state.downloads.find((one) => one.id === id);
  return known ? putDownload(state, { ...known, ...change }) : state;
}

export function dropDownload(state: ModelFilesState, id: string): ModelFilesState {
  return { ...state, downloads: state.downloads.filter((one) => one.id !== id) };
}

/** A file that ships, and where it is fetched from. */
export interface FileToKeep {
  /** Model that it belongs to, or {@link PHANTOM}. */
  readonly owner: string;
  readonly path: string;
  /** Folder that `path` is relative to; of the phantom relative to the application. */
  readonly baseUrl: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** All files that ship and that the user wants kept here; each content once. */
export function filesToKeep(
  { byId, order }: Pick<ModelsState, 'byId' | 'order'>,
  { phantom }: Pick<ModelFilesState, 'phantom'>,
  { notKept }: Pick<Preferences, 'notKept'>,
): FileToKeep[] {
  const ofModels = order.flatMap((id) => {
    const model = byId[id];
    const { baseUrl = null, manifest } = model ?? {};
    if (baseUrl === null || !manifest) return [];
    return manifest.files.map(({ path, bytes, sha256 }) => ({ owner: id, path, baseUrl, bytes, sha256 }));
  });
  const ofPhantom = phantom.map((file) => ({ owner: PHANTOM, baseUrl: PHANTOM_FOLDER, ...file }));
  const wanted = [...ofModels, ...ofPhantom].filter(({ owner }) => !notKept.includes(owner));
  return [...new Map(wanted.map((file) => [file.sha256, file])).values()];
}

/** Bytes of some files in all, and of those that are on this machine. */
export function bytesHere(
  files: readonly Pick<FileToKeep, 'bytes' | 'sha256'>[],
  { storage }: Pick<ModelsState, 'storage'>,
): { readonly total: number; readonly here: number } {
  let [total, here] = [0, 0];
  for (const { sha256, bytes } of files) {
    total += bytes;
    here += Math.min(bytes, storage.bytesOf[sha256] ?? 0);
  }
  return { total, here };
}
