import { useState } from 'react';
import { useStore } from 'zustand';
import type { InstallationCheck } from '#state/installation-check.ts';
import { useApp } from '../app-context.tsx';
import { useDialog } from '../dialogs.ts';
import { laterPart } from '../parts/later-part.tsx';

const WorkstationDialog = laterPart(() => import('./WorkstationDialog.tsx').then((loaded) => loaded.WorkstationDialog));
const CheckNotice = laterPart(() => import('../check/CheckNotice.tsx').then((loaded) => loaded.CheckNotice));

/**
 * The dialog about this workstation while it is open, and beside it, while it is closed, what its check is about; their code is fetched when
 * it is first wanted.
 */
export function OpenWorkstation() {
  const { stores } = useApp();
  const [isOpen, setOpen] = useDialog('workstation');
  const [isCheckOpen, setCheckOpen] = useDialog('check');
  const [isNetworkOpen] = useDialog('network');
  const [isModelsOpen] = useDialog('models');
  const [isOfflineOpen] = useDialog('offline');
  const installation = useStore(stores.models, (state) => state.installation);
  const [seen, setSeen] = useState<InstallationCheck | null>(null);
  const see = () => {
    setSeen(stores.models.getState().installation);
  };
  const part = isCheckOpen
    ? 'check'
    : isNetworkOpen
      ? 'network'
      : isModelsOpen
        ? 'models'
        : isOfflineOpen
          ? 'offline'
          : null;
  if (isOpen || part !== null)
    return (
      <WorkstationDialog
        first={part ?? 'machine'}
        onClose={() => {
          see();
          setOpen(false);
        }}
        onMissing={() => {
          setOpen(false);
        }}
      />
    );
  const isNews = installation.kind === 'running' || (installation.kind === 'ended' && installation !== seen);
  if (!isNews) return null;
  return (
    <CheckNotice
      onDismiss={see}
      onShow={() => {
        setCheckOpen(true);
      }}
    />
  );
}
