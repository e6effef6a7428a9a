import { useStore } from 'zustand';
import type { ErrorCode, PlainError } from '#core/errors/fovea-error.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { AnnotationsReadNotice } from './AnnotationsReadNotice.tsx';
import { NetworkRemedy } from '../network/NetworkRemedy.tsx';
import { ErrorBanner } from './ErrorBanner.tsx';
import s from './Notices.module.css';
import { openingText } from './opening-text.ts';

/** What happens to the slide being opened, said over the window; with nothing open yet, the empty screen says it in its place. */
export function Notices() {
  const { stores, commands } = useApp();
  const opening = useStore(stores.slides, (state) => state.opening);
  const hasSlide = useStore(stores.slides, (state) => state.shownId !== null);
  if (!hasSlide) return null;
  if (opening.kind !== 'failed' && opening.kind !== 'running') return <AnnotationsReadNotice />;
  return (
    <div className={s['floating']}>
      {opening.kind === 'failed' ? (
        <OpeningFailure error={opening.error} />
      ) : (
        <div className={s['opening']} role="status">
          <p className={s['name']}>{openingText(opening.progress)}</p>
          <Button onClick={commands.cancelOpening}>{text.empty.cancelOpening}</Button>
        </div>
      )}
    </div>
  );
}

/** Failures that another try may not meet. */
const MAY_PASS: readonly ErrorCode[] = [
  'source/network',
  'source/http-status',
  'source/timeout',
  'source/short-read',
  'source/wrong-range',
  'source/changed',
  'source/file-unreadable',
  'source/web-page',
  'worker/crashed',
];

/** Why a slide could not be opened, and the way round it where there is one. */
export function OpeningFailure({ error }: { readonly error: PlainError }) {
  const { commands } = useApp();
  return (
    <div className={s['notice']} role="region" aria-label={text.notices.region}>
      <ErrorBanner error={error} onDismiss={commands.dismissOpeningError}>
        {error.code === 'source/no-range-support' ? (
          <Button onClick={() => void commands.downloadSlide()}>{text.notices.download}</Button>
        ) : null}
        {MAY_PASS.includes(error.code) ? (
          <Button onClick={() => void commands.openAgain()}>{text.notices.retry}</Button>
        ) : null}
        <NetworkRemedy error={error} onReady={() => void commands.openAgain()} />
      </ErrorBanner>
    </div>
  );
}
