import { useState } from 'react';
import { isShareLink } from '#core/result/share-link/share-link.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Modal } from '../controls/Modal.tsx';
import f from '../controls/Field.module.css';
import { Toggle } from '../controls/Toggle.tsx';
import { laterPart } from '../parts/later-part.tsx';

const CredentialDialog = laterPart(() =>
  import('../network/CredentialDialog.tsx').then((loaded) => loaded.CredentialDialog),
);

export function OpenLinkDialog(props: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  const { commands } = useApp();
  const [typed, setTyped] = useState('');
  const [isBad, setBad] = useState(false);
  const [wantsCredential, setWantsCredential] = useState(false);
  const [unlocking, setUnlocking] = useState<URL | null>(null);
  const close = () => {
    props.onOpenChange(false);
    setTyped('');
    setWantsCredential(false);
    setUnlocking(null);
  };
  if (unlocking)
    return (
      <CredentialDialog
        origin={unlocking.origin}
        onClose={() => {
          setUnlocking(null);
        }}
        onUsed={() => {
          close();
          void commands.openLink(unlocking.href);
        }}
      />
    );
  return (
    <Modal title={text.link.title} open={props.open} onOpenChange={props.onOpenChange}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const url = URL.parse(typed.trim());
          if (!url || !/^https?:$/.test(url.protocol)) {
            setBad(true);
            return;
          }
          if (wantsCredential && !isShareLink(url.hash)) {
            setUnlocking(url);
            return;
          }
          close();
          // A share link is followed as if the window had been opened with it.
          void (isShareLink(url.hash) ? commands.followAddress(url.href) : commands.openLink(url.href));
        }}
      >
        <label className={f['field']}>
          <span className={f['label']}>{text.link.label}</span>
          <input
            className={f['input']}
            type="url"
            autoFocus
            spellCheck={false}
            autoComplete="off"
            placeholder={text.link.placeholder}
            value={typed}
            aria-invalid={isBad}
            aria-describedby="link-hint"
            onChange={(event) => {
              setTyped(event.target.value);
              setBad(false);
            }}
          />
        </label>
        <p id="link-hint" className={isBad ? f['problem'] : f['hint']} aria-live="polite">
          {isBad ? text.link.bad : text.link.hint}
        </p>
        <Toggle label={text.network.credential.inLink} checked={wantsCredential} onChange={setWantsCredential} />
        <div className={f['actions']}>
          <Button
            look="ghost"
            onClick={() => {
              props.onOpenChange(false);
            }}
          >
            {text.link.cancel}
          </Button>
          <Button look="primary" type="submit" disabled={typed.trim() === ''}>
            {text.link.open}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
