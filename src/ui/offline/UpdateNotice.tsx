import { useStore } from 'zustand';
import { putOffUpdate } from '#state/offline-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { RestartButton } from './RestartButton.tsx';
import s from './UpdateNotice.module.css';

/** Offers a newer version, once; put off, it is still to be had in the dialog about this workstation. */
export function UpdateNotice() {
  const { stores } = useApp();
  const update = useStore(stores.offline, (state) => state.update);
  if ((update.kind !== 'ready' && update.kind !== 'elsewhere') || update.isPutOff) return null;
  return (
    <div className={s['floating']} role="region" aria-label={text.offline.region}>
      <div className={s['said']}>
        <p role="status">{text.offline[update.kind]}</p>
        <p className={s['quiet']}>{text.offline.closes}</p>
      </div>
      <div className={s['actions']}>
        <Button
          look="ghost"
          onClick={() => {
            stores.offline.setState(putOffUpdate);
          }}
        >
          {text.offline.later}
        </Button>
        <RestartButton />
      </div>
    </div>
  );
}
