import type { LinkRequest, MadeLink } from '#core/result/share-link/share-link.ts';
import type { SentFile, SentResult } from '../shared/sent-patches.ts';
import type { ClamH5Request } from './contract.ts';

/** Calls of the result worker as they cross between threads; `client.ts` is what the page sees. */
export interface ResultCalls {
  readonly read: { readonly request: { readonly file: File }; readonly answer: SentResult };
  readonly readOther: { readonly request: { readonly file: File }; readonly answer: SentFile };
  readonly makeLink: { readonly request: LinkRequest; readonly answer: MadeLink };
  readonly writeClamH5: { readonly request: ClamH5Request; readonly answer: Uint8Array<ArrayBuffer> };
}
