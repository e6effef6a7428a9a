import { Dices } from 'lucide-react';
import { useStore } from 'zustand';
import { isSurvival, type RunResult, type Sampling } from '#core/result/run-result.ts';
import { useByModels } from '#state/machine-use.ts';
import { displayedResult } from '#state/displayed.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { shownFieldOf } from '#state/sampling-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { newSeed } from '../platform/new-seed.ts';
import { DrawnPatches } from './DrawnPatches.tsx';
import { FieldList } from './FieldList.tsx';
import s from './SamplingResult.module.css';
import { SpreadScores } from './SpreadScores.tsx';

/** What attention sampling answered: the classes with their spread, what was drawn and where, field by field. */
export function SamplingResult(props: {
  readonly slideId: string;
  readonly result: RunResult;
  /** The answer so far of a run in progress. */
  readonly isRunning: boolean;
}) {
  const { slideId, result, isRunning } = props;
  const { stores } = useApp();
  const manifest = useStore(stores.models, (state) => state.byId[result.run.bundle.id]?.manifest ?? null);
  // What was drawn for a question lies over the slide in the place of the run's own draws, and is listed.
  const drawnFor = useStore(stores.runs, (state) => displayedResult(state, slideId)) ?? result;
  const isForQuestion = drawnFor.sampling !== result.sampling;
  const shown = useStore(stores.sampling, (state) => shownFieldOf(state, drawnFor));
  const showMarks = useStore(stores.sampling, (state) => state.showMarks);
  const { sampling, answer } = result;
  const drawn = drawnFor.sampling;
  const field = drawn?.fields[shown];
  if (!sampling || !drawn || !field || isSurvival(answer)) return null;
  const hasFields = drawn.fields.length > 1;
  return (
    <section className={s['result']} aria-label={isRunning ? text.anytime.sampling : text.sampling.result}>
      <SpreadScores
        result={result}
        sampling={sampling}
        answer={answer}
        question={manifest?.task.question ?? null}
        isRunning={isRunning}
      />
      <div className={s['how']}>
        <p>{howText(result, sampling)}</p>
        {sampling.mode === 'draw' ? <DrawAgain slideId={slideId} modelId={result.run.bundle.id} /> : null}
      </div>
      {hasFields ? (
        <section aria-label={text.sampling.fields}>
          <h3 className={s['title']}>{text.sampling.fields}</h3>
          <FieldList result={drawnFor} sampling={drawn} classes={answer.classes} />
        </section>
      ) : null}
      <section aria-label={text.sampling.patchesRegion}>
        <h3 className={s['title']}>{text.sampling.patchesTitle(sampling.mode, hasFields ? shown + 1 : null)}</h3>
        {isForQuestion ? <p className={s['note']}>{text.whatIf.drawnForQuestion}</p> : null}
        <DrawnPatches
          key={`${result.id} ${shown}`}
          slideId={slideId}
          field={field}
          classes={answer.classes}
          sharpness={manifest?.architecture === 'attention-sampling' ? manifest.head.sharpness : null}
          sizePx={manifest?.patch_size_pixels ?? Math.min(MOST_PICTURE_PX, field.draw[0]?.rect.width ?? 1)}
        />
        <p className={s['note']}>{text.sampling.voteNote}</p>
        <Toggle
          label={text.sampling.marks}
          checked={showMarks}
          onChange={(checked) => {
            stores.sampling.setState({ showMarks: checked });
          }}
        />
      </section>
    </section>
  );
}

/** Side of a patch's picture where the model, which would say, is not loaded. */
const MOST_PICTURE_PX = 64;

function DrawAgain({ slideId, modelId }: { readonly slideId: string; readonly modelId: string }) {
  const { stores, commands } = useApp();
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const byModels = useStore(stores.models, useByModels);
  const isBusy = isRunning || byModels !== null;
  const hasModel = useStore(stores.models, (state) => modelId in state.byId);
  const obstacle = isBusy ? text.sampling.againBusy : hasModel ? null : text.sampling.againNoModel;
  return (
    <Button
      icon={<Dices aria-hidden="true" />}
      disabled={obstacle !== null}
      title={obstacle ?? undefined}
      onClick={() => {
        void commands.drawAgain(slideId, newSeed());
      }}
    >
      {text.sampling.again}
    </Button>
  );
}

function howText({ run }: RunResult, { mode, samples, scope, fields }: Sampling): string {
  const what = mode === 'draw' ? text.sampling.drawnHow(samples, run.seed ?? 0) : text.sampling.mostHow(samples);
  return text.sampling.drawnWhere(what, text.sampling.scopeWas[scope](fields.length));
}
