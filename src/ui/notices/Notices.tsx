import { useStore } from 'zustand';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { ErrorBanner } from './ErrorBanner.tsx';
import s from './Notices.module.css';
import { openingText } from './opening-text.ts';

/** What happens to the slide being opened, said over whatever is on screen. */
export function Notices() {
  const { stores, commands } = useApp();
  const opening = useStore(stores.slides, (state) => state.opening);
  const hasSlide = useStore(stores.slides, (state) => state.shownId !== null);
  if (opening.kind === 'failed') {
    const { error } = opening;
    const url = error.code === 'source/no-range-support' ? error.context.url : null;
    return (
      <div className={s['notices']} role="region" aria-label={en.notices.region}>
        <ErrorBanner error={error} onDismiss={commands.dismissOpeningError}>
          {url === null ? null : (
            <Button onClick={() => void commands.downloadSlide(url)}>{en.notices.download}</Button>
          )}
        </ErrorBanner>
      </div>
    );
  }
  // With nothing open yet, the empty screen says it in its place.
  if (opening.kind !== 'running' || !hasSlide) return null;
  return (
    <div className={s['notices']} role="region" aria-label={en.notices.region}>
      <div className={s['opening']} role="status">
        <p className={s['name']}>{openingText(opening.progress)}</p>
        <Button onClick={commands.cancelOpening}>{en.empty.cancelOpening}</Button>
      </div>
    </div>
  );
}
