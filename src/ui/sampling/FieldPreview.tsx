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
import s from './FieldPreview.module.css';

/** Which tissue there is and which fields it would be divided into, before anything is run. */
export function FieldPreview({ slide, model }: { readonly slide: OpenSlide; readonly model: Model }) {
  const { stores, commands } = useApp();
  const { id } = slide.description;
  const preview = useStore(stores.runs, (state) => state.plans[id] ?? null);
  const isBusy = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const showTissue = useStore(stores.overlay, (state) => state.showTissue);
  const showPatchGrid = useStore(stores.overlay, (state) => state.showPatchGrid);
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
        {text.sampling.preview}
      </Button>
      <p className={s['count']} role="status">
        {isMaking
          ? text.model.previewing
          : made
            ? text.sampling.plannedFields(made.plan.column.length, made.mask.tissueShare)
            : text.sampling.previewHint}
      </p>
      {plan?.status.kind === 'failed' ? <ErrorBanner error={plan.status.error} /> : null}
      <div className={s['toggles']}>
        <Toggle
          label={text.model.showTissue}
          checked={made !== null && showTissue}
          disabled={!made}
          onChange={(checked) => {
            stores.overlay.setState({ showTissue: checked });
          }}
        />
        <Toggle
          label={text.sampling.fieldGrid}
          checked={made !== null && showPatchGrid}
          disabled={!made}
          onChange={(checked) => {
            stores.overlay.setState({ showPatchGrid: checked });
          }}
        />
      </div>
    </div>
  );
}
