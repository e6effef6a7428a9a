import { X } from 'lucide-react';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './SettingsNotice.module.css';

/** Says once that theme, language and the like cannot be kept; read, it goes. */
export function SettingsNotice({ why }: { readonly why: 'full' | 'refused' }) {
  const { stores } = useApp();
  return (
    <div className={s['notice']} role="alert">
      <div className={s['line']}>
        <p>{text.keeping.settings[why]}</p>
        <IconButton
          label={text.notices.dismiss}
          onClick={() => {
            stores.keeping.setState({ settings: null });
          }}
        >
          <X aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  );
}
