import { isFoveaError } from '#core/errors/fovea-error.ts';
import { isAbortError } from '../shared/wire-error.ts';
import type { WorkerLink } from '../shared/worker-link.ts';
import type { InferenceCalls, VerdictKey, WorkerProgress } from './calls.ts';
import type { InferenceClient, WhatIfSubject } from './contract.ts';
import { receivedAnswer, sentSubject } from './what-if-subject.ts';

/** A worker, and the subject that it was last given. */
export interface SubjectHolder {
  readonly link: WorkerLink<InferenceCalls>;
  /** Settles when the worker has its port to the slide worker. */
  readonly connected: Promise<unknown>;
  subject?: Given;
}

/** A subject that a worker knows, and what its questions share being computed there. */
interface Given {
  readonly key: number;
  readonly prepared: Promise<unknown>;
  /** Stops the preparation, between two graph runs. */
  readonly stop: AbortController;
}

interface AskingDependencies {
  /** Does a job with the worker that lives, or a new one. */
  readonly call: <T>(signal: AbortSignal, job: (one: SubjectHolder) => Promise<T>) => Promise<T>;
  /** Uses of the machine that a question waits for. */
  readonly using: ReadonlySet<Promise<unknown>>;
  readonly verified: Set<VerdictKey>;
}

/**
 * The page's side of questions: the latest wins, a subject crosses once for each worker, and a worker that was ended under a question (a
 * cancelled run, a crash) is replaced by one that builds up again what was kept. A newer question about the same subject lets its
 * preparation go on: who draws a region asks faster than a large bag is prepared.
 */
export function createAsking({ call, using, verified }: AskingDependencies): InferenceClient['whatIf'] {
  let latest: { readonly stop: AbortController; readonly key: number } | null = null;
  const keyOf = keys();
  const onProgress = (value: unknown) => {
    const progress = value as WorkerProgress;
    if (progress.stage === 'verified') verified.add(progress.key);
  };

  function give(one: SubjectHolder, key: number, subject: WhatIfSubject): Given {
    if (one.subject?.key === key) return one.subject;
    one.subject?.stop.abort(superseded());
    const stop = new AbortController();
    const prepare = async () => {
      await one.connected;
      await one.link.call('whatIfSubject', { key, subject: sentSubject(subject) });
      await one.link.call('whatIfPrepare', { key, verified: [...verified] }, { signal: stop.signal, onProgress });
    };
    const given = { key, prepared: prepare(), stop };
    one.subject = given;
    // Given again with the next question: what was wrong may have been put right. Whoever asks meets the failure.
    given.prepared.catch(() => {
      if (one.subject === given) delete one.subject;
    });
    return given;
  }

  return async ({ subject, kept: borrowed }, outer) => {
    outer?.throwIfAborted();
    const key = keyOf(subject);
    const own = { stop: new AbortController(), key };
    const before = latest;
    latest = own;
    before?.stop.abort(superseded());
    const signal = outer ? AbortSignal.any([outer, own.stop.signal]) : own.stop.signal;
    const kept = borrowed.slice();
    const ask = async (one: SubjectHolder) => {
      const given = give(one, key, subject);
      try {
        await untilAborted(given.prepared, signal);
      } catch (error) {
        const isWanted = latest !== own && latest?.key === key;
        if (signal.aborted && !isWanted) given.stop.abort(signal.reason);
        throw error;
      }
      const answer = await one.link.call('whatIf', { key, kept, verified: [...verified] }, { signal, onProgress });
      return receivedAnswer(answer, subject);
    };
    try {
      for (let isSecond = false; ; isSecond = true) {
        while (using.size > 0) await untilAborted(Promise.allSettled(using), signal);
        try {
          return await call(signal, ask);
        } catch (error) {
          if (signal.aborted || isSecond || !isWorkersEnd(error)) throw error;
        }
      }
    } finally {
      if (latest === own) latest = null;
    }
  };
}

function superseded(): DOMException {
  return new DOMException('a newer question was asked', 'AbortError');
}

/** A number for each subject: the same as long as it is about the same result, slide and bundle. */
function keys(): (subject: WhatIfSubject) => number {
  let last: { readonly subject: WhatIfSubject; readonly key: number } | null = null;
  return (subject) => {
    const isSame =
      last?.subject.result === subject.result &&
      last.subject.slide.slideId === subject.slide.slideId &&
      last.subject.bundle.manifest === subject.bundle.manifest;
    last = { subject, key: isSame && last ? last.key : (last?.key ?? 0) + 1 };
    return last.key;
  };
}

/** The worker went away under the question, for reasons that were not its own. */
function isWorkersEnd(error: unknown): boolean {
  return isAbortError(error) || (isFoveaError(error) && error.code === 'worker/crashed');
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
