import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { shownKept, watchedSoFar } from '#state/displayed.ts';
import { shownImport } from '#state/kept-results.ts';
import type { KeptResult } from '#state/slide-results.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { NO_QUESTIONS, isNothing } from '#state/what-if-questions.ts';
import { askingObstacle } from '#state/what-if-view.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Disclosure } from '../controls/Disclosure.tsx';
import { FaithfulnessPanel } from '../faithfulness/FaithfulnessPanel.tsx';
import { Section } from '../panel/Section.tsx';
import { AnswerNow } from './AnswerNow.tsx';
import { NamedQuestions } from './NamedQuestions.tsx';
import { RegionList } from './RegionList.tsx';
import { StepButtons } from './StepButtons.tsx';
import { useQuestionKeys } from './use-question-keys.ts';
import s from './WhatIfSection.module.css';
import { WhatIfTools } from './WhatIfTools.tsx';
import { WithoutTop } from './WithoutTop.tsx';

/** Questions to the result on screen: leave parts of the slide out, or keep only some, and see what the model says then. */
export function WhatIfSection({ slide }: { readonly slide: OpenSlide }) {
  const { stores } = useApp();
  const { id } = slide.description;
  const kept = useStore(stores.runs, (state) => shownKept(state, id));
  const isRunning = useStore(stores.runs, (state) => watchedSoFar(state, id) !== null);
  const isImport = useStore(stores.runs, (state) => shownImport(state, id) !== null);
  const isAsked = kept !== null && !isNothing((kept.questions ?? NO_QUESTIONS).asked);
  // Until the user says otherwise: open where something is asked, as of a result that was read from a file.
  const [choice, setChoice] = useState<boolean | null>(null);
  const body = useRef<HTMLDivElement>(null);
  useQuestionKeys(id, body);
  return (
    <Section
      title={text.whatIf.title}
      summary={isAsked ? text.whatIf.summaryAsked : text.whatIf.summary}
      open={choice ?? isAsked}
      onOpenChange={(isNow) => {
        setChoice(isNow);
        // Tools and answer are in sight together, however much is above them.
        if (isNow) requestAnimationFrame(() => body.current?.closest('section')?.scrollIntoView({ block: 'start' }));
      }}
    >
      <div ref={body} className={s['body']}>
        {kept ? (
          <Asking key={kept.key} slideId={id} kept={kept} />
        ) : (
          <p className={s['quiet']}>
            {isImport ? text.whatIf.imported : isRunning ? text.anytime.questionWaits : text.whatIf.empty}
          </p>
        )}
      </div>
    </Section>
  );
}

function Asking({ slideId, kept }: { readonly slideId: string; readonly kept: KeptResult }) {
  const { stores } = useApp();
  const { result, questions = NO_QUESTIONS } = kept;
  const model = useStore(stores.models, (state) => state.byId[result.run.bundle.id]);
  const obstacle = askingObstacle(result, model);
  const isAsked = !isNothing(questions.asked);
  const hasKept = isAsked || questions.named.length > 0 || questions.deleted !== null;
  return (
    <>
      {obstacle ? (
        <p className={s['obstacle']} role="note">
          {text.whatIf.obstacles[obstacle]}
        </p>
      ) : (
        <>
          <WhatIfTools asked={questions.asked} />
          <StepButtons slideId={slideId} questions={questions} />
        </>
      )}
      <AnswerNow slideId={slideId} result={result} questions={questions} canAsk={obstacle === null} />
      {questions.staying > 0 ? (
        <p className={s['obstacle']} role="note">
          {text.whatIf.staying(questions.staying)}
        </p>
      ) : null}
      {isAsked ? (
        <RegionList slideId={slideId} result={result} asked={questions.asked} isFixed={obstacle !== null} />
      ) : null}
      {obstacle ? null : <WithoutTop slideId={slideId} result={result} asked={questions.asked} />}
      {hasKept ? <NamedQuestions slideId={slideId} questions={questions} canAsk={obstacle === null} /> : null}
      {obstacle ? null : (
        <Disclosure title={text.whatIf.meansTitle}>
          <p className={s['quiet']}>{text.whatIf.means[result.run.bundle.architecture]}</p>
        </Disclosure>
      )}
      {obstacle ? null : (
        <Disclosure title={text.faithfulness.title}>
          <FaithfulnessPanel slideId={slideId} kept={kept} />
        </Disclosure>
      )}
    </>
  );
}
