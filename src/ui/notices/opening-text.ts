import type { Opening } from '#state/slides-store.ts';
import { en } from '#ui/messages/en.ts';

/** What is being opened, and how much of it is there if it is downloaded whole. */
export function openingText({ name, download }: Opening): string {
  return download ? en.notices.downloading(download.doneBytes, download.totalBytes) : en.empty.opening(name);
}
