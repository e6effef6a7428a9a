import { useEffect, type RefObject } from 'react';
import { redo, undo } from '#state/what-if-questions.ts';
import { useApp } from '../app-context.tsx';

/**
 * Ctrl+Z and Ctrl+Shift+Z (⌘ on a Mac; Ctrl+Y too) for questions, while they are what is worked on: from the moment one of their tools
 * is taken up or the section gets the focus, until another tool is taken up or something else of the window gets it.
 */
export function useQuestionKeys(slideId: string, section: RefObject<HTMLElement | null>): void {
  const { stores, commands } = useApp();
  useEffect(() => {
    const events = new AbortController();
    const { signal } = events;
    let isInHand = false;
    const stops = [
      stores.drawing.subscribe(({ active }) => {
        if (active) isInHand = active.purpose === 'exclude' || active.purpose === 'keep';
      }),
      stores.annotations.subscribe(({ bySlide }, before) => {
        if (bySlide !== before.bySlide) isInHand = false;
      }),
    ];
    window.addEventListener(
      'focusin',
      ({ target }) => {
        if (!(target instanceof Element)) return;
        if (section.current?.closest('section')?.contains(target)) isInHand = true;
        else if (target.closest('aside, header, nav, [role="dialog"]')) isInHand = false;
      },
      { signal },
    );
    window.addEventListener(
      'keydown',
      (event) => {
        const step = stepOf(event);
        if (!step || !isInHand || event.defaultPrevented || isTyping(event.target)) return;
        event.preventDefault();
        // Others that listen to the same keys have another thing in hand.
        event.stopImmediatePropagation();
        commands.changeQuestions(slideId, step);
      },
      { signal, capture: true },
    );
    return () => {
      for (const stop of stops) stop();
      events.abort();
    };
  }, [slideId, section, stores, commands]);
}

function stepOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): typeof undo | null {
  if (altKey || ctrlKey === metaKey) return null;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? redo : undo;
  return letter === 'y' && ctrlKey && !shiftKey ? redo : null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
}
