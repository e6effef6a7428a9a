import { Flag } from 'lucide-react';
import { useStore } from 'zustand';
import type { Run } from '#state/runs-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
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

/** A run can be stopped from this part of its plan on. */
const PARTS = 10;

/** From the first answer on; where the head is too large for answers on the way, from a tenth of the patches on. */
function canStop({ soFar, status }: Run): boolean {
  if (soFar) return true;
  if (status.kind !== 'running' || status.progress.stage !== 'encode') return false;
  const { done, total } = status.progress;
  return done >= total / PARTS;
}
