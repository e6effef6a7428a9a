import { useStore } from 'zustand';
import { hasUnwritten } from '#state/keeping-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { useGoingOn } from './use-going-on.ts';

/** Restarting this tab, and what there is to say of it: what it waits for, else what it would close; null for nothing. */
export function useRestart(): {
  readonly isWaiting: boolean;
  readonly note: string | null;
  readonly restart: () => void;
} {
  const { stores, offline } = useApp();
  const goingOn = useGoingOn();
  const hasSlides = useStore(stores.slides, ({ order }) => order.length > 0);
  const loses = useStore(stores.keeping, hasUnwritten);
  const closes = loses ? text.keeping.restartLoses : hasSlides ? text.offline.closes : null;
  return {
    isWaiting: goingOn !== null,
    note: goingOn === null ? closes : text.offline.waits[goingOn],
    restart: () => void offline?.then((commands) => commands.takeUpdate()),
  };
}
