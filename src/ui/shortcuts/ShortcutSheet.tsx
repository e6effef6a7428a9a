import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Modal } from '../controls/Modal.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { COMMAND_GROUPS } from './all-commands.ts';
import { KeyNames } from './KeyNames.tsx';
import s from './ShortcutSheet.module.css';

/** Every key of the window, and the switch that turns them off for those who type by speech or by mistake. */
export function ShortcutSheet(props: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  const { stores } = useApp();
  const keysOn = useStore(stores.preferences, (state) => state.keysOn);
  return (
    <Modal
      title={text.shortcuts.title}
      description={text.shortcuts.note}
      size="wide"
      open={props.open}
      onOpenChange={props.onOpenChange}
    >
      <Toggle
        label={text.shortcuts.on}
        checked={keysOn}
        onChange={(isOn) => {
          stores.preferences.setState({ keysOn: isOn });
        }}
      />
      <div className={s['groups']}>
        {COMMAND_GROUPS.map(({ id, commands }) => {
          const withKeys = commands.filter(({ keys }) => keys !== undefined);
          if (withKeys.length === 0) return null;
          return (
            <section key={id} className={s['group']} aria-labelledby={`keys-${id}`}>
              <h3 id={`keys-${id}`} className={s['heading']}>
                {text.commands.groups[id]}
              </h3>
              <dl>
                {withKeys.map((command) => (
                  <div key={command.id} className={s['row']}>
                    <dt>
                      <KeyNames keys={command.keys ?? []} />
                    </dt>
                    <dd>{text.commands.names[command.id]}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Modal>
  );
}
