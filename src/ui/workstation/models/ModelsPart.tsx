import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../../app-context.tsx';
import { AddModel } from '../../model/AddModel.tsx';
import { AddingState } from '../../model/AddingNotice.tsx';
import { LastingStorage } from '../LastingStorage.tsx';
import { AddFromAddress } from './AddFromAddress.tsx';
import { DownloadRows } from './DownloadRows.tsx';
import { ModelRows } from './ModelRows.tsx';
import s from './ModelsPart.module.css';
import { ShippedStorage } from './ShippedStorage.tsx';

/** What of models lies on this machine, and how more gets there. */
export function ModelsPart() {
  const { stores } = useApp();
  const adding = useStore(stores.models, (state) => state.adding);
  return (
    <div className={s['part']}>
      {adding.kind === 'idle' ? null : (
        <div className={s['question']} role="region" aria-label={text.bundles.region}>
          <AddingState adding={adding} />
        </div>
      )}
      <ShippedStorage />
      <LastingStorage />
      <ModelRows />
      <section className={s['block']} aria-label={text.bundles.add}>
        <AddModel />
        <AddFromAddress />
        <DownloadRows />
      </section>
    </div>
  );
}
