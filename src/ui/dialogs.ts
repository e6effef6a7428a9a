import { createContext, useContext } from 'react';

/** Dialogs that more than one control, or a command, opens; `check`, `models`, `network` and `offline` are that of the workstation, at these parts. */
export type DialogName =
  'commands' | 'shortcuts' | 'share' | 'report' | 'workstation' | 'check' | 'models' | 'network' | 'offline';

export interface Dialogs {
  readonly open: DialogName | null;
  readonly show: (name: DialogName | null) => void;
}

const DialogsContext = createContext<Dialogs | null>(null);

export const DialogsProvider = DialogsContext.Provider;

/** Whether a dialog is open, and the switch for it; one is open at a time. */
export function useDialog(name: DialogName): readonly [boolean, (isOpen: boolean) => void] {
  const dialogs = useContext(DialogsContext);
  if (!dialogs) throw new Error('the component is outside DialogsProvider');
  const { open, show } = dialogs;
  return [
    open === name,
    (isOpen) => {
      show(isOpen ? name : null);
    },
  ];
}
