import { useRef } from 'react';

interface DialogFocus {
  readonly onOpenAutoFocus: (event: Event) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/** Where the focus goes that was on something that is gone by the time the dialog closes: an entry of a menu, say. */
const FALLBACK = '[role="application"], main button';

/**
 * Where the focus goes when a dialog opens, and that it comes back where it was: Radix gives it back only to a trigger of its own, which these
 * dialogs do not have.
 * @param onClosed called once the focus is back
 */
export function useDialogFocus(onClosed?: () => void): DialogFocus {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event) => {
      before.current = document.activeElement;
      // Focus on the close button would open its tooltip, which would then take the first Escape for itself.
      event.preventDefault();
      if (!(event.currentTarget instanceof HTMLElement)) return;
      const first = event.currentTarget.querySelector<HTMLElement>('[data-focus-first]');
      (first ?? event.currentTarget).focus();
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      const last = before.current;
      const isThere = last instanceof HTMLElement && last.isConnected && last !== document.body;
      const target = isThere ? last : document.querySelector<HTMLElement>(FALLBACK);
      target?.focus({ preventScroll: true });
      onClosed?.();
    },
  };
}
