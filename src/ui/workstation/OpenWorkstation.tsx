import { Suspense, lazy, useState } from 'react';
import { useStore } from 'zustand';
import type { InstallationCheck } from '#state/installation-check.ts';
import { useApp } from '../app-context.tsx';
import { useDialog } from '../dialogs.ts';

const WorkstationDialog = lazy(() =>
  import('./WorkstationDialog.tsx').then((loaded) => ({ default: loaded.WorkstationDialog })),
);
const CheckNotice = lazy(() => import('../check/CheckNotice.tsx').then((loaded) => ({ default: loaded.CheckNotice })));

/**
 * The dialog about this workstation while it is open, and beside it, while it is closed, what its check is about; their code is fetched when
 * it is first wanted.
 */
export function OpenWorkstation() {
  const { stores } = useApp();
  const [isOpen, setOpen] = useDialog('workstation');
  const [isCheckOpen, setCheckOpen] = useDialog('check');
  const installation = useStore(stores.models, (state) => state.installation);
  const [seen, setSeen] = useState<InstallationCheck | null>(null);
  const see = () => {
    setSeen(stores.models.getState().installation);
  };
  if (isOpen || isCheckOpen)
    return (
      <Suspense fallback={null}>
        <WorkstationDialog
          first={isCheckOpen ? 'check' : 'machine'}
          onClose={() => {
            see();
            setOpen(false);
          }}
        />
      </Suspense>
    );
  const isNews = installation.kind === 'running' || (installation.kind === 'ended' && installation !== seen);
  if (!isNews) return null;
  return (
    <Suspense fallback={null}>
      <CheckNotice
        onDismiss={see}
        onShow={() => {
          setCheckOpen(true);
        }}
      />
    </Suspense>
  );
}
