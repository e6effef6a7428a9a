import { useEffect, useRef, type RefObject } from 'react';

/**
 * Takes the focus with what comes in the place of what had it: the next Tab goes on from here, not from the beginning of the window. Wherever else
 * the focus is, it stays.
 */
export function useFocusWhenLost<T extends HTMLElement>(): RefObject<T | null> {
  const here = useRef<T>(null);
  useEffect(() => {
    if (document.activeElement === document.body) here.current?.focus();
  }, []);
  return here;
}
