/**
 * Abort and progress of one call, over a port of its own: an `AbortSignal` cannot be posted, and a progress callback would
 * need a second channel anyway. The caller sends `abort`; the callee sends progress values.
 */
interface AbortMessage {
  readonly abort: string;
}
interface ProgressMessage {
  readonly progress: unknown;
}

/** The caller's end: `port` is transferred with the call; `close` must run when the call has settled. */
export interface CallerControl {
  readonly port: MessagePort;
  close(): void;
}

/** Null where there is nothing to carry, which spares the channel. */
export function callerControl(
  signal: AbortSignal | undefined,
  onProgress: ((value: unknown) => void) | undefined,
): CallerControl | null {
  if (!signal && !onProgress) return null;
  const { port1, port2 } = new MessageChannel();
  const abort = (): void => {
    const reason: unknown = signal?.reason;
    port1.postMessage({ abort: reason instanceof Error ? reason.message : 'aborted' } satisfies AbortMessage);
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (onProgress) {
    port1.onmessage = ({ data }: MessageEvent<ProgressMessage>): void => {
      onProgress(data.progress);
    };
  }
  return {
    port: port2,
    close(): void {
      signal?.removeEventListener('abort', abort);
      port1.close();
    },
  };
}

/** The callee's end. `progress` is a no-op where the caller does not listen. */
export interface CalleeControl {
  readonly signal: AbortSignal;
  progress(value: unknown): void;
  close(): void;
}

export function calleeControl(port: MessagePort | null): CalleeControl {
  const controller = new AbortController();
  if (!port) return { signal: controller.signal, progress: () => undefined, close: () => undefined };
  port.onmessage = ({ data }: MessageEvent<AbortMessage>): void => {
    controller.abort(new DOMException(data.abort, 'AbortError'));
  };
  return {
    signal: controller.signal,
    progress(value): void {
      port.postMessage({ progress: value } satisfies ProgressMessage);
    },
    close(): void {
      port.onmessage = null;
      port.close();
    },
  };
}
