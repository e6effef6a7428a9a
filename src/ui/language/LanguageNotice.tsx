import { X } from 'lucide-react';
import { IconButton } from '../controls/IconButton.tsx';
import { text } from '../messages/text.ts';
import s from './LanguageNotice.module.css';

/** Said in the language that stays, when the words of another could not be fetched. */
export function LanguageNotice({ onDismiss }: { readonly onDismiss: () => void }) {
  return (
    <div className={s['notice']} role="alert">
      <p className={s['words']}>{text.language.failed}</p>
      <IconButton label={text.notices.dismiss} onClick={onDismiss}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}
