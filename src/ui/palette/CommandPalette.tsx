import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { text } from '#ui/messages/text.ts';
import { Modal } from '../controls/Modal.tsx';
import { COMMAND_GROUPS } from '../shortcuts/all-commands.ts';
import { KeyNames } from '../shortcuts/KeyNames.tsx';
import type { WindowCommand, WindowParts } from '../shortcuts/window-command.ts';
import s from './CommandPalette.module.css';
import { foundCommands, wordsInBoth, type CommandWords } from './search.ts';

/** Every command of the window in a list that typing shortens; Enter runs the one that is marked. */
export function CommandPalette(props: {
  readonly window: WindowParts;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  // Run after the dialog has closed and given the focus back: some commands take the focus themselves.
  const chosen = useRef<WindowCommand | null>(null);
  return (
    <Modal
      title={text.commands.title}
      open={props.open}
      onOpenChange={props.onOpenChange}
      size="wide"
      onClosed={() => {
        chosen.current?.run(props.window);
        chosen.current = null;
      }}
    >
      <Search
        window={props.window}
        onChoose={(command) => {
          chosen.current = command;
          props.onOpenChange(false);
        }}
      />
    </Modal>
  );
}

function Search(props: { readonly window: WindowParts; readonly onChoose: (command: WindowCommand) => void }) {
  const { window, onChoose } = props;
  const id = useId();
  const [typed, setTyped] = useState('');
  const [marked, setMarked] = useState(0);
  const [words, setWords] = useState<readonly CommandWords[]>([]);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    wordsInBoth().then(setWords, (reason: unknown) => {
      // Without them commands are found by the words of the window's own language.
      console.warn('the words of the other language could not be loaded', reason);
    });
  }, []);
  const groups = foundCommands(COMMAND_GROUPS, typed, [text.commands, ...words]);
  const commands = groups.flatMap((group) => group.commands);
  const at = Math.min(marked, commands.length - 1);
  const current = commands[at];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const choose = (command: WindowCommand) => {
    if (!command.obstacle?.(window)) onChoose(command);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, its keys are its own.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) setMarked(Math.max(0, Math.min(commands.length - 1, at + step)));
    else if (event.key === 'Enter' && current) choose(current);
    else return;
    event.preventDefault();
  };
  const obstacle = current?.obstacle?.(window) ?? null;
  return (
    <>
      <input
        type="text"
        className={s['input']}
        role="combobox"
        aria-label={text.commands.search}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(current ? { 'aria-activedescendant': `${id}-${current.id}` } : {})}
        placeholder={text.commands.search}
        autoComplete="off"
        spellCheck={false}
        data-focus-first
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setMarked(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}-list`} className={s['list']} role="listbox" aria-label={text.commands.title}>
        {groups.map((group) => (
          <div key={group.id} role="group" aria-labelledby={`${id}-${group.id}`}>
            <p id={`${id}-${group.id}`} className={s['group']}>
              {text.commands.groups[group.id]}
            </p>
            {group.commands.map((command) => {
              const why = command.obstacle?.(window) ?? null;
              return (
                <div
                  key={command.id}
                  id={`${id}-${command.id}`}
                  role="option"
                  aria-selected={command === current}
                  aria-disabled={why !== null}
                  className={s['option']}
                  onPointerMove={() => {
                    setMarked(commands.indexOf(command));
                  }}
                  onClick={() => {
                    choose(command);
                  }}
                >
                  <span className={s['name']}>
                    {text.commands.names[command.id]}
                    {why ? <span className={s['why']}>{text.commands.obstacles[why]}</span> : null}
                  </span>
                  <span className={s['keys']}>
                    <KeyNames keys={command.keys ?? []} />
                  </span>
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <p className={s['status']} role="status">
        {commands.length === 0
          ? text.commands.nothing
          : obstacle
            ? text.commands.obstacles[obstacle]
            : text.commands.found(commands.length)}
      </p>
    </>
  );
}
