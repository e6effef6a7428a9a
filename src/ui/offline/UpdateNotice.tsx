import { useStore } from 'zustand';
import { isOffer, putOffUpdate } from '#state/offline-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './UpdateNotice.module.css';
import { useRestart } from './use-restart.ts';

/** Offers a newer version, once; put off, it is still to be had in the dialog about this workstation. */
export function UpdateNotice() {
  const { stores } = useApp();
  const update = useStore(stores.offline, (state) => state.update);
  const { isWaiting, note, restart } = useRestart();
  if (!isOffer(update) || update.isPutOff) return null;
  return (
    <div className={s['floating']} role="region" aria-label={text.offline.region}>
      <div className={s['said']} role="status">
        <p>{text.offline[update.kind]}</p>
        {note === null ? null : <p className={s['quiet']}>{note}</p>}
      </div>
      <Button
        look="ghost"
        onClick={() => {
          stores.offline.setState(putOffUpdate);
        }}
      >
        {text.offline.later}
      </Button>
      <Button look="primary" disabled={isWaiting} onClick={restart}>
        {text.offline.restart}
      </Button>
    </div>
  );
}
