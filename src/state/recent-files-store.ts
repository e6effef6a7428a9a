import { createStore, type StoreApi } from 'zustand/vanilla';

/** Kept at most. */
export const MAX_RECENT_FILES = 8;

/** A file or folder on this machine that was opened as a slide, which the browser can find again. Its name is all that is known of it. */
export interface RecentFile {
  readonly id: string;
  readonly kind: 'file' | 'folder';
  readonly name: string;
}

export interface RecentFilesState {
  /** Newest first. */
  readonly list: readonly RecentFile[];
}

export type RecentFilesStore = StoreApi<RecentFilesState>;

export function createRecentFilesStore(): RecentFilesStore {
  return createStore(() => ({ list: [] }));
}
