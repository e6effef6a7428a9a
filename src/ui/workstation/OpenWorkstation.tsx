import { Suspense, lazy } from 'react';
import { useDialog } from '../dialogs.ts';

const WorkstationDialog = lazy(() =>
  import('./WorkstationDialog.tsx').then((loaded) => ({ default: loaded.WorkstationDialog })),
);

/** The dialog about this workstation while it is open; its code is fetched when it is first wanted. */
export function OpenWorkstation() {
  const [isOpen, setOpen] = useDialog('workstation');
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <WorkstationDialog
        onClose={() => {
          setOpen(false);
        }}
      />
    </Suspense>
  );
}
