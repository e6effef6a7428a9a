import { Flag } from 'lucide-react';
import { useStore } from 'zustand';
import type { Run } from '#state/runs-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { canStop } from './can-stop.ts';
import s from './RunDock.module.css';

/** Ends the run with the answer from what there is; from a tenth of its plan on, before which there is none. */
export function StopButton({ run }: { readonly run: Run }) {
  const { stores, commands } = useApp();
  const isSampling = useStore(
    stores.models,
    ({ byId }) => byId[run.modelId]?.manifest.architecture === 'attention-sampling',
  );
  const words = text.anytime;
  const isEarly = !canStop(run);
  const early = isSampling ? words.stopTooEarlyDraws : words.stopTooEarly;
  const late = isSampling ? words.stopDrawsTitle : words.stopTitle;
  return (
    <Button
      className={s['button'] ?? ''}
      icon={<Flag aria-hidden="true" />}
      disabled={isEarly || run.isStopAsked}
      title={isEarly ? early : late}
      onClick={(event) => {
        // As with Cancel, which stands beside it.
        if (event.detail <= 1) commands.stopRun();
      }}
    >
      {run.isStopAsked ? words.stopping : words.stop}
    </Button>
  );
}
