import type { CheckProgress as Progress } from '#state/installation-check.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { useFocusWhenLost } from '../controls/use-focus-when-lost.ts';
import s from './CheckPart.module.css';

/** How far the check is, and the way out of it. */
export function CheckProgress({ progress }: { readonly progress: Progress }) {
  const { commands } = useApp();
  const here = useFocusWhenLost<HTMLDivElement>();
  const { step, done, total, share, secondsLeft } = progress;
  const said = step
    ? text.check.stepOf(step.modelName, text.bundles.backEnds[step.backEnd], text.check.step[step.what])
    : text.check.starting;
  return (
    <div ref={here} tabIndex={-1} className={s['progress']}>
      <div className={s['line']}>
        <p role="status">{said}</p>
        <Button
          onClick={(event) => {
            // Cancel stands about where Check stood: the second half of a double click is not meant for it.
            if (event.detail <= 1) commands.cancelInstallationCheck();
          }}
        >
          {text.check.cancel}
        </Button>
      </div>
      <progress className={s['bar']} aria-label={text.check.progress} value={share} max={1} />
      <p className={s['numbers']}>
        <span>{text.check.doneOf(done, total)}</span>
        <span>{secondsLeft === null ? '' : text.check.left(secondsLeft)}</span>
      </p>
    </div>
  );
}
