import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';

const EVERY_MS = 1500;

/** Keeps what was read and contacted for the slide on screen up to date. */
export function useSlideStats(): void {
  const { stores, commands } = useApp();
  const slideId = useStore(stores.slides, (state) => state.shownId);
  useEffect(() => {
    if (slideId === null) return;
    const refresh = () => void commands.refreshStats(slideId);
    refresh();
    const timer = setInterval(refresh, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [commands, slideId]);
}
