import type { QuestionedResult } from '#core/what-if/result-questions.ts';

/** Calls of the result worker as they cross between threads; `client.ts` is what the page sees. */
export interface ResultCalls {
  readonly read: { readonly request: { readonly file: File }; readonly answer: QuestionedResult };
}
