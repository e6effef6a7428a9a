import type { LinkRequest, MadeLink } from '#core/result/share-link/share-link.ts';
import type { SentFile, SentResult } from '../shared/sent-patches.ts';
import type { SmallChange, WrittenFile } from './contract.ts';

/** Calls of the result worker as they cross between threads; `client.ts` is what the page sees. */
export interface ResultCalls {
  readonly read: { readonly request: { readonly file: File }; readonly answer: SentResult };
  readonly readOther: { readonly request: { readonly file: File }; readonly answer: SentFile };
  readonly makeLink: { readonly request: SentLinkRequest; readonly answer: MadeLink };
  /** Changes what is kept of a slide; see `result-folder.ts`. */
  readonly changeKept: {
    readonly request: {
      readonly fingerprint: string;
      readonly change:
        | {
            readonly kind: 'put';
            readonly name: string;
            readonly result: SentResult;
            readonly about: string;
            readonly over: string | null;
          }
        | SmallChange;
    };
    readonly answer: string | null;
  };
  readonly write: {
    readonly request: { readonly result: SentResult; readonly file: WrittenFile };
    readonly answer: Uint8Array<ArrayBuffer>;
  };
}

export interface SentLinkRequest extends Omit<LinkRequest, 'content'> {
  readonly content: Omit<LinkRequest['content'], 'result'> & { readonly result: SentResult };
}
