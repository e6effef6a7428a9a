import { useEffect, useRef } from 'react';
import { commandOf } from './all-commands.ts';
import type { WindowCommand, WindowParts } from './window-command.ts';

/** A closed list of choices takes letters as well: they look for an entry. */
const OWNERS_OF_ALL_KEYS =
  'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="combobox"], [role="dialog"]';

/** True where a key belongs to what has the focus: all keys in text fields, menus and dialogs, arrows in sliders and choices. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(OWNERS_OF_ALL_KEYS)) return true;
  return key.startsWith('Arrow') && target.closest('[role="slider"], [role="radio"]') !== null;
}

/**
 * The keys of the window. Nothing is taken while text is typed, in dialogs, together with the browser's own modifiers, or at all where the
 * user has turned the keys off.
 */
export function useShortcuts(window_: WindowParts): void {
  const parts = useRef(window_);
  useEffect(() => {
    parts.current = window_;
  });
  useEffect(() => {
    const events = new AbortController();
    const { signal } = events;
    /** What lasts as long as its key is held. */
    let held: { readonly command: WindowCommand; readonly key: string } | null = null;
    const letGo = () => {
      held?.command.end?.(parts.current);
      held = null;
    };
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.defaultPrevented || takesKey(event.target, event.key)) return;
        if (!parts.current.stores.preferences.getState().keysOn) return;
        const command = commandOf(event);
        if (!command) return;
        event.preventDefault();
        if (event.repeat && !command.repeats) return;
        if (command.obstacle?.(parts.current)) return;
        command.run(parts.current);
        if (command.end) held = { command, key: event.key.toLowerCase() };
      },
      { signal },
    );
    window.addEventListener(
      'keyup',
      (event) => {
        if (event.key.toLowerCase() === held?.key) letGo();
      },
      { signal },
    );
    // The key may be let go over another window, which is never told to this one.
    window.addEventListener('blur', letGo, { signal });
    return () => {
      events.abort();
      letGo();
    };
  }, []);
}
