/** One file of the shell: what the window needs to come up and to work without a network, models and slides aside. */
export interface ShellFile {
  /** Relative to the scope, without a leading `/`; as it stands in an address. */
  readonly path: string;
  /** Of its content, lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** One build of this program: written into the service worker when it is built. */
export interface Shell {
  /** Version and a hash over all files, as `index.html` says it too. */
  readonly version: string;
  /** Content-Security-Policy that its pages and workers are served with. */
  readonly policy: string;
  readonly files: readonly ShellFile[];
  /** What ships beside it and is answered from the origin's private file system once it is there: the phantom. */
  readonly onDisk: readonly ShellFile[];
}

/** Why the shell could not be stored whole. */
export type StoringProblem =
  /** The server did not answer, or not with the file. */
  | 'unreachable'
  /** It answered with something else than was built: a deployment half done, or a host that rewrites files. */
  | 'other-content'
  | 'no-room'
  /** The browser ended the service worker in the middle. */
  | 'stopped';

/** What the page asks of the service worker. */
export type OfflineCall =
  /** Stores what of the shell is missing; answered over the port by {@link StoringNews}. */
  | { readonly kind: 'store' }
  /** The user wants its version from now on, in all windows that are opened or loaded anew; answered over the port by {@link Versions}. */
  | { readonly kind: 'take-over' }
  /** Deletes what no open tab's version, not the one in use and not this one needs. */
  | { readonly kind: 'tidy' }
  /** Answered over the port by {@link Versions}. */
  | { readonly kind: 'versions' };

export interface Versions {
  /** The service worker's own: the newest that is known. */
  readonly newest: string;
  /** What windows are given: the one that was there first, until the user agreed to another. */
  readonly agreed: string;
}

/** What the service worker tells every window when the user agreed to a version in one of them. */
export interface VersionAgreed {
  readonly type: 'fovea-version-agreed';
  readonly version: string;
}

export type StoringNews =
  | { readonly kind: 'storing'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'stored' }
  | { readonly kind: 'failed'; readonly problem: StoringProblem; readonly path: string };

/** What is really on disk of a version. */
export interface StoredShell {
  readonly files: number;
  readonly bytes: number;
  /** As the version's list says; equal to `bytes` where all is there. */
  readonly listedBytes: number;
}

/** Why there is no service worker. */
export type NoWorker =
  /** No https. */
  | 'insecure'
  /** The browser, or this kind of window, keeps no programs. */
  | 'unsupported'
  /** The host does not send the service worker as what it is. */
  | 'host'
  /** Nothing was built. */
  | 'development';

/** A newer version than that of this tab. */
export type UpdateNews =
  /** It is being stored. */
  | 'storing'
  /** It is here whole, and used once the user agrees. */
  | 'ready'
  /** What was found is of the same files. */
  | 'none'
  /** It could not be stored; this one stays. */
  | 'failed'
  /** It was agreed to in another tab; this one goes on with its own files until it is loaded anew. */
  | 'elsewhere';

/** The page's side of the service worker. */
export interface OfflineClient {
  /** The build that this tab runs; null in development. */
  readonly version: string | null;
  /**
   * Registers the service worker and waits until one is in charge of this address; null, or why there is none. From then on `onUpdate` hears
   * of newer versions. Never rejects.
   */
  start(onUpdate: (news: UpdateNews) => void): Promise<NoWorker | null>;
  /** What is on disk of this tab's version; null for not all of it. `isThorough`: reads every file (35 MB) rather than how large it is said to be. */
  look(isThorough: boolean): Promise<StoredShell | null>;
  /** Has what is missing stored. Never rejects: the last news says how it ended. */
  store(onNews: (news: StoringNews) => void): Promise<void>;
  /** Asks the host whether there is a newer version. Rejects where it does not answer. */
  check(): Promise<void>;
  /** Has the newest version used from now on; resolves when a reload brings it. Rejects where it cannot be had now. */
  takeOver(): Promise<void>;
  /** Deletes the files of versions that no tab runs. */
  tidy(): void;
}
