import type { KnownFile } from './contract.ts';

/** Calls of the downloads worker as they cross between threads; `client.ts` is what the page sees. Progress is {@link TransferProgress}. */
export interface DownloadCalls {
  readonly file: { readonly request: { readonly file: KnownFile; readonly url: string }; readonly answer: null };
  readonly archive: {
    readonly request: { readonly id: string; readonly name: string; readonly url: string };
    readonly answer: null;
  };
  readonly manifestText: { readonly request: { readonly url: string }; readonly answer: string };
  readonly note: { readonly request: { readonly id: string; readonly note: string }; readonly answer: null };
}
