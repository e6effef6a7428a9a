import { TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { text } from '#ui/messages/text.ts';
import { IconButton } from '../controls/IconButton.tsx';
import { errorWords } from '../network/error-words.ts';
import s from './ErrorBanner.module.css';

/** What happened, the likely cause, what to do, and the code to quote when asking for help. */
export function ErrorBanner(props: {
  readonly error: PlainError;
  readonly onDismiss?: () => void;
  readonly children?: ReactNode;
}) {
  const { what, why, todo } = errorWords(props.error);
  return (
    <div className={s['banner']} role="alert" data-code={props.error.code}>
      <TriangleAlert className={s['icon']} aria-hidden="true" />
      <div className={s['text']}>
        <p className={s['what']}>{what}</p>
        <p>{why}</p>
        <p className={s['todo']}>{todo}</p>
        {props.children ? <div className={s['actions']}>{props.children}</div> : null}
        <p className={s['code']}>{text.notices.code(props.error.code)}</p>
      </div>
      {props.onDismiss ? (
        <IconButton label={text.notices.dismiss} onClick={props.onDismiss}>
          <X aria-hidden="true" />
        </IconButton>
      ) : null}
    </div>
  );
}
