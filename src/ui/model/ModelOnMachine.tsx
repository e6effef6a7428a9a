import { HardDrive, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useByModels } from '#state/machine-use.ts';
import { storedSize, type Model } from '#state/models-store.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import f from '../controls/Field.module.css';
import { Modal } from '../controls/Modal.tsx';
import { CheckTable } from './CheckTable.tsx';
import s from './ModelOnMachine.module.css';

/** What of a model lies on this machine, whether it computes right here, and, for an added one, the way to be rid of it. */
export function ModelOnMachine({ model }: { readonly model: Model }) {
  const { stores, commands } = useApp();
  const { id } = model.manifest;
  const size = useStore(
    stores.models,
    useShallow((state) => storedSize(state, id)),
  );
  const isLasting = useStore(stores.models, (state) => state.storage.isLasting);
  const checks = useStore(stores.models, (state) => state.checks[id]);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const byModels = useStore(stores.models, useByModels);
  const isInUse = isRunning || byModels !== null;
  const isChecking = Object.values(checks ?? {}).some((check) => check.kind === 'running');
  return (
    <div className={s['machine']}>
      <p>
        {sizeText(size)} {size.shared > 0 ? text.bundles.shared(size.shared) : ''}{' '}
        {size.here > 0 && isLasting !== null ? (isLasting ? text.bundles.lasting : text.bundles.notLasting) : ''}
      </p>
      <div className={s['actions']}>
        {isChecking ? (
          <Button
            icon={<X aria-hidden="true" />}
            onClick={(event) => {
              // Cancel stands where the check was started: the second half of a double click is not meant for it.
              if (event.detail <= 1) commands.cancelCheck();
            }}
          >
            {text.bundles.checkCancel}
          </Button>
        ) : (
          <Button
            icon={<HardDrive aria-hidden="true" />}
            title={text.bundles.checkHint}
            disabled={isInUse}
            onClick={() => void commands.checkModel(id)}
          >
            {text.bundles.check}
          </Button>
        )}
        {model.baseUrl === null ? (
          <RemoveModel model={model} freed={size.here - size.shared} disabled={isInUse} />
        ) : null}
      </div>
      {checks ? <CheckTable checks={checks} /> : null}
    </div>
  );
}

function sizeText({ total, here }: { readonly total: number; readonly here: number }): string {
  if (here === 0) return text.bundles.notHere(total);
  return here < total ? text.bundles.partHere(here, total) : text.bundles.allHere(total);
}

/** Asks before an added model goes. */
export function RemoveModel(props: {
  readonly model: Model;
  readonly freed: number;
  readonly disabled: boolean;
  /** Where the model is named beside it; its accessible name has the model's all the same. */
  readonly label?: string;
}) {
  const { commands } = useApp();
  const [isAsking, setAsking] = useState(false);
  const { id, name } = props.model.manifest;
  return (
    <>
      <Button
        look="ghost"
        icon={<Trash2 aria-hidden="true" />}
        disabled={props.disabled}
        {...(props.label === undefined ? {} : { 'aria-label': text.modelFiles.remove(name) })}
        onClick={() => {
          setAsking(true);
        }}
      >
        {props.label ?? text.bundles.remove}
      </Button>
      <Modal
        title={text.bundles.removeTitle}
        description={text.bundles.removeText(name, props.freed)}
        open={isAsking}
        onOpenChange={setAsking}
      >
        <div className={f['actions']}>
          <Button
            look="ghost"
            onClick={() => {
              setAsking(false);
            }}
          >
            {text.bundles.removeKeep}
          </Button>
          <Button
            look="primary"
            onClick={() => {
              setAsking(false);
              void commands.removeModel(id);
            }}
          >
            {text.bundles.removeConfirm}
          </Button>
        </div>
      </Modal>
    </>
  );
}
