import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './KeptNotes.module.css';

/** What of a slide's results is not on this machine's disk, or could not be read from it. Nothing while all is well. */
export function KeptNotes({ slideId }: { readonly slideId: string }) {
  const { stores, commands } = useApp();
  const keeping = useStore(stores.keeping, (state) => state.results[slideId]);
  const unread = useStore(stores.keeping, (state) => state.unread[slideId] ?? 0);
  const isUnknown = useStore(stores.slides, ({ byId }) => byId[slideId]?.description.fingerprint === null);
  const hasResults = useStore(stores.runs, (state) => (state.results[slideId]?.list.length ?? 0) > 0);
  return (
    <>
      {unread > 0 ? (
        <div className={s['note']} role="status">
          <p>{text.keeping.unread(unread)}</p>
          <Button onClick={() => void commands.saveUnreadResults(slideId)}>{text.keeping.saveUnread}</Button>
        </div>
      ) : null}
      {isUnknown && hasResults ? (
        <p className={s['note']} role="status">
          {text.keeping.unknownSlide}
        </p>
      ) : null}
      {keeping?.kind === 'failed' && hasResults ? (
        <div className={s['failed']}>
          <ErrorBanner error={keeping.error} />
        </div>
      ) : null}
    </>
  );
}
