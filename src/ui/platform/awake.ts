/**
 * Calls `listener` when there is a network again, and when the page comes back: thawed, out of the browser's cache of pages, or on screen again after
 * it was hidden. @returns a function that ends it
 */
export function onAwake(listener: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') listener();
  };
  const restored = (event: PageTransitionEvent) => {
    if (event.persisted) listener();
  };
  window.addEventListener('online', listener);
  window.addEventListener('pageshow', restored);
  document.addEventListener('resume', listener);
  document.addEventListener('visibilitychange', shown);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('pageshow', restored);
    document.removeEventListener('resume', listener);
    document.removeEventListener('visibilitychange', shown);
  };
}
