import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './CheckNotice.module.css';

/** That a check goes on, or what it came to, while the dialog is closed. */
export function CheckNotice({ onShow, onDismiss }: { readonly onShow: () => void; readonly onDismiss: () => void }) {
  const { stores, commands } = useApp();
  const installation = useStore(stores.models, (state) => state.installation);
  if (installation.kind !== 'running' && installation.kind !== 'ended') return null;
  return (
    <div className={s['floating']} role="region" aria-label={text.check.running}>
      <div className={s['line']}>
        <p role="status">
          {installation.kind === 'running' ? text.check.running : text.check.verdict[installation.report.verdict]}
        </p>
        <div className={s['actions']}>
          <Button onClick={onShow}>{text.check.show}</Button>
          {installation.kind === 'running' ? (
            <Button onClick={commands.cancelInstallationCheck}>{text.check.cancel}</Button>
          ) : (
            <IconButton label={text.notices.dismiss} onClick={onDismiss}>
              <X aria-hidden="true" />
            </IconButton>
          )}
        </div>
      </div>
      {installation.kind === 'running' ? (
        <progress className={s['bar']} aria-label={text.check.progress} value={installation.progress.share} max={1} />
      ) : null}
    </div>
  );
}
