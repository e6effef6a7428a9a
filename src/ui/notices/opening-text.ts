import type { Opening } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';

/** What is being opened, and how much of it is there if it is downloaded whole. */
export function openingText({ name, download }: Opening): string {
  return download ? text.notices.downloading(download.doneBytes, download.totalBytes) : text.empty.opening(name);
}
