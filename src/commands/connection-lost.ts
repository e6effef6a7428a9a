import { toPlainError } from '#core/errors/fovea-error.ts';
import { isAbort, type CommandContext } from './context.ts';

/** What stopped a transfer that may go on later. */
export interface Interruption {
  /** `server`: it answers, but is busy or has a problem of its own. */
  readonly why: 'connection' | 'server';
  /** How long the server asks to be left alone, ms; 0 where it does not say. */
  readonly leaveMs: number;
}

/** Null for what will not go away by itself. A worker that was ended counts as a lost connection. */
export function interruptionOf(reason: unknown): Interruption | null {
  if (isAbort(reason)) return { why: 'connection', leaveMs: 0 };
  const { code, context } = toPlainError(reason);
  if (code !== 'model/unreachable' || context.isPassing !== true) return null;
  return { why: context.status === undefined ? 'connection' : 'server', leaveMs: context.askedMs ?? 0 };
}

/** A network that is back does not always say so: a proxy or the host was down, not this machine's own. */
const FIRST_MS = 60_000;
const LATER_MS = 5 * 60_000;
/** A server that asks for more is asked all the same: it may not mean it. */
const MOST_LEFT_MS = 60 * 60_000;

export interface GoingOn {
  /** Goes on when there is a network again or the page wakes, and after a minute, then every five; never before the server wants it. */
  readonly later: (interruption: Interruption) => void;
  /** Not any more. @param isWell counts what fails next as the first time again */
  readonly not: (isWell: boolean) => void;
}

/** What was interrupted is gone on with by itself, again and again. */
export function goingOn(
  { surroundings, onAwake, now }: Pick<CommandContext, 'surroundings' | 'onAwake' | 'now'>,
  goOn: () => void,
): GoingOn {
  let waiting: AbortController | null = null;
  let times = 0;

  function not(isWell: boolean): void {
    waiting?.abort();
    waiting = null;
    if (isWell) times = 0;
  }

  return {
    not,
    later({ leaveMs }) {
      not(false);
      const own = new AbortController();
      waiting = own;
      const leftMs = Math.min(leaveMs, MOST_LEFT_MS);
      const notBeforeMs = now() + leftMs;
      const begin = () => {
        if (waiting !== own) return;
        not(false);
        goOn();
      };
      const stop = onAwake(() => {
        if (now() >= notBeforeMs) begin();
      });
      own.signal.addEventListener('abort', stop);
      const pauseMs = times++ === 0 ? FIRST_MS : LATER_MS;
      surroundings.wait(Math.max(pauseMs, leftMs), own.signal).then(begin, (reason: unknown) => {
        if (!own.signal.aborted) console.warn('what was interrupted is not gone on with by itself', reason);
      });
    },
  };
}
