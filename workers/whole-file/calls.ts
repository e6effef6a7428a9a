/** Calls of the worker that reads whole files, as they cross between threads. */
export interface WholeFileCalls {
  /** Progress is {@link WholeFileProgress}. */
  readonly read: {
    readonly request: { readonly url: string; readonly purpose: 'slide' | 'result' };
    readonly answer: Blob;
  };
}

export interface WholeFileProgress {
  readonly doneBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
}
