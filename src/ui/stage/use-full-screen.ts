import { useSyncExternalStore } from 'react';

function subscribe(onChange: () => void): () => void {
  document.addEventListener('fullscreenchange', onChange);
  return () => {
    document.removeEventListener('fullscreenchange', onChange);
  };
}

/** Fills the screen with the window, or gives the screen back. */
export function toggleFullScreen(): void {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  change.catch((reason: unknown) => {
    // A browser or an embedding page may forbid it; the window then stays as it is.
    console.warn('full screen was refused', reason);
  });
}

/** Whether the window fills the screen, and the switch for it. */
export function useFullScreen(): readonly [boolean, () => void] {
  const isFull = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  return [isFull, toggleFullScreen];
}
