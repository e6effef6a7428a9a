import { Check, Pencil, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { QUESTION_LIMITS } from '#core/result/questions.ts';
import type { NamedQuestion } from '#core/result/questions.ts';
import { chooseNamed, deleteNamed, renameNamed, saveNamed, undoDelete } from '#state/named-questions.ts';
import { isNothing, type Questions } from '#state/what-if-questions.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import field from '../controls/Field.module.css';
import { answerText } from '../result/answer-text.ts';
import s from './NamedQuestions.module.css';

/** Questions kept under names with their answers: keep, ask again, rename, delete and bring back. */
export function NamedQuestions(props: {
  readonly slideId: string;
  readonly questions: Questions;
  readonly canAsk: boolean;
}) {
  const { slideId, questions, canAsk } = props;
  const { commands } = useApp();
  const { named, asked, deleted } = questions;
  const bringBack = useRef<HTMLButtonElement>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const isKeptAlready = named.some(({ set }) => set === asked);
  return (
    <section className={s['sets']} aria-label={text.whatIf.sets}>
      <h3>{text.whatIf.sets}</h3>
      {named.length > 0 ? (
        <ul className={s['list']}>
          {named.map((one) =>
            one.name === renaming ? (
              <li key={one.name}>
                <Rename
                  slideId={slideId}
                  name={one.name}
                  taken={named.map(({ name }) => name)}
                  onDone={() => {
                    setRenaming(null);
                  }}
                />
              </li>
            ) : (
              <Row
                key={one.name}
                one={one}
                isAsked={one.set === asked}
                canAsk={canAsk}
                onChoose={() => {
                  commands.changeQuestions(slideId, (before) => chooseNamed(before, one.name));
                }}
                onRename={() => {
                  setRenaming(one.name);
                }}
                onDelete={() => {
                  commands.changeQuestions(slideId, (before) => deleteNamed(before, one.name));
                  // What had the focus is gone; the next thing to do may be to take it back.
                  requestAnimationFrame(() => bringBack.current?.focus({ preventScroll: true }));
                }}
              />
            ),
          )}
        </ul>
      ) : null}
      {deleted ? (
        <p className={s['deleted']} role="status">
          <span>{text.whatIf.deleted(deleted.one.name)}</span>
          <button
            ref={bringBack}
            type="button"
            className={s['bringBack']}
            onClick={() => {
              commands.changeQuestions(slideId, undoDelete);
            }}
          >
            {text.whatIf.bringBack}
          </button>
        </p>
      ) : null}
      {isNothing(asked) || isKeptAlready ? null : <Save slideId={slideId} named={named} />}
      <p className={s['quiet']}>{text.whatIf.setsHint}</p>
    </section>
  );
}

function Row(props: {
  readonly one: NamedQuestion;
  readonly isAsked: boolean;
  readonly canAsk: boolean;
  readonly onChoose: () => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}) {
  const { one, isAsked } = props;
  const { name, answer } = one;
  const answerWords = answer ? answerText(answer) : text.whatIf.notAnswered;
  return (
    <li className={s['row']} data-chosen={isAsked}>
      <button
        type="button"
        className={s['choose']}
        aria-label={text.whatIf.choose(name)}
        aria-current={isAsked}
        disabled={!props.canAsk}
        onClick={props.onChoose}
      >
        <span className={s['name']}>{name}</span>
        <span className={s['said']}>{answerWords}</span>
      </button>
      <button type="button" className={s['small']} aria-label={text.whatIf.rename(name)} onClick={props.onRename}>
        <Pencil aria-hidden="true" />
      </button>
      <button type="button" className={s['small']} aria-label={text.whatIf.delete(name)} onClick={props.onDelete}>
        <X aria-hidden="true" />
      </button>
    </li>
  );
}

function Save({ slideId, named }: { readonly slideId: string; readonly named: Questions['named'] }) {
  const { commands } = useApp();
  const [typed, setTyped] = useState('');
  const name = typed.trim();
  const isThere = named.some((one) => one.name === name);
  if (named.length >= QUESTION_LIMITS.named && !isThere && name === '')
    return <p className={s['quiet']}>{text.whatIf.setsFull(QUESTION_LIMITS.named)}</p>;
  return (
    <form
      className={s['form']}
      onSubmit={(event) => {
        event.preventDefault();
        commands.changeQuestions(slideId, (before) => saveNamed(before, name));
        setTyped('');
      }}
    >
      <input
        className={field['input']}
        type="text"
        autoComplete="off"
        aria-label={text.whatIf.name}
        placeholder={text.whatIf.namePlaceholder}
        maxLength={QUESTION_LIMITS.name}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
      <Button type="submit" disabled={name === ''}>
        {isThere ? text.whatIf.saveOver : text.whatIf.save}
      </Button>
    </form>
  );
}

function Rename(props: {
  readonly slideId: string;
  readonly name: string;
  readonly taken: readonly string[];
  readonly onDone: () => void;
}) {
  const { commands } = useApp();
  const [typed, setTyped] = useState(props.name);
  const name = typed.trim();
  const isTaken = name !== props.name && props.taken.includes(name);
  return (
    <form
      className={s['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (isTaken || name === '') return;
        commands.changeQuestions(props.slideId, (before) => renameNamed(before, props.name, name));
        props.onDone();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        props.onDone();
      }}
    >
      <input
        className={field['input']}
        type="text"
        autoComplete="off"
        autoFocus
        aria-label={text.whatIf.newName(props.name)}
        aria-invalid={isTaken}
        {...(isTaken ? { 'aria-description': text.whatIf.nameTaken, title: text.whatIf.nameTaken } : {})}
        maxLength={QUESTION_LIMITS.name}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
      <button type="submit" className={s['small']} aria-label={text.whatIf.useName} disabled={isTaken || name === ''}>
        <Check aria-hidden="true" />
      </button>
    </form>
  );
}
