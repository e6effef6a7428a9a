import type { PlainError } from '#core/errors/fovea-error.ts';
import { en, errors as enErrors } from './en/index.ts';
import type { ErrorText, ErrorTexts } from './error-text.ts';
import { speak, type Language } from './language.ts';
import type { Messages } from './messages.ts';

/**
 * The words of the window in its language. A live binding: read it where the words are used, while rendering or later; a constant of
 * a module that captures one keeps the language that was spoken when the module was loaded.
 */
export let text: Messages = en;

let errors: ErrorTexts = enErrors;
let lastAsked = 0;

/**
 * Changes `text`, `errorText` and the numbers. Resolves to whether this language is spoken now: false where another call came in
 * between. Rejects when the words cannot be fetched; nothing is changed then.
 */
export async function setLanguage(language: Language): Promise<boolean> {
  lastAsked += 1;
  const asked = lastAsked;
  const words = await wordsOf(language);
  if (asked !== lastAsked) return false;
  text = words.text;
  errors = words.errors;
  speak(language);
  return true;
}

async function wordsOf(language: Language): Promise<{ readonly text: Messages; readonly errors: ErrorTexts }> {
  if (language === 'en') return { text: en, errors: enErrors };
  const zh = await import('./zh/index.ts');
  return { text: zh.zh, errors: zh.errors };
}

/** What to say about a failure, in the language of the window. */
export function errorText(error: PlainError): ErrorText {
  // The table is keyed by code, so the context is the one that this code's entry takes.
  const sayings = errors[error.code] as (context: PlainError['context']) => ErrorText;
  return sayings(error.context);
}
