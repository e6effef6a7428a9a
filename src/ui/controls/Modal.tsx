import { Dialog } from 'radix-ui';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { text } from '#ui/messages/text.ts';
import { IconButton } from './IconButton.tsx';
import s from './Modal.module.css';
import { useDialogFocus } from './use-dialog-focus.ts';

/** A dialog in front of everything; Escape and a click outside close it. */
export function Modal(props: {
  readonly title: string;
  readonly description?: string;
  /** `wide`: for text to be read rather than a question to be answered; `widest`: for tables. */
  readonly size?: 'normal' | 'wide' | 'widest';
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** After it has closed and the focus is back where it was. */
  readonly onClosed?: () => void;
  readonly children: ReactNode;
}) {
  const focus = useDialogFocus(props.onClosed);
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={s['scrim']} />
        <Dialog.Content
          className={s['window']}
          data-size={props.size ?? 'normal'}
          {...(props.description ? {} : { 'aria-describedby': undefined })}
          {...focus}
        >
          <header className={s['header']}>
            <Dialog.Title className={s['title']}>{props.title}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={text.shortcuts.close}>
                <X aria-hidden="true" />
              </IconButton>
            </Dialog.Close>
          </header>
          {props.description ? (
            <Dialog.Description className={s['description']}>{props.description}</Dialog.Description>
          ) : null}
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
