import { Play, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useByModels, type MachineUse } from '#state/machine-use.ts';
import { modelFit } from '#state/model-fit.ts';
import { selectedModel, type Model } from '#state/models-store.ts';
import { hasRunHere } from '#state/kept-results.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import type { SamplingState } from '#state/sampling-store.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { samplingObstacle } from '../sampling/sampling-text.ts';
import { BackEndChoice } from './BackEndChoice.tsx';
import s from './RunDock.module.css';
import { RunProgress } from './RunProgress.tsx';
import { StopButton } from './StopButton.tsx';

/** Starts a run, shows how far it is and stops it. Always in sight, always of the same height. */
export function RunDock({ slide }: { readonly slide: OpenSlide }) {
  const { stores, commands } = useApp();
  const { id } = slide.description;
  const model = useStore(stores.models, selectedModel);
  const current = useStore(stores.runs, runInProgress);
  const byModels = useStore(stores.models, useByModels);
  const use = current ? 'run' : byModels;
  const hasResult = useStore(stores.runs, (state) => hasRunHere(state, id, model?.manifest.id ?? null));
  const isHere = current?.slideId === id;
  const fit = model && modelFit(slide, model.manifest).kind;
  const obstacle = useStore(stores.sampling, (state) => samplingObstacleOf(state, slide, model));
  const canRun = (fit === 'fits' || fit === 'as-pixels') && obstacle === null;
  return (
    <section className={s['dock']} aria-label={text.run.region}>
      {current && isHere ? (
        <RunProgress run={current} />
      ) : (
        <div className={s['choice']}>
          <BackEndChoice note={reason(use, model !== null) ?? obstacle} />
        </div>
      )}
      {current && isHere ? (
        <div className={s['buttons']}>
          <StopButton run={current} />
          <Button
            className={s['button'] ?? ''}
            icon={<X aria-hidden="true" />}
            onClick={(event) => {
              // Cancel stands where Run stood: the second half of a double click on Run is not meant for it.
              if (event.detail <= 1) commands.cancelRun();
            }}
          >
            {text.model.cancel}
          </Button>
        </div>
      ) : (
        <Button
          look="primary"
          className={s['button'] ?? ''}
          icon={<Play aria-hidden="true" />}
          disabled={!canRun || use !== null}
          onClick={() => {
            if (model) void commands.runModel(id, model.manifest.id);
          }}
        >
          {hasResult ? text.model.runAgain : text.model.run}
        </Button>
      )}
    </section>
  );
}

/** Why attention sampling cannot look where it is told to; null for other models. */
function samplingObstacleOf(state: SamplingState, slide: OpenSlide, model: Model | null): string | null {
  const { manifest } = model ?? {};
  return manifest?.architecture === 'attention-sampling' ? samplingObstacle(state, slide, manifest) : null;
}

/** Why nothing can be started; null where it can. */
function reason(use: MachineUse | null, hasModel: boolean): string | null {
  if (use) return text.model.busy[use];
  return hasModel ? null : text.model.chooseFirst;
}
