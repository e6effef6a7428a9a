import { SYSTEM_CLOCK, type Clock } from './clock.ts';

export interface SilenceOptions {
  /** Nothing for so long counts as stalled. */
  readonly stallMs: number;
  readonly onStall: () => void;
  /** Nothing for {@link QUIET_MS}, and something again. */
  readonly onQuiet?: ((isQuiet: boolean) => void) | undefined;
}

export interface SilenceWatch {
  /** Something arrived. */
  heard(): void;
  end(): void;
}

/** From here on the window may say that a server is slow. */
const QUIET_MS = 5_000;
/** Steps in which the time is measured. */
const STEP_MS = 1_000;
/** A timer this much late was not late by itself: the machine slept, or the page was frozen. */
const SUSPENDED_MS = 5_000;

/**
 * Notices a connection on which nothing arrives. Only time in which this thread was running counts: what came while the machine slept
 * or the page was frozen lies in the queue, behind the timer.
 */
export function watchSilence({ stallMs, onStall, onQuiet }: SilenceOptions, clock: Clock = SYSTEM_CLOCK): SilenceWatch {
  let silentMs = 0;
  let isQuiet = false;
  let stepMs = 0;
  let steppedAtMs = 0;
  let isOver = false;
  let callOff = (): void => undefined;

  function step(): void {
    stepMs = Math.min(STEP_MS, stallMs - silentMs);
    steppedAtMs = clock.nowMs();
    callOff = clock.after(stepMs, () => {
      const passedMs = clock.nowMs() - steppedAtMs;
      silentMs += passedMs > stepMs + SUSPENDED_MS ? 0 : stepMs;
      if (silentMs >= stallMs) {
        isOver = true;
        onStall();
        return;
      }
      if (!isQuiet && silentMs >= QUIET_MS) {
        isQuiet = true;
        onQuiet?.(true);
      }
      step();
    });
  }

  step();
  return {
    heard() {
      if (isOver) return;
      callOff();
      silentMs = 0;
      if (isQuiet) {
        isQuiet = false;
        onQuiet?.(false);
      }
      step();
    },
    end() {
      isOver = true;
      callOff();
    },
  };
}
