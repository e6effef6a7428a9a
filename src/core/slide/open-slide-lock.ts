/** Web Lock held (shared) by every tab that has a slide open: what is kept of other slides goes first where room is needed. */
export function openSlideLock(fingerprint: string): string {
  return `fovea-slide/${fingerprint}`;
}
