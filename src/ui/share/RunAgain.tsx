import { RefreshCw } from 'lucide-react';
import { useStore } from 'zustand';
import { machineUse } from '#state/machine-use.ts';
import { runAgainCheck, type RunAgainCheck } from '#state/run-again.ts';
import { resultsOf } from '#state/kept-results.ts';
import { runTwice, type KeptResult } from '#state/slide-results.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { spacing } from '../messages/numbers.ts';
import { Comparison } from './Comparison.tsx';
import s from './RunAgain.module.css';

/**
 * Below a result that came from elsewhere: the same model on the same slide once more, here. Below it, and below that run, how far the two are
 * apart.
 */
export function RunAgain({ slide, kept }: { readonly slide: OpenSlide; readonly kept: KeptResult }) {
  const { stores } = useApp();
  const results = useStore(stores.runs, (state) => resultsOf(state, slide.description.id));
  const pair = runTwice(results, kept.key);
  if (pair) return <Comparison pair={pair} />;
  return kept.origin ? <Offer slide={slide} kept={kept} /> : null;
}

function Offer({ slide, kept }: { readonly slide: OpenSlide; readonly kept: KeptResult }) {
  const { stores, commands } = useApp();
  const models = useStore(stores.models);
  const isBusy = useStore(stores.runs, (state) => machineUse(state, models) !== null);
  const slideId = slide.description.id;
  const check = runAgainCheck(slide, kept.result, models);
  const { bundle, slide: runOn } = kept.result.run;
  const isSquare = runOn.spacingXUmPerPx === runOn.spacingYUmPerPx;
  return (
    <div className={s['offer']}>
      {check.kind === 'ready' ? (
        <Button
          icon={<RefreshCw aria-hidden="true" />}
          disabled={isBusy}
          onClick={() => void commands.runAgain(slideId, kept.key)}
        >
          {text.share.again.button}
        </Button>
      ) : null}
      <p className={s['hint']}>{offerText(check, bundle)}</p>
      {check.kind === 'other-spacing' && isSquare ? (
        <Button onClick={() => commands.stateSpacing(slideId, check.sharedUmPerPx)}>
          {text.share.again.useSpacing(spacing(check.sharedUmPerPx))}
        </Button>
      ) : null}
    </div>
  );
}

function offerText(check: RunAgainCheck, bundle: KeptResult['result']['run']['bundle']): string {
  const { again } = text.share;
  if (check.kind === 'no-model') return again.noModel(text.result.madeBy(bundle.name, bundle.version));
  if (check.kind === 'other-spacing') {
    const { sharedUmPerPx, hereUmPerPx } = check;
    return again.otherSpacing(spacing(sharedUmPerPx), hereUmPerPx === null ? null : spacing(hereUmPerPx));
  }
  if (check.model === 'version') return again.otherVersion(check.versionHere, bundle.version);
  return check.model === 'files' ? again.otherFiles : again.hint;
}
