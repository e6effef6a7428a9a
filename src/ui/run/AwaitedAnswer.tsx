import { useStore } from 'zustand';
import { isSurvival, type Answer } from '#core/result/run-result.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import scores from '../result/Scores.module.css';
import s from './AwaitedAnswer.module.css';
import { AwaitedCoverage } from './Coverage.tsx';
import { SettlingPlot } from './SettlingPlot.tsx';

/** The place of the answer before the first one comes, so that nothing jumps when it does. */
export function AwaitedAnswer({ modelId }: { readonly modelId: string }) {
  const { stores } = useApp();
  const manifest = useStore(stores.models, (state) => state.byId[modelId]?.manifest ?? null);
  if (!manifest) return null;
  const isSampling = manifest.architecture === 'attention-sampling';
  const answer = emptyAnswer(manifest);
  const names = isSurvival(answer)
    ? [answer.bins.length > 0 ? text.survival.risk : text.survival.logRisk]
    : answer.classes;
  return (
    <>
      <AwaitedCoverage isSampling={isSampling} />
      <section aria-label={isSurvival(answer) ? text.anytime.survival : text.anytime.scores}>
        <p className={scores['question']}>{manifest.task.question}</p>
        <ul className={scores['list']}>
          {names.map((name) => (
            <li key={name} className={scores['row']}>
              <span className={scores['name']}>{name}</span>
              <span className={scores['score']}>–</span>
              <span className={s['bar']} />
              <span className={scores['logit']}>{text.anytime.noAnswer}</span>
            </li>
          ))}
        </ul>
        <p className={scores['note']}>{text.anytime.provisional}</p>
      </section>
      <SettlingPlot answer={answer} points={[]} isRunning isSampling={isSampling} />
    </>
  );
}

/** What a model will say, without figures. */
function emptyAnswer(manifest: ModelManifest): Answer {
  if (manifest.architecture !== 'dsca') return { classes: manifest.class_names, logits: [], scores: [] };
  const { bins, unit } = manifest.survival;
  return { bins, unit, hazards: [], survival: [], risk: 0, reference: null };
}
