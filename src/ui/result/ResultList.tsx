import { X } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { changeResults, resultsOf } from '#state/runs-store.ts';
import { MOST_RESULTS, chooseResult, removeResult, undoRemoval, type KeptResult } from '#state/slide-results.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { dayAndTime } from '../messages/numbers.ts';
import { answerText } from './answer-text.ts';
import { originMark, originTitle } from './Origin.tsx';
import s from './ResultList.module.css';

/**
 * The results of a slide, newest first; the arrow keys go through them. One alone needs no list. A removed one can be
 * brought back until the next is removed.
 */
export function ResultList({ slideId }: { readonly slideId: string }) {
  const { stores } = useApp();
  const { list, shownKey, removed } = useStore(stores.runs, (state) => resultsOf(state, slideId));
  const undo = useRef<HTMLButtonElement>(null);
  const remove = (key: string) => {
    stores.runs.setState((state) => changeResults(state, slideId, (results) => removeResult(results, key)));
    // What had the focus is gone; the next thing to do may be to take it back.
    requestAnimationFrame(() => undo.current?.focus({ preventScroll: true }));
  };
  if (list.length < 2 && !removed) return null;
  return (
    <div className={s['results']}>
      {list.length < 2 ? null : (
        <RadioGroup.Root
          className={s['list']}
          aria-label={text.result.list}
          value={shownKey}
          onValueChange={(key) => {
            stores.runs.setState((state) => changeResults(state, slideId, (results) => chooseResult(results, key)));
          }}
        >
          {list.map((kept) => (
            <Row
              key={kept.key}
              kept={kept}
              isShown={kept.key === shownKey}
              onRemove={() => {
                remove(kept.key);
              }}
            />
          ))}
        </RadioGroup.Root>
      )}
      {list.length < MOST_RESULTS ? null : <p className={s['quiet']}>{text.result.listFull(MOST_RESULTS)}</p>}
      {removed ? (
        <p className={s['removed']} role="status">
          <span>{text.result.removed(removed.kept.result.run.bundle.name, answerText(removed.kept.result))}</span>
          <button
            ref={undo}
            type="button"
            className={s['undo']}
            onClick={() => {
              stores.runs.setState((state) => changeResults(state, slideId, undoRemoval));
            }}
          >
            {text.result.undoRemoval}
          </button>
        </p>
      ) : null}
    </div>
  );
}

function Row(props: { readonly kept: KeptResult; readonly isShown: boolean; readonly onRemove: () => void }) {
  const { result, origin, key } = props.kept;
  const { name } = result.run.bundle;
  const when = dayAndTime(result.run.finishedAt);
  const answer = answerText(result);
  return (
    <div className={s['row']} data-shown={props.isShown}>
      <RadioGroup.Item
        value={key}
        className={s['choose']}
        aria-label={text.result.choose(name, answer, when)}
        title={origin ? text.phrases.listed([name, originTitle(origin)]) : name}
      >
        <span className={s['model']}>{name}</span>
        <span className={s['when']}>{when}</span>
        <span className={s['answer']}>{answer}</span>
        {origin ? <span className={s['when']}>{originMark(origin)}</span> : null}
      </RadioGroup.Item>
      <button
        type="button"
        className={s['remove']}
        aria-label={text.result.remove(name, answer)}
        title={text.result.removeShort}
        onClick={props.onRemove}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  );
}
