import { useId, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useByModels } from '#state/machine-use.ts';
import type { BackEnd } from '#state/models-store.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { pageFacts } from '../platform/page-facts.ts';
import s from './CheckPart.module.css';

/** What is left out, and what is to be checked on beyond or instead of what is by itself. */
export interface Chosen {
  readonly without: ReadonlySet<string>;
  readonly wanted: Partial<Record<BackEnd, boolean>>;
}

/** Which models on what, and the button. */
export function CheckChoice(props: { readonly chosen: Chosen; readonly onChoose: (chosen: Chosen) => void }) {
  const { without, wanted } = props.chosen;
  const { stores, commands } = useApp();
  const order = useStore(stores.models, (state) => state.order);
  const byId = useStore(stores.models, (state) => state.byId);
  const found = useStore(stores.machine, (state) => state.backEnds);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const byModels = useStore(stores.models, useByModels);
  const use = isRunning ? 'run' : byModels;
  const gpu = found.kind === 'done' ? found.value.webgpu : null;
  const isWanted = { webgpu: gpu !== null && (wanted.webgpu ?? !gpu.software), wasm: wanted.wasm ?? true };
  const modelIds = order.filter((id) => !without.has(id));
  const backEnds = (['webgpu', 'wasm'] as const).filter((backEnd) => isWanted[backEnd]);
  const start = async () => {
    await commands.checkInstallation({ modelIds, backEnds, page: await pageFacts() });
  };
  return (
    <form
      className={s['choice']}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <fieldset className={s['choices']}>
        <legend>{text.check.models}</legend>
        {order.map((id) => (
          <Choice
            key={id}
            label={byId[id]?.manifest.name ?? id}
            note={byId[id]?.manifest.phantom ? text.bundles.forPhantoms : text.bundles.forTissue}
            checked={!without.has(id)}
            onChange={(isIn) => {
              const others = [...without].filter((one) => one !== id);
              props.onChoose({ without: new Set(isIn ? others : [...others, id]), wanted });
            }}
          />
        ))}
        <p className={s['quiet']}>{text.check.notMedical}</p>
      </fieldset>
      <fieldset className={s['choices']}>
        <legend>{text.check.backEnds}</legend>
        {(['webgpu', 'wasm'] as const).map((backEnd) => (
          <Choice
            key={backEnd}
            label={text.bundles.backEnds[backEnd]}
            note={
              backEnd === 'webgpu' ? (gpu ? (gpu.software ? text.check.software : gpu.adapter) : text.check.noGpu) : ''
            }
            checked={isWanted[backEnd]}
            disabled={backEnd === 'webgpu' && gpu === null}
            onChange={(isIn) => {
              props.onChoose({ without, wanted: { ...wanted, [backEnd]: isIn } });
            }}
          />
        ))}
      </fieldset>
      <div className={s['actions']}>
        <Button type="submit" look="primary" disabled={use !== null || modelIds.length === 0 || backEnds.length === 0}>
          {text.check.start}
        </Button>
        {use ? <p role="status">{text.model.busy[use]}</p> : null}
      </div>
    </form>
  );
}

function Choice(props: {
  readonly label: string;
  readonly note: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={s['option']}>
      <input
        id={id}
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled ?? false}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          props.onChange(event.target.checked);
        }}
      />
      <div className={s['words']}>
        <label htmlFor={id}>{props.label}</label>
        <span id={`${id}-note`} className={s['quiet']}>
          {props.note}
        </span>
      </div>
    </div>
  );
}
