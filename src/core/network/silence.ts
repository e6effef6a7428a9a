import { SYSTEM_CLOCK, type Clock } from './clock.ts';

export interface SilenceOptions {
  /** Nothing for so long counts as stalled. */
  readonly stallMs: number;
  readonly onStall: () => void;
  /** Nothing for {@link QUIET_MS}, and something again. */
  readonly onQuiet?: ((isQuiet: boolean) => void) | undefined;
}

export interface SilenceWatch {
  /** Something arrived; headers are no bytes. */
  heard(bytes: number): void;
  end(): void;
}

/** From here on the window may say that a server is slow. */
const QUIET_MS = 5_000;
/** Steps in which the time is measured. */
const STEP_MS = 1_000;
/** Less than a kilobyte a second for so long, from the first sign of life on, is as good as nothing: a megabyte would take a quarter of an hour. */
const DRIP = { ms: 30_000, bytes: 30_000 } as const;
/** A timer this much late was not late by itself: the machine slept, or the page was frozen. */
const SUSPENDED_MS = 5_000;

/**
 * Notices a connection on which nothing arrives, or next to nothing. Only time in which this thread was running counts: what came while the machine slept
 * or the page was frozen lies in the queue, behind the timer.
 */
export function watchSilence({ stallMs, onStall, onQuiet }: SilenceOptions, clock: Clock = SYSTEM_CLOCK): SilenceWatch {
  let silentMs = 0;
  /** Of the time in which {@link DRIP} is measured; null before the first sign of life. */
  let drip: { ms: number; bytes: number } | null = null;
  let isQuiet = false;
  let stepMs = 0;
  let steppedAtMs = 0;
  let isOver = false;
  let callOff = (): void => undefined;

  /** @returns whether too little came for too long */
  function hasStalled(): boolean {
    const passedMs = clock.nowMs() - steppedAtMs;
    const countedMs = passedMs > stepMs + SUSPENDED_MS ? 0 : Math.min(passedMs, stepMs);
    silentMs += countedMs;
    if (drip) drip.ms += countedMs;
    if (silentMs >= stallMs) return true;
    if (!drip || drip.ms < DRIP.ms) return false;
    if (drip.bytes < DRIP.bytes) return true;
    drip = { ms: 0, bytes: 0 };
    return false;
  }

  function stall(): void {
    isOver = true;
    onStall();
  }

  function step(): void {
    stepMs = Math.min(STEP_MS, stallMs - silentMs);
    steppedAtMs = clock.nowMs();
    callOff = clock.after(stepMs, () => {
      if (hasStalled()) {
        stall();
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
    heard(bytes) {
      if (isOver) return;
      callOff();
      drip ??= { ms: 0, bytes: 0 };
      drip.bytes += bytes;
      if (hasStalled()) {
        stall();
        return;
      }
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
