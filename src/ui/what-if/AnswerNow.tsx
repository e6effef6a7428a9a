import { isSurvival } from '#core/result/run-result.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { useStore } from 'zustand';
import { isNothing, type Questions } from '#state/what-if-questions.ts';
import { keptPart } from '#state/what-if-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './AnswerNow.module.css';
import { answerSentences, tookText } from './question-text.ts';
import { ScoresCompared } from './ScoresCompared.tsx';
import { SurvivalCompared } from './SurvivalCompared.tsx';

/** What the model says to the question beside what it said of the full slide. An old answer stays, marked as such, until the new one is there. */
export function AnswerNow(props: {
  readonly slideId: string;
  readonly result: RunResult;
  readonly questions: Questions;
  readonly canAsk: boolean;
}) {
  const { slideId, result, questions, canAsk } = props;
  const { stores, commands } = useApp();
  const manifest = useStore(stores.models, (state) => state.byId[result.run.bundle.id]?.manifest);
  const { asked, answered, status } = questions;
  if (isNothing(asked)) return <p className={s['quiet']}>{text.whatIf.nothingAsked}</p>;
  const { units, keptCount } = keptPart(result, asked);
  const isStale = answered !== null && answered.set !== asked;
  const full = result.answer;
  const now = answered?.answer ?? null;
  const positive = manifest?.task.kind === 'classification' ? (manifest.positive_class ?? null) : null;
  return (
    <section className={s['answer']} aria-label={text.whatIf.answer}>
      <p className={s['kept']} data-none={keptCount === 0}>
        {keptCount === 0
          ? text.whatIf.nothingLeft
          : (result.sampling ? text.whatIf.keptPlaces : text.whatIf.keptOf)(keptCount, units.length)}
      </p>
      <div className={s['figures']} data-stale={isStale} aria-busy={status.kind === 'asking'}>
        <div className={s['sentence']} role="status">
          {answered
            ? answerSentences(answered.set, full, answered.answer, positive).map((sentence) => (
                <p key={sentence}>{sentence}</p>
              ))
            : null}
        </div>
        {isSurvival(full) ? (
          <SurvivalCompared full={full} now={now && isSurvival(now) ? now : null} />
        ) : (
          <ScoresCompared full={full} now={now && !isSurvival(now) ? now : null} />
        )}
      </div>
      <Status
        questions={questions}
        canAsk={canAsk && keptCount > 0}
        isStale={isStale}
        onAsk={() => {
          commands.askAgain(slideId);
        }}
        onStop={() => {
          commands.stopAsking(slideId);
        }}
      />
      {status.kind === 'failed' ? (
        <ErrorBanner error={status.error}>
          {status.error.code === 'result/no-features' ? (
            <Button
              onClick={() => {
                void commands.runAndAskAgain(slideId);
              }}
            >
              {text.whatIf.runAgain}
            </Button>
          ) : (
            <Button
              onClick={() => {
                commands.askAgain(slideId);
              }}
            >
              {text.whatIf.ask}
            </Button>
          )}
        </ErrorBanner>
      ) : null}
    </section>
  );
}

/** How the answer stands, in one line that is always there. */
function Status(props: {
  readonly questions: Questions;
  readonly canAsk: boolean;
  readonly isStale: boolean;
  readonly onAsk: () => void;
  readonly onStop: () => void;
}) {
  const { questions, canAsk, isStale } = props;
  const { answered, status } = questions;
  const isFromFile = answered !== null && answered.maps === null;
  const isAnswered = answered !== null && !isStale;
  const words =
    status.kind === 'waiting'
      ? text.whatIf.waiting
      : status.kind === 'asking'
        ? isStale
          ? text.whatIf.stale
          : text.whatIf.asking
        : !isAnswered
          ? isStale
            ? text.whatIf.staleStopped
            : status.kind === 'failed'
              ? ''
              : text.whatIf.notAsked
          : isFromFile
            ? text.whatIf.fromFile
            : tookText(answered);
  const canAskNow = canAsk && status.kind === 'idle' && (!isAnswered || isFromFile);
  return (
    <div className={s['status']}>
      <p>{words}</p>
      {status.kind === 'asking' ? (
        <button type="button" className={s['do']} onClick={props.onStop}>
          {text.whatIf.stop}
        </button>
      ) : canAskNow ? (
        <button type="button" className={s['do']} onClick={props.onAsk}>
          {isFromFile && isAnswered ? text.whatIf.askHere : text.whatIf.ask}
        </button>
      ) : null}
    </div>
  );
}
