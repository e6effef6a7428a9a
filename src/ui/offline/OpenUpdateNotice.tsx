import { Suspense, lazy } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';

const UpdateNotice = lazy(() => import('./UpdateNotice.tsx').then((loaded) => ({ default: loaded.UpdateNotice })));

/** The offer of a newer version, whose code is fetched when there is one. */
export function OpenUpdateNotice() {
  const { stores } = useApp();
  const isOffered = useStore(stores.offline, ({ update }) => update.kind === 'ready' || update.kind === 'elsewhere');
  if (!isOffered) return null;
  return (
    <Suspense fallback={null}>
      <UpdateNotice />
    </Suspense>
  );
}
