import { BagTooLargeError } from '#core/pipelines/head-ports.ts';
import { answerFigures, comparableBefore, largestChange } from '#core/result/answer-figures.ts';
import type { RunCoverage, RunResult } from '#core/result/run-result.ts';

/** Answers on the way are given at every tenth of the plan, the first after one tenth. */
export const PARTS = 10;

/** They may take this share of the time that encoding has taken so far; the head of a large slide then answers less often. */
export const MOST_SHARE = 0.15;

/** What a partial answer rests on is told by the run. */
export type PartialOutcome = Pick<RunResult, 'patches' | 'maps' | 'answer' | 'sampling'>;

/** The answers of a run before its end, and whether it is to end there. */
export interface PartialAnswers {
  /**
   * Tells how far the run is. Where it is time for an answer, asks for it and passes it on.
   *
   * @returns `stop` where the user wants the run to end here, which is granted from a tenth on
   */
  at(done: number, answer: () => Promise<PartialOutcome>): Promise<'go-on' | 'stop'>;
  /** What the record says of an answer that rests on `done`; nothing where that is all. */
  coverage(
    done: number,
    outcome: Pick<PartialOutcome, 'answer' | 'sampling'>,
    isStopped: boolean,
  ): { readonly coverage?: RunCoverage };
}

export interface PartialAnswersOptions {
  /** What `done` counts up to. */
  readonly planned: number;
  /** Of attention sampling. */
  readonly plannedFields?: number;
  /** Null: never. */
  readonly stop: AbortSignal | null;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly tell: (outcome: PartialOutcome, coverage: RunCoverage) => void;
  /** Runs the head, on the run's clock. */
  readonly timed: <T>(job: () => Promise<T>) => Promise<T>;
}

type PartialCoverage = (
  done: number,
  outcome: Pick<PartialOutcome, 'answer' | 'sampling'>,
  isStopped: boolean,
) => RunCoverage;

export function createPartialAnswers({
  planned,
  plannedFields = 1,
  stop,
  now,
  tell,
  timed,
}: PartialAnswersOptions): PartialAnswers {
  const started = now();
  let spentMs = 0;
  let lastPart = 0;
  const told: { readonly done: number; readonly figures: readonly number[] }[] = [];
  let isTooLarge = false;

  const coverageOf: PartialCoverage = (done, { answer, sampling }, isStopped) => {
    const before = comparableBefore(told, { done, planned });
    const lastChange = before ? largestChange(before.figures, answerFigures(answer)) : null;
    const fields = sampling && plannedFields > 1 ? { done: sampling.fields.length, planned: plannedFields } : null;
    return { done, planned, ...(fields ? { fields } : {}), lastChange, isStopped };
  };

  return {
    async at(done, answer) {
      const part = Math.floor((done * PARTS) / planned);
      if (part < 1) return 'go-on';
      if (stop?.aborted) return 'stop';
      const from = now();
      if (isTooLarge || part <= lastPart || spentMs > MOST_SHARE * (from - started - spentMs)) return 'go-on';
      lastPart = part;
      try {
        const outcome = await timed(answer);
        tell(outcome, coverageOf(done, outcome, false));
        told.push({ done, figures: answerFigures(outcome.answer) });
      } catch (error) {
        // The end will need another back end, and says so then; until there, nothing is told.
        if (!(error instanceof BagTooLargeError)) throw error;
        isTooLarge = true;
      } finally {
        spentMs += now() - from;
      }
      return stop?.aborted ? 'stop' : 'go-on';
    },
    coverage: (done, outcome, isStopped) => (done < planned ? { coverage: coverageOf(done, outcome, isStopped) } : {}),
  };
}
