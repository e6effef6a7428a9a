import type { PlainError } from '#core/errors/fovea-error.ts';
import { en, errors } from './en/index.ts';
import type { ErrorText } from './error-text.ts';

/** The same keys and parameters, with words of any language. */
type InAnyWords<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: InAnyWords<T[K]> };

/** The shape of a catalogue, laid down by the English one. */
export type Messages = InAnyWords<typeof en>;

/**
 * The words of the window in its language. A live binding: read it where the words are used, while rendering or later; a constant of
 * a module that captures one keeps the language that was spoken when the module was loaded.
 */
export const text: Messages = en;

/** What to say about a failure, in the language of the window. */
export function errorText(error: PlainError): ErrorText {
  // The table is keyed by code, so the context is the one that this code's entry takes.
  const sayings = errors[error.code] as (context: PlainError['context']) => ErrorText;
  return sayings(error.context);
}
