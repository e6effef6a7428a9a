import type { RecentFile } from '#state/recent-files-store.ts';
import type { SlideSource } from '#workers/slide/contract.ts';

/**
 * The browser's own way back to a file or folder, kept on this machine. Not its path, which a page never learns, and nothing of its content.
 */
export type FileHandle = Pick<FileSystemHandle, 'kind' | 'name'>;

/** Where the ways back to files are kept. Every call may reject: a private window or a full disk keeps none. */
export interface RecentFiles {
  /** Newest first. */
  list(): Promise<readonly RecentFile[]>;
  /** Puts one first; the oldest beyond the limit are forgotten. */
  remember(handle: FileHandle): Promise<void>;
  /**
   * What lies there now; the browser may ask the user first, so this is called from a click.
   *
   * @throws FoveaError `recent/gone`, `recent/not-allowed`
   */
  open(id: string): Promise<{ readonly source: SlideSource; readonly handle: FileHandle }>;
  forget(id: string): Promise<void>;
  forgetAll(): Promise<void>;
}
