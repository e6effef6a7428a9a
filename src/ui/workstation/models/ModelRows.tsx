import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useByModels } from '#state/machine-use.ts';
import { PHANTOM, bytesHere } from '#state/model-files-store.ts';
import { storedSize, type Model } from '#state/models-store.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../../app-context.tsx';
import { Button } from '../../controls/Button.tsx';
import { CheckTable } from '../../model/CheckTable.tsx';
import { RemoveModel } from '../../model/ModelOnMachine.tsx';
import s from './ModelsPart.module.css';

/** Every model, and the phantom: how much of it is on this machine, and what can be done about it. */
export function ModelRows() {
  const { stores } = useApp();
  const order = useStore(stores.models, (state) => state.order);
  const byId = useStore(stores.models, (state) => state.byId);
  const hasPhantom = useStore(stores.modelFiles, (state) => state.phantom.length > 0);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const isBusy = useStore(stores.models, useByModels) !== null || isRunning;
  return (
    <section className={s['block']} aria-label={text.modelFiles.models}>
      <h3 className={s['title']}>{text.modelFiles.models}</h3>
      <ul className={s['rows']}>
        {order.map((id) => {
          const model = byId[id];
          return model ? <ModelRow key={id} model={model} isBusy={isBusy} /> : null;
        })}
        {hasPhantom ? <PhantomRow isBusy={isBusy} /> : null}
      </ul>
      {isBusy ? <p className={s['quiet']}>{text.modelFiles.busy}</p> : null}
    </section>
  );
}

function ModelRow({ model, isBusy }: { readonly model: Model; readonly isBusy: boolean }) {
  const { stores, commands } = useApp();
  const { id, name, version } = model.manifest;
  const stored = useStore(
    stores.models,
    useShallow((state) => storedSize(state, id)),
  );
  // What is here for others alone is not what somebody looks for who has deleted this one.
  const size = stored.here === stored.shared && stored.here < stored.total ? { ...stored, here: 0 } : stored;
  const checks = useStore(stores.models, (state) => state.checks[id]);
  const isChecking = Object.values(checks ?? {}).some((check) => check.kind === 'running');
  return (
    <li className={s['row']} aria-label={name}>
      <div className={s['line']}>
        <div className={s['said']}>
          <span className={s['name']}>{name}</span>
          <p>
            {text.phrases.apart([
              model.baseUrl === null ? text.bundles.addedMark : text.modelFiles.ships,
              text.modelFiles.version(version),
              sizeText(size),
            ])}
          </p>
        </div>
        <div className={s['actions']}>
          {isChecking ? (
            <Button onClick={commands.cancelCheck}>{text.bundles.checkCancel}</Button>
          ) : (
            <Button
              aria-label={text.modelFiles.check(name)}
              disabled={isBusy}
              onClick={() => void commands.checkModel(id)}
            >
              {text.modelFiles.checkShort}
            </Button>
          )}
          {model.baseUrl === null ? (
            <RemoveModel
              model={model}
              freed={stored.here - stored.shared}
              disabled={isBusy}
              label={text.modelFiles.removeShort}
            />
          ) : (
            <ShippedActions owner={id} name={name} here={size.here} total={size.total} isBusy={isBusy} />
          )}
        </div>
      </div>
      {checks ? <CheckTable checks={checks} /> : null}
    </li>
  );
}

function PhantomRow({ isBusy }: { readonly isBusy: boolean }) {
  const { stores } = useApp();
  const phantom = useStore(stores.modelFiles, (state) => state.phantom);
  const size = useStore(
    stores.models,
    useShallow((state) => bytesHere(phantom, state)),
  );
  const name = text.modelFiles.phantom;
  return (
    <li className={s['row']} aria-label={name}>
      <div className={s['line']}>
        <div className={s['said']}>
          <span className={s['name']}>{name}</span>
          <p>{text.phrases.apart([text.modelFiles.ships, sizeText(size)])}</p>
        </div>
        <div className={s['actions']}>
          <ShippedActions owner={PHANTOM} name={name} {...size} isBusy={isBusy} />
        </div>
      </div>
    </li>
  );
}

function ShippedActions(props: {
  readonly owner: string;
  readonly name: string;
  readonly here: number;
  readonly total: number;
  readonly isBusy: boolean;
}) {
  const { commands } = useApp();
  const { owner, name, here, total, isBusy } = props;
  return (
    <>
      {here < total ? (
        <Button
          aria-label={text.modelFiles.fetch(name)}
          disabled={isBusy}
          onClick={() => void commands.fetchShipped(owner)}
        >
          {text.modelFiles.fetchShort}
        </Button>
      ) : null}
      {here > 0 ? (
        <Button
          look="ghost"
          aria-label={text.modelFiles.drop(name)}
          disabled={isBusy}
          onClick={() => void commands.dropShipped(owner)}
        >
          {text.modelFiles.dropShort}
        </Button>
      ) : null}
    </>
  );
}

function sizeText({ here, total }: { readonly here: number; readonly total: number }): string {
  if (here === 0) return text.modelFiles.notHere(total);
  return here < total ? text.modelFiles.partly(here, total) : text.modelFiles.here(total);
}
