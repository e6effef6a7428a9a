import { FastForward } from 'lucide-react';
import { useStore } from 'zustand';
import type { RunResult } from '#core/result/run-result.ts';
import { useByModels } from '#state/machine-use.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';

/** Runs the rest of a stopped run. */
export function GoOn({ slideId, result }: { readonly slideId: string; readonly result: RunResult }) {
  const { stores, commands } = useApp();
  const hasModel = useStore(stores.models, (state) => result.run.bundle.id in state.byId);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const byModels = useStore(stores.models, useByModels);
  const obstacle =
    isRunning || byModels !== null ? text.sampling.againBusy : hasModel ? null : text.sampling.againNoModel;
  const isSampling = result.sampling !== undefined;
  return (
    <Button
      icon={<FastForward aria-hidden="true" />}
      disabled={obstacle !== null}
      title={obstacle ?? (isSampling ? text.anytime.goOnDrawsTitle : text.anytime.goOnTitle)}
      onClick={() => {
        void commands.goOn(slideId);
      }}
    >
      {text.anytime.goOn}
    </Button>
  );
}
