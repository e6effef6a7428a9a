import { FoveaError } from '#core/errors/fovea-error.ts';
import { connectCalls, type CallLink, type CallMap } from './calls.ts';
import { linkNetwork, type NetworkCalls, type NetworkOfPage } from './network-link.ts';

/** A link to a dedicated worker that fails all its calls when the worker does. */
export interface WorkerLink<C extends CallMap<C>> extends CallLink<C> {
  readonly crashed: boolean;
  /** `listener` is called once, when the worker fails; not when it is ended by {@link terminate}. */
  onCrash(listener: (error: FoveaError) => void): void;
  /** Ends the worker; what is pending rejects with `reason`. */
  terminate(reason: Error): void;
}

/**
 * Connects to `worker`. An uncaught error in it, a failed start or an undecodable message rejects all that is pending (and all
 * later calls) with `worker/crashed` and ends the worker; the owner makes a new one.
 *
 * @param network for a worker that serves `NetworkCalls` beside its own: what it may reach is told to it before anything else
 */
export function linkWorker<C extends CallMap<C>>(worker: Worker, name: string, network?: NetworkOfPage): WorkerLink<C> {
  const link = connectCalls<C>(worker);
  // One link carries both kinds of calls, which keeps their order.
  if (network) linkNetwork(link as unknown as CallLink<NetworkCalls>, network);
  let crashed = false;
  const listeners: ((error: FoveaError) => void)[] = [];
  const crash = (what: string): void => {
    if (crashed) return;
    crashed = true;
    const error = new FoveaError('worker/crashed', { worker: name, what });
    link.fail(error);
    worker.terminate();
    for (const listener of listeners) listener(error);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    crash(event.message || 'the worker could not be started');
  });
  worker.addEventListener('messageerror', () => {
    crash('a message could not be decoded');
  });
  return {
    call: link.call,
    fail: link.fail,
    get crashed() {
      return crashed;
    },
    onCrash(listener): void {
      listeners.push(listener);
    },
    terminate(reason): void {
      crashed = true;
      link.fail(reason);
      worker.terminate();
    },
  };
}

/** Connects over a port; where the platform tells that the other end is gone, pending calls reject with `worker/crashed`. */
export function linkPort<C extends CallMap<C>>(port: MessagePort, name: string): CallLink<C> {
  const link = connectCalls<C>(port);
  port.addEventListener('close', () => {
    link.fail(new FoveaError('worker/crashed', { worker: name, what: 'its port was closed' }));
  });
  port.addEventListener('messageerror', () => {
    link.fail(new FoveaError('worker/crashed', { worker: name, what: 'a message could not be decoded' }));
  });
  port.start();
  return link;
}
