import type { KeptResult } from '#state/slide-results.ts';
import { text } from '#ui/messages/text.ts';
import { answerText } from '../result/answer-text.ts';
import { changeText, coverageText } from './anytime-text.ts';
import s from './Coverage.module.css';
import { GoOn } from './GoOn.tsx';

/**
 * What of the plan an answer rests on and how far it has settled: so far, where it was stopped, in the end. As high in all three. What is new is
 * told to screen readers with every answer, ten times in a run at the most.
 */
export function Coverage(props: { readonly slideId: string; readonly kept: KeptResult; readonly isRunning: boolean }) {
  const { slideId, kept, isRunning } = props;
  const { result, settling = [] } = kept;
  const from = coverageText(result, isRunning, settling);
  if (from === null) return null;
  const change = changeText(result, settling);
  const { coverage } = result.run;
  return (
    <div className={s['coverage']} data-state={isRunning ? 'running' : coverage ? 'stopped' : 'whole'}>
      <div>
        <p className={s['from']}>{from}</p>
        <p>{change ?? (isRunning ? text.anytime.changeAwaited : '')}</p>
      </div>
      {coverage && !isRunning ? <GoOn slideId={slideId} result={result} /> : null}
      <p className={s['hidden']} role="status">
        {settling.length > 0 ? text.anytime.announced(from, answerText(result)) : ''}
      </p>
    </div>
  );
}

/** In the same place before the first answer. */
export function AwaitedCoverage({ isSampling }: { readonly isSampling: boolean }) {
  return (
    <div className={s['coverage']} data-state="running">
      <p>{isSampling ? text.anytime.awaitedDraws : text.anytime.awaited}</p>
    </div>
  );
}
