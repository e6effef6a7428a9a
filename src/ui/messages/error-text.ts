import type { ErrorCode, ErrorContexts } from '#core/errors/fovea-error.ts';

/** What a user is told about a failure: what happened, the likely cause, what to do. */
export interface ErrorText {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** A text for every code: the compiler asks for it in every language. */
export type ErrorTexts = { readonly [C in ErrorCode]: (context: ErrorContexts[C]) => ErrorText };

/** The host of an address: the rest of it may carry a credential. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? shorten(url);
}

/** At most 80 characters. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
