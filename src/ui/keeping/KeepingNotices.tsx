import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { laterPart } from '../parts/later-part.tsx';

const UnfinishedNotice = laterPart(() => import('./UnfinishedNotice.tsx').then((loaded) => loaded.UnfinishedNotice));
const SettingsNotice = laterPart(() => import('./SettingsNotice.tsx').then((loaded) => loaded.SettingsNotice));

/** The run of the shown slide that was cut off, and settings that cannot be kept; their code is fetched when there is one. */
export function KeepingNotices() {
  const { stores } = useApp();
  const slideId = useStore(stores.slides, (state) => state.shownId);
  const run = useStore(stores.keeping, (state) => (slideId === null ? undefined : state.unfinished[slideId]));
  const settings = useStore(stores.keeping, (state) => state.settings);
  return (
    <>
      {slideId !== null && run ? <UnfinishedNotice slideId={slideId} run={run} /> : null}
      {settings ? <SettingsNotice why={settings} /> : null}
    </>
  );
}
