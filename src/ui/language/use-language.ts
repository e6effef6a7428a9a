import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { PreferencesStore } from '#state/preferences-store.ts';
import { chosenLanguage, currentLanguage, LANGUAGE_TAGS, type Language } from '../messages/language.ts';
import { setLanguage, text } from '../messages/text.ts';

/** Where the keyboard is put back after the window was made anew in another language. */
export const LANGUAGE_BUTTON_ID = 'language-button';

/**
 * Follows the language that is preferred. `shown` is the one spoken now: what reads `text` is made anew when it changes.
 * `hasFailed`: the words of the one asked for could not be fetched; the last one stays.
 */
export function useLanguage(preferences: PreferencesStore): {
  readonly shown: Language;
  readonly hasFailed: boolean;
  readonly dismiss: () => void;
} {
  const choice = useStore(preferences, (state) => state.language);
  const [shown, setShown] = useState(currentLanguage);
  const [hasFailed, setFailed] = useState(false);
  const last = useRef(shown);

  useEffect(() => {
    setLanguage(chosenLanguage(choice, navigator.languages)).then(
      () => {
        setShown(currentLanguage());
        setFailed(false);
      },
      (reason: unknown) => {
        console.warn('the words of this language could not be loaded', reason);
        setFailed(true);
      },
    );
  }, [choice]);

  useEffect(() => {
    document.documentElement.lang = LANGUAGE_TAGS[shown];
    document.title = text.app.pageTitle;
    if (last.current === shown) return;
    last.current = shown;
    document.getElementById(LANGUAGE_BUTTON_ID)?.focus();
  }, [shown]);

  const dismiss = useCallback(() => {
    setFailed(false);
  }, []);
  return { shown, hasFailed, dismiss };
}
