import { useState } from 'react';
import { useStore } from 'zustand';
import { isSurvival } from '#core/result/run-result.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { displayedKept, displayedResult, watchedSoFar } from '#state/displayed.ts';
import { shownImport } from '#state/kept-results.ts';
import type { Run } from '#state/runs-store.ts';
import type { KeptResult } from '#state/slide-results.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { duration } from '../messages/numbers.ts';
import { Disclosure } from '../controls/Disclosure.tsx';
import { NetworkRemedy } from '../network/NetworkRemedy.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { Section } from '../panel/Section.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { ImportBody } from './ImportBody.tsx';
import { InsidePatchPanel } from './inside/InsidePatchPanel.tsx';
import { MapControls } from './MapControls.tsx';
import { KeptNotes } from '../keeping/KeptNotes.tsx';
import { Origin } from './Origin.tsx';
import { isOfPhantom } from './phantom.ts';
import s from './ResultSection.module.css';
import { RunAgain } from '../share/RunAgain.tsx';
import { AwaitedAnswer } from '../run/AwaitedAnswer.tsx';
import { Coverage } from '../run/Coverage.tsx';
import { RunNotes } from '../run/RunNotes.tsx';
import { SettlingPlot } from '../run/SettlingPlot.tsx';
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
  const shown = useStore(stores.runs, (state) => displayedKept(state, id));
  const imported = useStore(stores.runs, (state) => shownImport(state, id));
  const isRunning = useStore(stores.runs, (state) => watchedSoFar(state, id) !== null);
  const hasEnded = run?.status.kind === 'failed' || run?.status.kind === 'cancelled';
  // What ended without a result has its own notes; a result keeps those of the run that made it.
  const notes = run && (hasEnded || isRunning || !shown) ? run.notes : (shown?.notes ?? []);
  return (
    <Section title={text.result.title} open={isOpen} onOpenChange={setOpen}>
      {run?.status.kind === 'failed' ? (
        <ErrorBanner
          error={run.status.error}
          onDismiss={() => {
            commands.dismissRun(id);
          }}
        >
          <NetworkRemedy error={run.status.error} onReady={() => void commands.runModel(id, run.modelId)} />
        </ErrorBanner>
      ) : null}
      {run?.status.kind === 'failed' ? <Kept run={run} /> : null}
      {run?.status.kind === 'cancelled' ? <Cancelled run={run} /> : null}
      <KeptNotes slideId={id} />
      <ResultList slideId={id} />
      <RunNotes notes={notes} />
      {shown ? <Origin kept={shown} /> : null}
      {shown ? <RunAgain slide={slide} kept={shown} /> : null}
      {imported ? (
        <ImportBody slide={slide} kept={imported} />
      ) : shown ? (
        <ResultBody slide={slide} kept={shown} isRunning={isRunning} />
      ) : run?.status.kind === 'running' ? (
        <Awaited modelId={run.modelId} />
      ) : (
        <p className={s['quiet']}>{text.result.empty}</p>
      )}
    </Section>
  );
}

/** A result, or the answer so far of the run in progress: the same from top to bottom, less what only a result has. */
function ResultBody(props: { readonly slide: OpenSlide; readonly kept: KeptResult; readonly isRunning: boolean }) {
  const { slide, kept, isRunning } = props;
  const { result } = kept;
  const slideId = slide.description.id;
  const { stores } = useApp();
  const manifest = useStore(stores.models, (state) => state.byId[result.run.bundle.id]?.manifest ?? null);
  const displayed = useStore(stores.runs, (state) => displayedResult(state, slideId)) ?? result;
  const isPhantom = isOfPhantom(result, manifest);
  const question = manifest?.task.question ?? null;
  return (
    <div className={s['result']}>
      <Limit manifest={manifest} isPhantom={isPhantom} />
      <Coverage slideId={slideId} kept={kept} isRunning={isRunning} />
      {isSurvival(result.answer) ? (
        <SurvivalResult
          result={result}
          answer={result.answer}
          question={question}
          isPhantom={isPhantom}
          isRunning={isRunning}
        />
      ) : result.sampling ? (
        <SamplingResult slideId={slideId} result={result} isRunning={isRunning} />
      ) : (
        <Scores result={result} answer={result.answer} question={question} isRunning={isRunning} />
      )}
      <Settling kept={kept} isRunning={isRunning} />
      <MapControls slideId={slideId} result={displayed} />
      {isRunning ? null : (
        <>
          <InsidePatchPanel slide={slide} result={displayed} />
          <RunRecordView result={result} />
          <ExportMenu slide={slide} result={result} />
        </>
      )}
    </div>
  );
}

/** How the answer came about: in sight while that matters, one click away once all patches are in. */
function Settling({ kept, isRunning }: { readonly kept: KeptResult; readonly isRunning: boolean }) {
  const { result, settling = [] } = kept;
  if (settling.length === 0) return null;
  const isSampling = result.sampling !== undefined;
  const isWhole = !isRunning && result.run.coverage === undefined;
  const plot = (
    <SettlingPlot
      answer={result.answer}
      points={settling}
      isRunning={isRunning}
      isSampling={isSampling}
      isTitled={!isWhole}
    />
  );
  return isWhole ? <Disclosure title={text.anytime.settled}>{plot}</Disclosure> : plot;
}

/** Before the first answer of the first run on a slide. */
function Awaited({ modelId }: { readonly modelId: string }) {
  const { stores } = useApp();
  const manifest = useStore(stores.models, (state) => state.byId[modelId]?.manifest ?? null);
  return (
    <div className={s['result']}>
      <Limit manifest={manifest} isPhantom={manifest?.phantom ?? false} />
      <AwaitedAnswer modelId={modelId} />
    </div>
  );
}

/** The first limit of a card is the one to know at a glance; a phantom's is its reminder. */
function Limit({ manifest, isPhantom }: { readonly manifest: ModelManifest | null; readonly isPhantom: boolean }) {
  if (isPhantom) return <p className={s['phantom']}>{text.result.phantomReminder}</p>;
  const limit = manifest?.limits[0];
  return limit ? <p className={s['limit']}>{limit}</p> : null;
}

function Cancelled({ run }: { readonly run: Run }) {
  const time = duration(((run.endedAtMs ?? run.startedAtMs) - run.startedAtMs) / 1000);
  const { cancelledEarly, cancelledKept } = text.anytime;
  const words = run.readCount === 0 ? cancelledEarly : cancelledKept;
  return (
    <p className={s['quiet']} role="status">
      {words(time)}
    </p>
  );
}

/** What of a run that failed is not lost. */
function Kept({ run }: { readonly run: Run }) {
  return run.readCount > 0 ? <p className={s['quiet']}>{text.anytime.failedKept}</p> : null;
}
