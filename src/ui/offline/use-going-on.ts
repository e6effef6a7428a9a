import { useSyncExternalStore } from 'react';
import { whatIsGoingOn, type GoingOn } from '#state/going-on.ts';
import { useApp } from '../app-context.tsx';

/** What a restart of this tab would break off; null for nothing. */
export function useGoingOn(): GoingOn | null {
  const { stores } = useApp();
  const { runs, faithfulness, models, modelFiles, fileWork, slides } = stores;
  return useSyncExternalStore(
    (changed) => {
      const stops = [runs, faithfulness, models, modelFiles, fileWork, slides].map((store) => store.subscribe(changed));
      return () => {
        for (const stop of stops) stop();
      };
    },
    () => whatIsGoingOn(stores),
  );
}
