import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { endFileWork, type FileWork } from '#state/file-work-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './FileWorkNotice.module.css';
import { useLasting } from './use-lasting.ts';

/** What takes less is over before it could be read. */
const LONG_MS = 300;

/** Asked for with the window itself: when it is wanted there may be no network. Where it could not be had, the status bar says what there is to say. */
const TroubleLines = lazy(async () => {
  const lines = await import('../troubles/TroubleLines.tsx').catch(() => null);
  return { default: lines?.TroubleLines ?? (() => null) };
});

/**
 * Files that are being read or written, each with a way to cancel it, and what is waited for over the network; over the window, whatever else it
 * shows.
 */
export function FileWorkNotice() {
  return (
    <div className={s['floating']}>
      <Suspense fallback={null}>
        <TroubleLines />
      </Suspense>
      <FileWorkList kind={null} />
    </div>
  );
}

/** The same in the flow of a dialog, which lies over all notices. `kind`: of these alone; null: of both. */
export function FileWorkList({ kind }: { readonly kind: FileWork['kind'] | null }) {
  const { stores } = useApp();
  const list = useStore(stores.fileWork, (state) => state.list);
  return list
    .filter((work) => kind === null || work.kind === kind)
    .map((work) => <Line key={work.token} work={work} />);
}

function Line({ work: { token, kind, fileName } }: { readonly work: FileWork }) {
  const { stores } = useApp();
  const isLong = useLasting(LONG_MS);
  if (!isLong) return null;
  return (
    <div className={s['line']}>
      <p role="status">{text.exports.fileWork[kind](fileName)}</p>
      <Button
        aria-label={text.exports.cancelFileWorkLong(fileName)}
        onClick={() => {
          stores.fileWork.setState((state) => endFileWork(state, token));
        }}
      >
        {text.exports.cancelFileWork}
      </Button>
    </div>
  );
}
