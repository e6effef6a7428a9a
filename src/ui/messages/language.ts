/** The languages that the window can speak, and the one that it speaks now. Words are in `text.ts`. */
export type Language = 'en' | 'zh';

/** What `Intl` is asked for. English dates are written day first. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** What `<html lang>` says. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

/** Each in its own words, so that whoever reads only one finds it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };

let current: Language = 'en';

export function currentLanguage(): Language {
  return current;
}

/** Called by `text.ts` alone, together with the words: numbers and sentences never differ in language. */
export function speak(language: Language): void {
  current = language;
}

/**
 * The language to speak: the one chosen, or with `auto` the first of `wanted` (BCP 47 tags, as `navigator.languages`) that there is.
 * English where there is none.
 */
export function chosenLanguage(choice: 'auto' | Language, wanted: readonly string[]): Language {
  if (choice !== 'auto') return choice;
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en' || base === 'zh') return base;
  }
  return 'en';
}
