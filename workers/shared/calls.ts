/**
 * Typed calls between threads over Comlink. Each call takes one request object; abort and progress travel over a port of
 * their own (`cancel.ts`), errors as plain data (`wire-error.ts`), and every promise settles: with the answer, with the
 * error, at once on abort, or with `worker/crashed` when the other side is gone.
 */
import { expose, transfer, wrap, type Endpoint } from 'comlink';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { calleeControl, callerControl } from './cancel.ts';
import { fromWireError, toWireError, type WireError } from './wire-error.ts';

/** Names of the calls with their plain-data request and answer. */
export type CallMap<C> = { readonly [K in keyof C]: { readonly request: unknown; readonly answer: unknown } };

export interface CallContext {
  readonly signal: AbortSignal;
  readonly progress: (value: unknown) => void;
}

/** What a handler gives back; the objects of `transfer` change owner with it. */
export interface Reply<T> {
  readonly value: T;
  readonly transfer?: readonly Transferable[];
}

export type CallHandlers<C extends CallMap<C>> = {
  readonly [K in keyof C]: (request: C[K]['request'], context: CallContext) => Promise<Reply<C[K]['answer']>>;
};

type WireAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WireError };

interface WireService {
  call(name: string, request: unknown, control: MessagePort | null): Promise<WireAnswer>;
}

/** Serves `handlers` at `endpoint` (a port, or the worker's own global scope where none is given). */
export function serveCalls<C extends CallMap<C>>(handlers: CallHandlers<C>, endpoint?: Endpoint): void {
  const service: WireService = {
    async call(name, request, controlPort): Promise<WireAnswer> {
      const control = calleeControl(controlPort);
      try {
        if (!Object.hasOwn(handlers, name)) throw new FoveaError('internal', { what: `no call named ${name}` });
        const reply = await handlers[name as keyof C](request, control);
        const answer: WireAnswer = { ok: true, value: reply.value };
        return reply.transfer ? transfer(answer, [...reply.transfer]) : answer;
      } catch (error) {
        return { ok: false, error: toWireError(error) };
      } finally {
        control.close();
      }
    },
  };
  expose(service, endpoint);
}

export interface CallOptions<T> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: unknown) => void) | undefined;
  readonly transfer?: readonly Transferable[];
  /** Frees an answer that arrives after its call was aborted (an `ImageBitmap` for instance). */
  readonly discard?: (late: T) => void;
}

export interface CallLink<C extends CallMap<C>> {
  readonly call: <K extends keyof C & string>(
    name: K,
    request: C[K]['request'],
    options?: CallOptions<C[K]['answer']>,
  ) => Promise<C[K]['answer']>;
  /** Rejects all pending and all later calls. */
  readonly fail: (error: Error) => void;
}

/** The caller's side of {@link serveCalls}. */
export function connectCalls<C extends CallMap<C>>(endpoint: Endpoint): CallLink<C> {
  const remote = wrap<WireService>(endpoint);
  const pending = new Set<(error: Error) => void>();
  let failure: Error | null = null;

  function call<K extends keyof C & string>(
    name: K,
    request: C[K]['request'],
    { signal, onProgress, transfer: moved, discard }: CallOptions<C[K]['answer']> = {},
  ): Promise<C[K]['answer']> {
    return new Promise((resolve, reject) => {
      if (failure) {
        reject(failure);
        return;
      }
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const control = callerControl(signal, onProgress);
      let settled = false;
      const settle = (): boolean => {
        if (settled) return false;
        settled = true;
        pending.delete(failed);
        signal?.removeEventListener('abort', aborted);
        return true;
      };
      const failed = (error: Error): void => {
        if (!settle()) return;
        control?.close();
        reject(error);
      };
      // The caller is told at once; the port stays open until the callee has noticed.
      const aborted = (): void => {
        if (settle()) reject(signal?.reason as Error);
      };
      pending.add(failed);
      signal?.addEventListener('abort', aborted, { once: true });
      const payload = moved ? transfer(request as object, [...moved]) : request;
      remote.call(name, payload, control ? transfer(control.port, [control.port]) : null).then(
        (answer) => {
          control?.close();
          const open = settle();
          if (answer.ok) {
            if (open) resolve(answer.value);
            else discard?.(answer.value);
          } else if (open) reject(fromWireError(answer.error));
        },
        (cause: unknown) => {
          // The request could not be posted (not cloneable).
          failed(new FoveaError('internal', { what: `call ${name}: ${String(cause)}` }, { cause }));
        },
      );
    });
  }

  return {
    call,
    fail(error): void {
      failure ??= error;
      for (const reject of [...pending]) reject(error);
    },
  };
}
