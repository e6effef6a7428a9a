import { useId, useRef, useState } from 'react';
import type { CredentialEntry, CredentialProblem } from '#core/network/credential.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import f from '../controls/Field.module.css';
import { Modal } from '../controls/Modal.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { hostOfOrigin } from './host-of-origin.ts';
import s from './CredentialDialog.module.css';

type Kind = CredentialEntry['kind'];

const KINDS: readonly Kind[] = ['bearer', 'basic', 'header'];

/** Takes what a server demands, and hands it on: what is typed lives in the fields and nowhere in the state of this window. */
export function CredentialDialog(props: {
  readonly origin: string;
  readonly onClose: () => void;
  /** After it is in use. */
  readonly onUsed?: () => void;
}) {
  const { origin, onClose, onUsed } = props;
  const { commands } = useApp();
  const [kind, setKind] = useState<Kind>('bearer');
  const [problem, setProblem] = useState<CredentialProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const problemId = useId();
  const words = text.network.credential;
  const host = hostOfOrigin(origin);
  const isPlain = origin.startsWith('http:') && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(origin);
  return (
    <Modal title={words.title(host)} description={words.why(host)} open onOpenChange={onClose}>
      <form
        ref={form}
        className={s['form']}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          const found = commands.setCredential(origin, entryOf(kind, new FormData(event.currentTarget)));
          setProblem(found);
          if (found !== null) {
            form.current?.querySelector<HTMLInputElement>('input[name="first"]')?.focus();
            return;
          }
          form.current?.reset();
          onClose();
          onUsed?.();
        }}
      >
        <Segmented
          label={words.kind}
          value={kind}
          segments={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
          onChange={(next) => {
            setKind(next);
            setProblem(null);
          }}
        />
        {kind === 'bearer' ? (
          <Secret key="token" name="first" label={words.token} problemId={problemId} isFirst />
        ) : null}
        {kind === 'basic' ? (
          <>
            <Field key="user" name="first" label={words.user} problemId={problemId} />
            <Secret key="password" name="second" label={words.password} problemId={problemId} />
          </>
        ) : null}
        {kind === 'header' ? (
          <>
            <Field key="name" name="first" label={words.headerName} placeholder="X-Api-Key" problemId={problemId} />
            <Secret key="value" name="second" label={words.headerValue} problemId={problemId} />
          </>
        ) : null}
        <p id={problemId} className={problem ? f['problem'] : f['hint']} aria-live="polite">
          {problem ? words.problems[problem] : words.demand}
        </p>
        {isPlain ? <p className={s['caution']}>{words.plainHttp}</p> : null}
        <div className={f['actions']}>
          <Button look="ghost" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button look="primary" type="submit">
            {words.use}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly problemId: string;
  readonly placeholder?: string;
}

function Field({ name, label, problemId, placeholder }: FieldProps) {
  return (
    <label className={f['field']}>
      <span className={f['label']}>{label}</span>
      <input
        className={f['input']}
        name={name}
        autoFocus
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        aria-describedby={problemId}
      />
    </label>
  );
}

/** Not offered to the browser's own store of passwords, as far as browsers listen. */
function Secret({ name, label, problemId, isFirst = false }: FieldProps & { readonly isFirst?: boolean }) {
  return (
    <label className={f['field']}>
      <span className={f['label']}>{label}</span>
      <input
        className={f['input']}
        type="password"
        name={name}
        autoFocus={isFirst}
        autoComplete="off"
        aria-describedby={problemId}
      />
    </label>
  );
}

function entryOf(kind: Kind, form: FormData): CredentialEntry {
  const value = (name: string) => {
    const given = form.get(name);
    return typeof given === 'string' ? given : '';
  };
  switch (kind) {
    case 'bearer':
      return { kind, token: value('first') };
    case 'basic':
      return { kind, user: value('first'), password: value('second') };
    case 'header':
      return { kind, name: value('first'), value: value('second') };
  }
}
