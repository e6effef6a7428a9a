import { text } from '#ui/messages/text.ts';
import { Modal } from '../controls/Modal.tsx';
import s from './ShortcutSheet.module.css';

export function ShortcutSheet(props: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  return (
    <Modal
      title={text.shortcuts.title}
      description={text.shortcuts.note}
      open={props.open}
      onOpenChange={props.onOpenChange}
    >
      <dl className={s['list']}>
        {text.shortcuts.rows.map(({ keys, what }) => (
          <div key={what} className={s['row']}>
            <dt>
              {keys.map((key) => (
                <kbd key={key} className={s['key']}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
