import { useStore } from 'zustand';
import { isOffer } from '#state/offline-store.ts';
import { useApp } from '../app-context.tsx';
import { laterPart } from '../parts/later-part.tsx';

const UpdateNotice = laterPart(() => import('./UpdateNotice.tsx').then((loaded) => loaded.UpdateNotice));

/** The offer of a newer version, whose code is fetched when there is one. */
export function OpenUpdateNotice() {
  const { stores } = useApp();
  const isOffered = useStore(stores.offline, ({ update }) => isOffer(update));
  return isOffered ? <UpdateNotice /> : null;
}
