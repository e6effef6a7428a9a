import { FolderOpen, FileArchive } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { useByModels } from '#state/machine-use.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { pickedFolder } from '../empty/dropped-source.ts';
import s from './AddModel.module.css';

/** The two ways to add a model by hand; the third is to drop it. What is picked here is taken for a model whatever it holds. */
export function AddModel() {
  const { stores, commands } = useApp();
  const folder = useRef<HTMLInputElement>(null);
  const zip = useRef<HTMLInputElement>(null);
  const isRunning = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const byModels = useStore(stores.models, useByModels);
  const isBusy = isRunning || byModels !== null;
  return (
    <div className={s['add']} role="group" aria-label={text.bundles.add}>
      <span className={s['text']}>
        {text.bundles.add} <span className={s['hint']}>{text.bundles.addHint}</span>
      </span>
      <Button
        look="ghost"
        icon={<FolderOpen aria-hidden="true" />}
        aria-label={text.bundles.addFolder}
        disabled={isBusy}
        onClick={() => folder.current?.click()}
      >
        {text.bundles.addFolderShort}
      </Button>
      <Button
        look="ghost"
        icon={<FileArchive aria-hidden="true" />}
        aria-label={text.bundles.addZip}
        disabled={isBusy}
        onClick={() => zip.current?.click()}
      >
        {text.bundles.addZipShort}
      </Button>
      <input
        ref={folder}
        type="file"
        hidden
        // The attribute that makes it a folder input has no other name in any browser.
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          const source = pickedFolder(event.target.files ?? []);
          if (source?.kind === 'folder') void commands.addBundle(source);
          event.target.value = '';
        }}
      />
      <input
        ref={zip}
        type="file"
        hidden
        accept=".zip,application/zip"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void commands.addBundle({ kind: 'zip', file });
          event.target.value = '';
        }}
      />
    </div>
  );
}
