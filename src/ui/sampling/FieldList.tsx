import { useStore } from 'zustand';
import type { RunResult, Sampling } from '#core/result/run-result.ts';
import { showField, shownFieldOf } from '#state/sampling-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp, useViewer } from '../app-context.tsx';
import s from './FieldList.module.css';
import { Swatch } from './SpreadScores.tsx';

/** A field fills the view but for a margin. */
const FIELD_SURROUNDINGS = 1.15;

/** The fields that the tissue was divided into, each with its own answer; a click flies there and shows its patches. */
export function FieldList(props: {
  readonly result: RunResult;
  readonly sampling: Sampling;
  readonly classes: readonly string[];
}) {
  const { stores } = useApp();
  const viewer = useViewer();
  const { result, sampling, classes } = props;
  const shown = useStore(stores.sampling, (state) => shownFieldOf(state, result));
  return (
    <ol className={s['list']}>
      {sampling.fields.map((field, i) => {
        const top = field.scores.indexOf(Math.max(...field.scores));
        return (
          <li key={`${field.rect.x} ${field.rect.y}`}>
            <button
              type="button"
              className={s['field']}
              aria-current={i === shown}
              onClick={() => {
                stores.sampling.setState((state) => showField(state, result.id, i));
                viewer?.flyTo(field.rect, FIELD_SURROUNDINGS);
              }}
            >
              <span className={s['number']}>{i + 1}</span>
              <Swatch index={top} />
              <span className={s['name']}>{classes[top] ?? ''}</span>
              <span className={s['score']}>
                {text.sampling.plusMinus(field.scores[top] ?? NaN, field.scoresSd[top] ?? NaN, sampling.repeats)}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
