import type { TellSilence } from '#core/network/retries.ts';
import { watchSilence } from '#core/network/silence.ts';

/** Aborts a request when its caller does, or when nothing has arrived for a while. */
export interface StallTimer {
  readonly signal: AbortSignal;
  readonly stalled: boolean;
  /** Something arrived. */
  alive(): void;
  /** Drops the connection without it counting as a stall. */
  cancel(): void;
  stop(): void;
}

/** @param tell is told of a silence long enough to be noticed, and of its end */
export function startStallTimer(timeoutMs: number, outer: AbortSignal, tell: TellSilence): StallTimer {
  const controller = new AbortController();
  let stalled = false;
  const forward = (): void => {
    controller.abort(outer.reason);
  };
  outer.addEventListener('abort', forward, { once: true });
  if (outer.aborted) forward();
  const expire = (): void => {
    stalled = true;
    controller.abort(new DOMException('nothing arrived in time', 'TimeoutError'));
  };
  const silence = watchSilence({
    stallMs: timeoutMs,
    onStall: expire,
    onQuiet: (isQuiet) => {
      tell(isQuiet ? expire : null);
    },
  });
  return {
    signal: controller.signal,
    get stalled() {
      return stalled;
    },
    alive: () => {
      silence.heard();
    },
    cancel(): void {
      controller.abort(new DOMException('not wanted', 'AbortError'));
    },
    stop(): void {
      silence.end();
      outer.removeEventListener('abort', forward);
    },
  };
}

/**
 * The body, read chunk by chunk so that a stalled connection is noticed. Reading ends (and the connection is dropped) as soon
 * as more than `maxBytes` have come: the result is then longer than `maxBytes`, which the caller must refuse.
 */
export async function guardedBody(
  response: Response,
  maxBytes: number,
  stall: StallTimer,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array(0);
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    stall.alive();
    chunks.push(value);
    total += value.length;
    if (total > maxBytes) {
      stall.cancel();
      break;
    }
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
