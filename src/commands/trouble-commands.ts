import type { EndOfWaiting } from '#core/network/trouble.ts';
import { allUnread, readAgain } from '#state/view-store.ts';
import type { CommandContext } from './context.ts';

export interface TroubleCommands {
  /**
   * Tells what is waited for from now on. What waits is tried at once, and what could not be read is read again, when the machine has a network again
   * and when the page wakes: after a sleep, out of the browser's cache of pages, on screen after a while behind others.
   */
  readonly watchTroubles: () => void;
  /** Every request that waits is made now, and what could not be read is read again. */
  readonly tryNow: () => void;
  /** Every request that waits fails with what its last try failed with. */
  readonly giveUpWaiting: () => void;
}

export function troubleCommands({ stores, troubles, onAwake }: CommandContext): TroubleCommands {
  const tryAgain = (how: EndOfWaiting) => {
    troubles.endWaiting(how);
    if (allUnread(stores.view.getState().unread)) stores.view.setState(readAgain);
  };
  return {
    watchTroubles: () => {
      troubles.onTroubles((list) => {
        stores.troubles.setState({ troubles: list });
      });
      onAwake(() => {
        tryAgain('awake');
      });
    },
    tryNow: () => {
      tryAgain('now');
    },
    giveUpWaiting: () => {
      troubles.endWaiting('give-up');
    },
  };
}
