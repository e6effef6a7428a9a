import type { Trouble } from '#core/network/trouble.ts';
import { text } from '#ui/messages/text.ts';

/** What is waited for, in one line. */
export function waitingText({ host, why, tryNumber, tries, atMs }: Trouble, nowMs: number): string {
  if (why.kind === 'silent' && atMs === null) return text.troubles.silent(host, tryNumber, tries);
  const seconds = atMs === null ? 0 : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
  return text.troubles.waiting(host, tryNumber, tries, seconds);
}

/** Why; null where the line above says it. */
export function whyText({ why }: Trouble, isOnline: boolean): string | null {
  if (why.kind === 'unreadable') return text.troubles.why.unreadable;
  if (!isOnline) return text.troubles.why.offline;
  if (why.kind === 'silent') return null;
  if (why.kind === 'broken') return text.troubles.why.broken;
  return why.status === 429 || why.status === 503 ? text.troubles.why.busy : text.troubles.why.failing(why.status);
}
