import { useStore } from 'zustand';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { ErrorBanner } from './ErrorBanner.tsx';
import s from './Notices.module.css';

/** A slide that could not be opened, said over whatever is on screen. */
export function Notices() {
  const { stores, commands } = useApp();
  const opening = useStore(stores.slides, (state) => state.opening);
  if (opening.kind !== 'failed') return null;
  return (
    <div className={s['notices']} role="region" aria-label={en.notices.region}>
      <ErrorBanner error={opening.error} onDismiss={commands.dismissOpeningError} />
    </div>
  );
}
