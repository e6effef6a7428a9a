import { X } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useRef } from 'react';
import { useStore } from 'zustand';
import type { KeptImport } from '#state/imports.ts';
import { removeImport } from '#state/imports.ts';
import { chooseShown, displayedKept } from '#state/displayed.ts';
import { changeImports, changeResults, importsOf, resultsOf, shownImport } from '#state/kept-results.ts';
import type { Run } from '#state/runs-store.ts';
import { MOST_RESULTS, removeResult, undoRemoval, type KeptResult } from '#state/slide-results.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { dayAndTime } from '../messages/numbers.ts';
import { coverageMark } from '../run/anytime-text.ts';
import { answerText } from './answer-text.ts';
import { originMark, originTitle } from './Origin.tsx';
import s from './ResultList.module.css';

/**
 * The results of a slide, newest first; the arrow keys go through them. One alone needs no list. A removed one can be
 * brought back until the next is removed.
 */
export function ResultList({ slideId }: { readonly slideId: string }) {
  const { stores } = useApp();
  const { list, removed } = useStore(stores.runs, (state) => resultsOf(state, slideId));
  const shownKey = useStore(
    stores.runs,
    (state) => (shownImport(state, slideId) ?? displayedKept(state, slideId))?.key ?? null,
  );
  const imports = useStore(stores.runs, (state) => importsOf(state, slideId).list);
  const run = useStore(stores.runs, (state) => state.lastRun[slideId] ?? null);
  const running = run?.status.kind === 'running' ? run : null;
  // A run on its way needs no list where there is nothing else.
  const hasList = list.length + imports.length + (running ? 1 : 0) > 1;
  const undo = useRef<HTMLButtonElement>(null);
  const remove = (key: string) => {
    stores.runs.setState((state) => changeResults(state, slideId, (results) => removeResult(results, key)));
    // What had the focus is gone; the next thing to do may be to take it back.
    requestAnimationFrame(() => undo.current?.focus({ preventScroll: true }));
  };
  if (!hasList && !removed) return null;
  return (
    <div className={s['results']}>
      {hasList ? (
        <RadioGroup.Root
          className={s['list']}
          aria-label={text.result.list}
          value={shownKey}
          onValueChange={(key) => {
            stores.runs.setState((state) => chooseShown(state, slideId, key));
          }}
        >
          {running ? <RunningRow run={running} isShown={running.id === shownKey} /> : null}
          {imports.map((kept) => (
            <ImportRow
              key={kept.key}
              kept={kept}
              isShown={kept.key === shownKey}
              onRemove={() => {
                stores.runs.setState((state) =>
                  changeImports(state, slideId, (before) => removeImport(before, kept.key)),
                );
              }}
            />
          ))}
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
      ) : null}
      {list.length < MOST_RESULTS ? null : <p className={s['quiet']}>{text.result.listFull(list.length)}</p>}
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

/** The run in progress, which can be looked at once it has given an answer. Its result will stand in its place. */
function RunningRow({ run, isShown }: { readonly run: Run; readonly isShown: boolean }) {
  const { stores } = useApp();
  const name = useStore(stores.models, (state) => state.byId[run.modelId]?.manifest.name ?? run.modelId);
  const { soFar } = run;
  const answer = soFar ? answerText(soFar.result) : text.anytime.noAnswer;
  const mark = (soFar && coverageMark(soFar.result.run, true)) ?? text.anytime.runningMark;
  return (
    <div className={s['row']} data-chosen={isShown}>
      <RadioGroup.Item
        value={run.id}
        className={s['choose']}
        aria-label={text.result.choose(name, answer, mark)}
        title={name}
        disabled={soFar === null}
      >
        <span className={s['model']}>{name}</span>
        <span className={s['when']}>{text.anytime.runningMark}</span>
        <span className={s['answer']}>{answer}</span>
        <span className={s['when']}>{soFar ? mark : ''}</span>
      </RadioGroup.Item>
    </div>
  );
}

function Row(props: { readonly kept: KeptResult; readonly isShown: boolean; readonly onRemove: () => void }) {
  const { result, origin, key } = props.kept;
  const { name } = result.run.bundle;
  const when = dayAndTime(result.run.finishedAt);
  const answer = answerText(result);
  const kept = props.kept.isFromDisk && !origin ? text.keeping.mark : null;
  const marks = [originMark(origin), kept, coverageMark(result.run, false)].filter((mark) => mark !== null);
  return (
    <div className={s['row']} data-chosen={props.isShown}>
      <RadioGroup.Item
        value={key}
        className={s['choose']}
        aria-label={text.result.choose(name, text.phrases.listed([answer, ...marks]), when)}
        title={origin ? text.phrases.listed([name, originTitle(origin)]) : name}
      >
        <span className={s['model']}>{name}</span>
        <span className={s['when']}>{when}</span>
        <span className={s['answer']}>{answer}</span>
        {marks.length > 0 ? <span className={s['when']}>{text.phrases.listed(marks)}</span> : null}
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

/** Maps of another program's file; it can be dropped again, so there is no taking back. */
function ImportRow(props: { readonly kept: KeptImport; readonly isShown: boolean; readonly onRemove: () => void }) {
  const { key, fileName, imported } = props.kept;
  const what = text.exports.mapsImported(imported.maps.length, imported.patches.length);
  const format = text.exports.formats[imported.format];
  return (
    <div className={s['row']} data-chosen={props.isShown}>
      <RadioGroup.Item
        value={key}
        className={s['choose']}
        aria-label={text.result.choose(fileName, what, text.exports.importedAs(format))}
        title={fileName}
      >
        <span className={s['model']}>{fileName}</span>
        <span className={s['when']}>{text.exports.imported}</span>
        <span className={s['answer']}>{what}</span>
        <span className={s['when']}>{format}</span>
      </RadioGroup.Item>
      <button
        type="button"
        className={s['remove']}
        aria-label={text.result.remove(fileName, what)}
        title={text.result.removeShort}
        onClick={props.onRemove}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  );
}
