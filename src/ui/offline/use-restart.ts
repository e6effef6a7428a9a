import { useStore } from 'zustand';
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
  return {
    isWaiting: goingOn !== null,
    note: goingOn === null ? (hasSlides ? text.offline.closes : null) : text.offline.waits[goingOn],
    restart: () => void offline?.then((commands) => commands.takeUpdate()),
  };
}
