import { Suspense, lazy } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';

const UnfinishedNotice = lazy(() =>
  import('./UnfinishedNotice.tsx').then((loaded) => ({ default: loaded.UnfinishedNotice })),
);
const SettingsNotice = lazy(() =>
  import('./SettingsNotice.tsx').then((loaded) => ({ default: loaded.SettingsNotice })),
);

/** The run of the shown slide that was cut off, and settings that cannot be kept; their code is fetched when there is one. */
export function KeepingNotices() {
  const { stores } = useApp();
  const slideId = useStore(stores.slides, (state) => state.shownId);
  const run = useStore(stores.keeping, (state) => (slideId === null ? undefined : state.unfinished[slideId]));
  const settings = useStore(stores.keeping, (state) => state.settings);
  return (
    <Suspense fallback={null}>
      {slideId !== null && run ? <UnfinishedNotice slideId={slideId} run={run} /> : null}
      {settings ? <SettingsNotice why={settings} /> : null}
    </Suspense>
  );
}
