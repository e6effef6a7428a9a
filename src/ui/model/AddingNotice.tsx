import { CircleCheck, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { Adding } from '#state/models-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './AddingNotice.module.css';

/** How far a model is on its way onto the list, what it has to be asked for, and what became of it; over the window, wherever that is. */
export function AddingNotice() {
  const { stores } = useApp();
  const adding = useStore(stores.models, (state) => state.adding);
  if (adding.kind === 'idle') return null;
  return (
    <div className={s['floating']} role="region" aria-label={text.bundles.region}>
      <AddingState adding={adding} />
    </div>
  );
}

/** The same where the notice cannot be reached: in a dialog. */
export function AddingState({ adding }: { readonly adding: Exclude<Adding, { kind: 'idle' }> }) {
  const { stores, commands } = useApp();
  const byId = useStore(stores.models, (state) => state.byId);
  switch (adding.kind) {
    case 'reading':
    case 'running':
      return (
        <div className={s['progress']}>
          <div className={s['line']}>
            <p role="status">{progressText(adding)}</p>
            <Button onClick={commands.cancelAdding}>{text.bundles.cancel}</Button>
          </div>
          <progress
            className={s['bar']}
            aria-label={text.bundles.progress}
            {...(adding.kind === 'running' && adding.stage === 'storing'
              ? { value: adding.doneBytes, max: Math.max(1, adding.totalBytes) }
              : {})}
          />
        </div>
      );
    case 'asking':
      return (
        <div className={s['question']} role="alertdialog" aria-label={text.bundles.replaceTitle}>
          <p className={s['title']}>{text.bundles.replaceTitle}</p>
          <p>{text.bundles.replaceText(adding.name, adding.oldVersion, adding.newVersion)}</p>
          <p className={s['quiet']}>{text.bundles.replaceNote}</p>
          <div className={s['actions']}>
            <Button look="ghost" onClick={commands.cancelAdding}>
              {text.bundles.keep}
            </Button>
            <Button look="primary" onClick={() => void commands.replaceModel()}>
              {text.bundles.replace}
            </Button>
          </div>
        </div>
      );
    case 'added':
    case 'known': {
      const name = byId[adding.modelId]?.manifest.name ?? adding.modelId;
      return (
        <div className={s['line']}>
          <CircleCheck className={s['good']} aria-hidden="true" />
          <p role="status" className={s['said']}>
            {adding.kind === 'added' ? text.bundles.added(name) : text.bundles.known(name)}
          </p>
          <IconButton label={text.notices.dismiss} onClick={commands.dismissAdding}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      );
    }
    case 'failed':
      return <ErrorBanner error={adding.error} onDismiss={commands.dismissAdding} />;
  }
}

function progressText(adding: Extract<Adding, { kind: 'reading' | 'running' }>): string {
  if (adding.kind === 'reading') return text.bundles.reading(adding.name);
  return adding.stage === 'storing'
    ? text.bundles.storing(adding.name, adding.doneBytes, adding.totalBytes)
    : text.bundles.checking(adding.name);
}
