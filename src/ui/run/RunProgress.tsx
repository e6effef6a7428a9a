import { Progress } from 'radix-ui';
import { useEffect, useState } from 'react';
import type { RunStage } from '#state/run-progress.ts';
import type { Run } from '#state/runs-store.ts';
import { text } from '#ui/messages/text.ts';
import s from './RunProgress.module.css';
import { stageShare, stageText } from './stage-text.ts';

/** How far the run on screen is. */
export function RunProgress({ run }: { readonly run: Run }) {
  const elapsedSeconds = useSecondsSince(run.startedAtMs);
  if (run.status.kind !== 'running') return null;
  const stage = run.status.progress;
  const share = stageShare(stage);
  const left = 'secondsLeft' in stage ? stage.secondsLeft : null;
  return (
    <div className={s['progress']}>
      <p className={s['stage']}>{stageText(stage)}</p>
      <Progress.Root className={s['track']} value={Math.round(share * 100)} aria-label={text.run.progress}>
        <Progress.Indicator asChild>
          <svg className={s['fill']} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width={share * 100} height="1" fill="currentColor" />
          </svg>
        </Progress.Indicator>
      </Progress.Root>
      <p className={s['numbers']}>
        <span>{rateText(stage)}</span>
        <span>{typeof left === 'number' ? text.run.left(left) : text.run.elapsed(elapsedSeconds)}</span>
      </p>
    </div>
  );
}

/** Patches or bytes per second, where a stage counts any. */
function rateText(stage: RunStage): string {
  if (stage.stage === 'encode')
    return stage.patchesPerSecond === null ? text.run.measuring : text.run.rate(stage.patchesPerSecond);
  if (stage.stage !== 'model' || typeof stage.bytesPerSecond !== 'number') return '';
  return text.bundles.rate(stage.bytesPerSecond);
}

function useSecondsSince(startMs: number): number {
  const [nowMs, setNowMs] = useState(startMs);
  useEffect(() => {
    const timer = setInterval(() => {
      setNowMs(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return Math.max(0, (nowMs - startMs) / 1000);
}
