import { Grid3x3 } from 'lucide-react';
import { useStore } from 'zustand';
import { modelFit } from '#state/model-fit.ts';
import type { Model } from '#state/models-store.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './PlanPreview.module.css';

/** Which tissue and patches the model would read, before anything is run. */
export function PlanPreview({ slide, model }: { readonly slide: OpenSlide; readonly model: Model }) {
  const { stores, commands } = useApp();
  const { id } = slide.description;
  const preview = useStore(stores.runs, (state) => state.plans[id] ?? null);
  const isBusy = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const plan = preview?.modelId === model.manifest.id ? preview : null;
  const made = plan?.status.kind === 'done' ? plan.status.value : null;
  const isMaking = plan?.status.kind === 'running';
  const canPlan = modelFit(slide, model.manifest).kind === 'fits' && !isBusy && !isMaking;
  return (
    <div className={s['preview']}>
      <Button
        icon={<Grid3x3 aria-hidden="true" />}
        disabled={!canPlan}
        onClick={() => {
          stores.overlay.setState({ showTissue: true, showPatchGrid: true });
          void commands.planRun(id, model.manifest.id);
        }}
      >
        {text.model.preview}
      </Button>
      <p className={s['count']} role="status">
        {isMaking
          ? text.model.previewing
          : made
            ? text.model.planned(made.plan.column.length, made.mask.tissueShare)
            : text.model.previewHint}
      </p>
      {plan?.status.kind === 'failed' ? <ErrorBanner error={plan.status.error} /> : null}
      <PlanToggles isMade={preview?.status.kind === 'done'} />
    </div>
  );
}

/** Switches for what the plan puts over the slide; there from the start, so that nothing moves when it is made. */
export function PlanToggles({ isMade }: { readonly isMade: boolean }) {
  const { stores } = useApp();
  const showTissue = useStore(stores.overlay, (state) => state.showTissue);
  const showPatchGrid = useStore(stores.overlay, (state) => state.showPatchGrid);
  return (
    <div className={s['toggles']}>
      <Toggle
        label={text.model.showTissue}
        checked={isMade && showTissue}
        disabled={!isMade}
        onChange={(checked) => {
          stores.overlay.setState({ showTissue: checked });
        }}
      />
      <Toggle
        label={text.model.showGrid}
        checked={isMade && showPatchGrid}
        disabled={!isMade}
        onChange={(checked) => {
          stores.overlay.setState({ showPatchGrid: checked });
        }}
      />
    </div>
  );
}
