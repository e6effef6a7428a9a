import { putToolAway } from '#state/drawing-store.ts';
import type { Stores } from '#state/stores.ts';
import type { DrawKey, SlideViewer } from '#viewer/slide-viewer.ts';

const KEYS: Readonly<Record<string, DrawKey>> = {
  ArrowLeft: { kind: 'move', dx: -1, dy: 0, far: false },
  ArrowRight: { kind: 'move', dx: 1, dy: 0, far: false },
  ArrowUp: { kind: 'move', dx: 0, dy: -1, far: false },
  ArrowDown: { kind: 'move', dx: 0, dy: 1, far: false },
  Enter: { kind: 'set' },
  Backspace: { kind: 'back' },
};

/**
 * The keys while something is drawn: arrows move a crosshair, Enter sets a corner, Backspace takes the last one back, Escape puts the
 * tool away. The slide gets the focus when a tool is taken up, and who had it gets it back. Returns the function that stops it.
 *
 * @param stage the element of the slide
 */
export function drawingKeys(viewer: SlideViewer, stores: Stores, stage: HTMLElement): () => void {
  const { drawing } = stores;
  const events = new AbortController();
  let hadFocus: Element | null = null;

  const stop = drawing.subscribe(({ active }, before) => {
    if (active && !before.active) {
      hadFocus = document.activeElement;
      stage.focus({ preventScroll: true });
    } else if (!active && before.active) {
      // Only where nothing else was chosen meanwhile.
      const isFree = document.activeElement === stage || document.activeElement === document.body;
      if (isFree && hadFocus instanceof HTMLElement && hadFocus.isConnected) hadFocus.focus({ preventScroll: true });
      hadFocus = null;
    }
  });

  // Before anybody else: while something is drawn these keys mean nothing else.
  window.addEventListener(
    'keydown',
    (event) => {
      if (!drawing.getState().active || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]')) return;
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        drawing.setState((state) => putToolAway(state));
        return;
      }
      // Enter on a button presses the button.
      if (target !== document.body && target !== stage) return;
      const key = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
      if (!key) return;
      event.preventDefault();
      event.stopPropagation();
      viewer.drawKey(key.kind === 'move' ? { ...key, far: event.shiftKey } : key);
    },
    { capture: true, signal: events.signal },
  );
  return () => {
    events.abort();
    stop();
  };
}
