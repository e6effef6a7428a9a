import { isFoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { waitOrLeave } from '#core/wait-or-leave.ts';
import { measureFaithfulness } from '#core/what-if/faithfulness.ts';
import { isAbortError } from '../shared/wire-error.ts';
import type { WorkerLink } from '../shared/worker-link.ts';
import type { InferenceCalls, VerdictKey, WorkerProgress } from './calls.ts';
import type { InferenceClient, WhatIfAnswer, WhatIfQuestion, WhatIfSubject } from './contract.ts';
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
 * The page's side of questions: of those about one subject the latest wins, those about several are put in order, a check's between them;
 * a subject crosses once for each worker as long as no other takes its place; and a worker that was ended under a question (a
 * cancelled run, a crash) is replaced by one that builds up again what was kept. A newer question about the same subject lets its
 * preparation go on: who draws a region asks faster than a large bag is prepared.
 */
export function createAsking({
  call,
  using,
  verified,
}: AskingDependencies): Pick<InferenceClient, 'whatIf' | 'faithfulness'> {
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

  const inTurn = turns();
  const askAbout = (
    question: WhatIfQuestion,
    signal: AbortSignal,
    isWanted: (key: number) => boolean,
  ): Promise<WhatIfAnswer> => inTurn(signal, () => askNow(question, signal, isWanted));

  async function askNow(
    { subject, kept }: WhatIfQuestion,
    signal: AbortSignal,
    /** Whether someone else still needs what is being prepared, should this question be aborted. */
    isWanted: (key: number) => boolean,
  ): Promise<WhatIfAnswer> {
    const key = keyOf(subject);
    const ask = async (one: SubjectHolder) => {
      let given = give(one, key, subject);
      try {
        // Another subject may have been asked about meanwhile, and taken its place.
        for (; ; given = give(one, key, subject)) {
          await waitOrLeave(given.prepared, signal);
          if (one.subject === given) break;
        }
      } catch (error) {
        if (signal.aborted && !isWanted(key)) given.stop.abort(signal.reason);
        throw error;
      }
      const answer = await one.link.call('whatIf', { key, kept, verified: [...verified] }, { signal, onProgress });
      return receivedAnswer(answer, subject);
    };
    for (let isSecond = false; ; isSecond = true) {
      while (using.size > 0) await waitOrLeave(Promise.allSettled(using), signal);
      try {
        return await call(signal, ask);
      } catch (error) {
        if (signal.aborted || isSecond || !isWorkersEnd(error)) throw error;
      }
    }
  }

  const questions = latestOfEach();
  const checks = latestOfEach();
  const isWanted = (key: number) => [...questions.subjects(), ...checks.subjects()].some((one) => keyOf(one) === key);
  return {
    whatIf: ({ subject, kept }, outer) =>
      questions.run(keyOf(subject), subject, outer, (signal) =>
        askAbout({ subject, kept: kept.slice() }, signal, isWanted),
      ),
    faithfulness: ({ subject, options }, tell, outer) =>
      checks.run('check', subject, outer, (signal) =>
        measureFaithfulness(
          subject.result,
          options,
          async (kept) => (await askAbout({ subject, kept }, signal, isWanted)).answer,
          {
            signal,
            now: () => performance.now(),
            onProgress(progress) {
              if (!signal.aborted) tell(progress);
            },
          },
        ),
      ),
  };
}

/** A question goes by the key of its subject; a check by that it is one. */
type JobName = number | 'check';

/** One job at a time of those of one name: a newer one aborts the one before it. */
function latestOfEach() {
  const latest = new Map<JobName, { readonly stop: AbortController; readonly subject: WhatIfSubject }>();
  return {
    /** Subjects of the jobs that go on. */
    subjects: (): WhatIfSubject[] =>
      [...latest.values()].filter(({ stop }) => !stop.signal.aborted).map(({ subject }) => subject),
    async run<T>(
      name: JobName,
      subject: WhatIfSubject,
      outer: AbortSignal | undefined,
      job: (signal: AbortSignal) => Promise<T>,
    ): Promise<T> {
      outer?.throwIfAborted();
      const own = { stop: new AbortController(), subject };
      const before = latest.get(name);
      latest.set(name, own);
      before?.stop.abort(superseded());
      const abort = () => {
        own.stop.abort(outer?.reason);
      };
      outer?.addEventListener('abort', abort, { once: true });
      try {
        return await job(own.stop.signal);
      } finally {
        outer?.removeEventListener('abort', abort);
        if (latest.get(name) === own) latest.delete(name);
      }
    },
  };
}

/** Jobs one after the other, in the order in which they came. One that is aborted while it waits is not begun. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return async <T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> => {
    const before = last;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    last = before.then(() => ended);
    try {
      await waitOrLeave(before, signal);
      return await job();
    } finally {
      end();
    }
  };
}

function superseded(): DOMException {
  return new DOMException('a newer question was asked', 'AbortError');
}

/** A number for each subject: the same as long as it is about the same result, slide and bundle. */
function keys(): (subject: WhatIfSubject) => number {
  const known = new WeakMap<RunResult, { readonly subject: WhatIfSubject; readonly key: number }[]>();
  let count = 0;
  return (subject) => {
    const same = known.get(subject.result) ?? [];
    const found = same.find(
      (one) =>
        one.subject.slide.slideId === subject.slide.slideId && one.subject.bundle.manifest === subject.bundle.manifest,
    );
    if (found) return found.key;
    known.set(subject.result, [...same, { subject, key: ++count }]);
    return count;
  };
}

/** The worker went away under the question, for reasons that were not its own. */
function isWorkersEnd(error: unknown): boolean {
  return isAbortError(error) || (isFoveaError(error) && error.code === 'worker/crashed') || wasLostBefore(error);
}

/** The GPU was lost while its worker was idle. */
export function wasLostBefore(error: unknown): boolean {
  const { code, context } = toPlainError(error);
  return code === 'run/gpu-lost' && context.before === true;
}
