import { RadioGroup } from 'radix-ui';
import { useStore } from 'zustand';
import { en } from '#ui/messages/en.ts';
import { errorText } from '#ui/messages/errors.ts';
import { useApp } from '../app-context.tsx';
import s from './ModelList.module.css';

/** The models that this installation has. */
export function ModelList() {
  const { stores, commands } = useApp();
  const order = useStore(stores.models, (state) => state.order);
  const byId = useStore(stores.models, (state) => state.byId);
  const refused = useStore(stores.models, (state) => state.refused);
  const selectedId = useStore(stores.models, (state) => state.selectedId);
  if (order.length === 0 && refused.length === 0) return null;
  return (
    <>
      <RadioGroup.Root
        className={s['list']}
        aria-label={en.model.choose}
        value={selectedId ?? ''}
        onValueChange={commands.selectModel}
      >
        {order.map((id) => {
          const manifest = byId[id]?.manifest;
          if (!manifest) return null;
          return (
            <RadioGroup.Item key={id} value={id} className={s['model']} aria-label={manifest.name} data-model={id}>
              <span className={s['dot']} aria-hidden="true" />
              <span className={s['text']}>
                <span className={s['name']}>{manifest.name}</span>
                <span className={s['question']}>{manifest.task.question}</span>
              </span>
              {manifest.phantom ? <span className={s['mark']}>{en.model.phantomMark}</span> : null}
            </RadioGroup.Item>
          );
        })}
      </RadioGroup.Root>
      {refused.map(({ id, error }) => (
        <p key={id} className={s['refused']} title={error.code}>
          {en.model.refused(id)}: {errorText(error).why}
        </p>
      ))}
    </>
  );
}
