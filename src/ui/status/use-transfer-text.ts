import { useStore } from 'zustand';
import { bytesHere, filesToKeep, type Download, type ModelFilesState } from '#state/model-files-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';

/** Storing what ships is not spoken of where it is over before it is read. */
const WORTH_SAYING_SECONDS = 5;

/** Models on their way onto this machine; null where there is nothing to say. */
export function useTransferText(): string | null {
  const { stores } = useApp();
  const files = useStore(stores.modelFiles);
  const stored = useStore(stores.models, (models) =>
    isWorthSaying(files) ? bytesHere(filesToKeep(models, files, stores.preferences.getState()), models).here : null,
  );
  const running = files.downloads.find(({ state }) => state.kind === 'running');
  if (running) return text.modelFiles.statusDownloading(running.name, running.doneBytes, running.totalBytes);
  const cutOff = files.downloads.find(isCutOff);
  if (cutOff) return text.modelFiles.statusPaused(cutOff.name);
  return stored === null ? null : text.modelFiles.statusStoring(stored);
}

function isWorthSaying({ shipped }: ModelFilesState): boolean {
  return shipped.kind === 'running' && (shipped.secondsLeft ?? 0) >= WORTH_SAYING_SECONDS;
}

function isCutOff({ state }: Download): boolean {
  return state.kind === 'paused' && state.why !== 'user' && state.why !== 'elsewhere';
}
