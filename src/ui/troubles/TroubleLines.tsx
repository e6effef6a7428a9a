import { useStore } from 'zustand';
import { allUnread } from '#state/view-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { errorWords } from '../network/error-words.ts';
import { NetworkRemedy } from '../network/NetworkRemedy.tsx';
import { useLasting } from '../notices/use-lasting.ts';
import s from './TroubleLines.module.css';
import { waitingText, whyText } from './trouble-text.ts';
import { useNow } from './use-now.ts';

/** The status bar says it at once; what lasts longer is also said here, with what can be done. */
const LONG_MS = 3_000;

/** What has been waited for a while, and what could not be had: each a line with what can be done about it. */
export function TroubleLines() {
  const { stores } = useApp();
  const isWaiting = useStore(stores.troubles, ({ troubles }) => troubles.length > 0);
  return (
    <>
      {isWaiting ? <WaitingLines /> : null}
      <UnreadLine />
    </>
  );
}

function WaitingLines() {
  const { stores, commands } = useApp();
  const troubles = useStore(stores.troubles, (state) => state.troubles);
  const isLong = useLasting(LONG_MS);
  const nowMs = useNow(isLong);
  if (!isLong) return null;
  return (
    <div className={s['line']}>
      <div role="group" aria-label={text.troubles.region}>
        {troubles.map((trouble) => (
          <div key={trouble.host}>
            <p className={s['figures']}>{waitingText(trouble, nowMs)}</p>
            <p className={s['why']} role="status">
              {whyText(trouble, navigator.onLine)}
            </p>
          </div>
        ))}
      </div>
      <div className={s['buttons']}>
        <Button onClick={commands.tryNow}>{text.troubles.tryNow}</Button>
        <Button onClick={commands.giveUpWaiting}>{text.troubles.giveUp}</Button>
      </div>
    </div>
  );
}

function UnreadLine() {
  const { stores, commands } = useApp();
  const byView = useStore(stores.view, (state) => state.unread);
  const unread = allUnread(byView);
  if (!unread) return null;
  const { what, why } = errorWords(unread.error);
  return (
    <div className={s['line']} data-code={unread.error.code}>
      <div role="status">
        <p>{text.troubles.unread(unread.count)}</p>
        <p className={s['why']}>{text.phrases.sentences([what, why, text.troubles.marked])}</p>
      </div>
      <div className={s['buttons']}>
        <Button onClick={commands.tryNow}>{text.troubles.readAgain}</Button>
        <NetworkRemedy error={unread.error} onReady={commands.tryNow} />
      </div>
    </div>
  );
}
