import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import f from '../controls/Field.module.css';
import { Modal } from '../controls/Modal.tsx';
import s from './LinkQuestion.module.css';

/** Asks before a link has another host contacted: which, what for, and what at. Closing it says no. */
export function LinkQuestion() {
  const { stores, commands } = useApp();
  const status = useStore(stores.link, (state) => state.status);
  const hosts = status.kind === 'asking' ? status.hosts : [];
  return (
    <Modal
      title={text.share.askTitle}
      open={status.kind === 'asking'}
      onOpenChange={(isOpen) => {
        if (!isOpen) commands.declineLink();
      }}
    >
      {hosts.map(({ host, address, purpose }) => (
        <div key={purpose}>
          <p className={s['host']}>{text.share.ask[purpose](host)}</p>
          <p className={s['address']}>{address}</p>
        </div>
      ))}
      <p className={s['why']}>{text.share.askWhy}</p>
      <div className={f['actions']}>
        <Button look="ghost" onClick={commands.declineLink}>
          {text.share.decline}
        </Button>
        <Button look="primary" onClick={() => void commands.agreeToLink()}>
          {text.share.agree([...new Set(hosts.map(({ host }) => host))])}
        </Button>
      </div>
    </Modal>
  );
}
