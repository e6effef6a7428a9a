import type { ImportedFile } from '#core/result/imports/imported-maps.ts';
import type { LinkRequest, MadeLink } from '#core/result/share-link/share-link.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import type { ClamH5Request } from './contract.ts';

/** Calls of the result worker as they cross between threads; `client.ts` is what the page sees. */
export interface ResultCalls {
  readonly read: { readonly request: { readonly file: File }; readonly answer: QuestionedResult };
  readonly readOther: { readonly request: { readonly file: File }; readonly answer: ImportedFile };
  readonly makeLink: { readonly request: LinkRequest; readonly answer: MadeLink };
  readonly writeClamH5: { readonly request: ClamH5Request; readonly answer: Uint8Array<ArrayBuffer> };
}
