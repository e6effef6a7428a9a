import { useId } from 'react';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { useGoingOn } from './use-going-on.ts';

/** Restarts this tab with the newer version; waits, and says what for, while work is going on. */
export function RestartButton() {
  const { offline } = useApp();
  const goingOn = useGoingOn();
  const reason = useId();
  return (
    <>
      <Button
        look="primary"
        disabled={goingOn !== null}
        aria-describedby={goingOn === null ? undefined : reason}
        onClick={() => void offline?.then((commands) => commands.takeUpdate())}
      >
        {text.offline.restart}
      </Button>
      {goingOn === null ? null : (
        <span id={reason} role="status">
          {text.offline.waits[goingOn]}
        </span>
      )}
    </>
  );
}
