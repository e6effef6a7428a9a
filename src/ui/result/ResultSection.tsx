import { useState } from 'react';
import { useStore } from 'zustand';
import { isSurvival } from '#core/result/run-result.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { displayedResult, shownKept, type Run } from '#state/runs-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { Section } from '../panel/Section.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { InsidePatchPanel } from './inside/InsidePatchPanel.tsx';
import { MapControls } from './MapControls.tsx';
import { Origin } from './Origin.tsx';
import { isOfPhantom } from './phantom.ts';
import s from './ResultSection.module.css';
import { RunNotes } from '../run/RunNotes.tsx';
import { SamplingResult } from '../sampling/SamplingResult.tsx';
import { ResultList } from './ResultList.tsx';
import { RunRecordView } from './RunRecordView.tsx';
import { Scores } from './Scores.tsx';
import { SurvivalResult } from './survival/SurvivalResult.tsx';

/** What the model answered about this slide, and where it looked. */
export function ResultSection({ slide }: { readonly slide: OpenSlide }) {
  const { stores, commands } = useApp();
  const { id } = slide.description;
  const [isOpen, setOpen] = useState(true);
  const run = useStore(stores.runs, (state) => state.lastRun[id] ?? null);
  const shown = useStore(stores.runs, (state) => shownKept(state, id));
  // What ended without a result has its own notes; a result keeps those of the run that made it.
  const notes = run && run.status.kind !== 'done' ? run.notes : (shown?.notes ?? []);
  return (
    <Section title={text.result.title} open={isOpen} onOpenChange={setOpen}>
      {run?.status.kind === 'failed' ? (
        <ErrorBanner
          error={run.status.error}
          onDismiss={() => {
            commands.dismissRun(id);
          }}
        />
      ) : null}
      {run?.status.kind === 'cancelled' ? <Cancelled run={run} /> : null}
      <ResultList slideId={id} />
      <RunNotes notes={notes} />
      {shown?.origin ? <Origin origin={shown.origin} result={shown.result} /> : null}
      {shown ? <ResultBody slide={slide} result={shown.result} /> : <p className={s['quiet']}>{text.result.empty}</p>}
    </Section>
  );
}

function ResultBody({ slide, result }: { readonly slide: OpenSlide; readonly result: RunResult }) {
  const slideId = slide.description.id;
  const { stores } = useApp();
  const manifest = useStore(stores.models, (state) => state.byId[result.run.bundle.id]?.manifest ?? null);
  const displayed = useStore(stores.runs, (state) => displayedResult(state, slideId)) ?? result;
  const isPhantom = isOfPhantom(result, manifest);
  return (
    <div className={s['result']}>
      {isPhantom ? <p className={s['phantom']}>{text.result.phantomReminder}</p> : null}
      {/* The first limit of a card is the one to know at a glance; a phantom's is the banner above. */}
      {manifest && !isPhantom && manifest.limits[0] ? <p className={s['limit']}>{manifest.limits[0]}</p> : null}
      {isSurvival(result.answer) ? (
        <SurvivalResult
          result={result}
          answer={result.answer}
          question={manifest?.task.question ?? null}
          isPhantom={isPhantom}
        />
      ) : result.sampling ? (
        <SamplingResult slideId={slideId} result={result} />
      ) : (
        <Scores result={result} answer={result.answer} question={manifest?.task.question ?? null} />
      )}
      <MapControls slideId={slideId} result={displayed} />
      <InsidePatchPanel slide={slide} result={displayed} />
      <RunRecordView result={result} />
      <ExportMenu slide={slide} result={result} />
    </div>
  );
}

function Cancelled({ run }: { readonly run: Run }) {
  const seconds = ((run.endedAtMs ?? run.startedAtMs) - run.startedAtMs) / 1000;
  return (
    <p className={s['quiet']} role="status">
      {text.run.cancelled(seconds)}
    </p>
  );
}
