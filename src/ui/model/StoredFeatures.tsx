import { useEffect } from 'react';
import { useStore } from 'zustand';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './StoredFeatures.module.css';

/** What runs have left in the browser's storage, and the way to be rid of it; nothing where there is nothing. */
export function StoredFeatures() {
  const { stores, commands } = useApp();
  const bytes = useStore(stores.machine, (state) => state.storedFeatureBytes);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  useEffect(() => {
    // At the start, and again whenever a run has ended.
    if (!isRunning) void commands.refreshStoredFeatures();
  }, [commands, isRunning]);
  if (bytes === null || bytes === 0) return null;
  return (
    <div className={s['row']}>
      <p className={s['text']}>{text.model.stored(bytes)}</p>
      <Button disabled={isRunning} onClick={() => void commands.forgetStoredFeatures()}>
        {text.model.forgetStored}
      </Button>
    </div>
  );
}
