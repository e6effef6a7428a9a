import { useState } from 'react';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../../app-context.tsx';
import { Button } from '../../controls/Button.tsx';
import f from '../../controls/Field.module.css';
import s from './ModelsPart.module.css';

/** A model from an address that is typed, which names its host. */
export function AddFromAddress() {
  const { commands } = useApp();
  const [typed, setTyped] = useState('');
  const [isBad, setBad] = useState(false);
  if (!isSecureContext) return <p className={f['hint']}>{text.modelFiles.needsHttps}</p>;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void commands.downloadModel(typed).then((isGood) => {
          setBad(!isGood);
          if (isGood) setTyped('');
        });
      }}
    >
      <label className={f['label']} htmlFor="model-address">
        {text.modelFiles.address}
      </label>
      <div className={s['address']}>
        <input
          id="model-address"
          className={f['input']}
          type="url"
          spellCheck={false}
          autoComplete="off"
          placeholder="https://"
          value={typed}
          aria-invalid={isBad}
          aria-describedby="model-address-hint"
          onChange={(event) => {
            setTyped(event.target.value);
            setBad(false);
          }}
        />
        <Button type="submit" disabled={typed.trim() === ''}>
          {text.modelFiles.download}
        </Button>
      </div>
      <p id="model-address-hint" className={isBad ? f['problem'] : f['hint']} aria-live="polite">
        {isBad ? text.modelFiles.badAddress : text.modelFiles.addressHint}
      </p>
    </form>
  );
}
