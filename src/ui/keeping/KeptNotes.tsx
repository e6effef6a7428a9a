import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './KeptNotes.module.css';

/** What of a slide's results is not on this machine's disk, or could not be read from it. Nothing while all is well. */
export function KeptNotes({ slideId }: { readonly slideId: string }) {
  const { stores } = useApp();
  const keeping = useStore(stores.keeping, (state) => state.results[slideId]);
  const damaged = useStore(stores.keeping, (state) => state.damaged[slideId] ?? 0);
  const hasResults = useStore(stores.runs, (state) => (state.results[slideId]?.list.length ?? 0) > 0);
  return (
    <>
      {damaged > 0 ? (
        <p className={s['note']} role="status">
          {text.keeping.damaged(damaged)}
        </p>
      ) : null}
      {keeping?.kind === 'failed' && hasResults ? <ErrorBanner error={keeping.error} /> : null}
    </>
  );
}
