import { RadioGroup } from 'radix-ui';
import { useStore } from 'zustand';
import type { Model } from '#state/models-store.ts';
import { errorText, text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import s from './ModelList.module.css';

/** The models that this installation has and those that were added: what each is for, how it works, what it answers. */
export function ModelList() {
  const { stores, commands } = useApp();
  const order = useStore(stores.models, (state) => state.order);
  const byId = useStore(stores.models, (state) => state.byId);
  const refused = useStore(stores.models, (state) => state.refused);
  const selectedId = useStore(stores.models, (state) => state.selectedId);
  if (order.length === 0 && refused.length === 0) return null;
  const models = order.map((id) => byId[id]).filter((model) => model !== undefined);
  const groups = [
    { title: text.bundles.forTissue, models: models.filter(({ manifest }) => !manifest.phantom) },
    { title: text.bundles.forPhantoms, models: models.filter(({ manifest }) => manifest.phantom) },
  ];
  return (
    <>
      <RadioGroup.Root
        className={s['list']}
        aria-label={text.model.choose}
        value={selectedId ?? ''}
        onValueChange={commands.selectModel}
      >
        {groups.map((group) =>
          group.models.length > 0 ? (
            <div key={group.title} className={s['group']}>
              <h3 className={s['kind']}>{group.title}</h3>
              {group.models.map((model) => (
                <Choice key={model.manifest.id} model={model} />
              ))}
            </div>
          ) : null,
        )}
      </RadioGroup.Root>
      {refused.map(({ id, error, isAdded }) => (
        <div key={id} className={s['refused']}>
          <p title={error.code}>{text.phrases.about(text.model.refused(id), errorText(error).why)}</p>
          {isAdded ? (
            <Button look="ghost" onClick={() => void commands.removeModel(id)}>
              {text.bundles.removeRefused}
            </Button>
          ) : null}
        </div>
      ))}
    </>
  );
}

function Choice({ model: { manifest, baseUrl } }: { readonly model: Model }) {
  return (
    <RadioGroup.Item value={manifest.id} className={s['model']} aria-label={manifest.name} data-model={manifest.id}>
      <span className={s['dot']} aria-hidden="true" />
      <span className={s['text']}>
        <span className={s['name']}>{manifest.name}</span>
        <span className={s['question']}>{manifest.task.question}</span>
      </span>
      <span className={s['marks']}>
        <span className={s['how']}>{text.bundles.architectures[manifest.architecture]}</span>
        {baseUrl === null ? <span className={s['mark']}>{text.bundles.addedMark}</span> : null}
      </span>
    </RadioGroup.Item>
  );
}
