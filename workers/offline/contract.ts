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
  | 'no-room';

/** What the page asks of the service worker. */
export type OfflineCall =
  /** Stores what of the shell is missing; answered over the port by {@link StoringNews}. */
  | { readonly kind: 'store' }
  /** Asked of a new version that waits: to take over now, for all tabs. */
  | { readonly kind: 'take-over' }
  /** Deletes what no open tab's version and not this one needs. */
  | { readonly kind: 'tidy' }
  /** Which version it is of; answered over the port by that. */
  | { readonly kind: 'version' };

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

/** A newer version than that of this tab. */
export type UpdateNews =
  /** It is being stored. */
  | 'storing'
  /** It waits to be asked to take over. */
  | 'ready'
  /** It could not be stored; this one stays. */
  | 'failed'
  /** Another tab has had it take over; this tab goes on with its own files until it is loaded anew. */
  | 'elsewhere';

/** The page's side of the service worker. */
export interface OfflineClient {
  /** The build that this tab runs; null in development. */
  readonly version: string | null;
  /**
   * Registers the service worker and waits until one is in charge of this address. Resolves to false where there can be none: no secure
   * connection, a browser or a window without, development. From then on `onUpdate` hears of newer versions. Never rejects.
   */
  start(onUpdate: (news: UpdateNews) => void): Promise<boolean>;
  /** What is on disk of this tab's version; null for not all of it. */
  look(): Promise<StoredShell | null>;
  /** Has what is missing stored. Never rejects: the last news says how it ended. */
  store(onNews: (news: StoringNews) => void): Promise<void>;
  /** Asks the host whether there is a newer version. Rejects where it does not answer. */
  check(): Promise<void>;
  /** Has the waiting version take over; resolves when a reload brings it. */
  takeOver(): Promise<void>;
  /** Deletes the files of versions that no tab runs. */
  tidy(): void;
}
