import { useState } from 'react';
import { en } from '#ui/messages/en.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Modal } from '../controls/Modal.tsx';
import f from '../controls/Field.module.css';

export function OpenLinkDialog(props: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  const { commands } = useApp();
  const [text, setText] = useState('');
  const [isBad, setBad] = useState(false);
  return (
    <Modal title={en.link.title} open={props.open} onOpenChange={props.onOpenChange}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const url = URL.parse(text.trim());
          if (!url || !/^https?:$/.test(url.protocol)) {
            setBad(true);
            return;
          }
          props.onOpenChange(false);
          setText('');
          void commands.openLink(url.href);
        }}
      >
        <label className={f['field']}>
          <span className={f['label']}>{en.link.label}</span>
          <input
            className={f['input']}
            type="url"
            autoFocus
            spellCheck={false}
            autoComplete="off"
            placeholder={en.link.placeholder}
            value={text}
            aria-invalid={isBad}
            aria-describedby="link-hint"
            onChange={(event) => {
              setText(event.target.value);
              setBad(false);
            }}
          />
        </label>
        <p id="link-hint" className={isBad ? f['problem'] : f['hint']} aria-live="polite">
          {isBad ? en.link.bad : en.link.hint}
        </p>
        <div className={f['actions']}>
          <Button
            look="ghost"
            onClick={() => {
              props.onOpenChange(false);
            }}
          >
            {en.link.cancel}
          </Button>
          <Button look="primary" type="submit" disabled={text.trim() === ''}>
            {en.link.open}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
