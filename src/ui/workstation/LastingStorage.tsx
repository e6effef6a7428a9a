import { useEffect } from 'react';
import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './models/ModelsPart.module.css';

/** Whether the browser has promised to keep what is stored, and what that means; looks when it is shown. */
export function LastingStorage() {
  const { stores, commands } = useApp();
  const isLasting = useStore(stores.models, (state) => state.storage.isLasting);
  useEffect(() => {
    void commands.lookAtLasting();
  }, [commands]);
  if (isLasting === null) return null;
  return (
    <div className={s['line']}>
      <div className={s['said']}>
        {isLasting ? text.modelFiles.lasting : text.modelFiles.notLasting}
        <p>{isLasting ? text.modelFiles.lastingMeans : text.modelFiles.notLastingMeans}</p>
      </div>
      {isLasting ? null : <Button onClick={() => void commands.askToKeep()}>{text.modelFiles.ask}</Button>}
    </div>
  );
}
