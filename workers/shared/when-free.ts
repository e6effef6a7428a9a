/** A worker that was just ended may hold its files for this long (the client's grace, and some). */
export const HELD_MS = 1500;
const AGAIN_MS = 100;

/**
 * Opens a file of the origin's private file system for writing, which browsers lend to one only: another who holds it is waited for a little,
 * as it may be about to end.
 *
 * @throws DOMException `NoModificationAllowedError` where that takes longer than {@link HELD_MS}; whatever else `open` throws, at once
 */
export async function openWhenFree<T>(open: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + HELD_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const isHeld = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!isHeld || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
