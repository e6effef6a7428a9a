import { FoveaError, isFoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import type { Precision } from '#core/model/precision.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { BagTooLargeError } from '#core/pipelines/head-ports.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import type { RunCoverage, RunResult } from '#core/result/run-result.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import type { BackEnd, BackEndReport, RunNote, RunProgress, RunRequest } from './contract.ts';
import type { FeatureStore, OpenFeatures } from './feature-store.ts';
import { createPartialAnswers } from './partial-answers.ts';
import type { PartialAnswers, PartialOutcome } from './partial-answers.ts';
import { precisionOn } from './models.ts';
import type { LoadedModel, Models, Verdicts } from './models.ts';

/** What a run is given. */
export interface RunContext {
  readonly models: Models;
  readonly report: BackEndReport;
  readonly features: FeatureStore;
  readonly read: PatchReader;
  readonly verified: Verdicts;
  readonly signal: AbortSignal;
  /** The user wants the answer from what there is; see {@link PartialAnswers}. Absent: never. */
  readonly stop?: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly version: string;
}

/** Parts of a run whose times are told apart. */
export type RunPart = 'model' | 'tissue' | 'encode' | 'head';

/** What every architecture's run shares: clock, notes, and a back end that may change on the way. */
export interface RunTools {
  /** Of the result. */
  readonly id: string;
  readonly context: RunContext;
  /** Seconds so far, by part. */
  readonly seconds: Readonly<Record<RunPart, number>>;
  readonly notes: readonly RunNote[];
  /** The back end in use, or the one to be tried next. */
  readonly backEnd: () => BackEnd;
  /** Number format of the encoder's weights there; of features already made, `encodePlans` tells. */
  readonly precision: () => Precision;
  note(one: RunNote): void;
  timed<T>(part: RunPart, job: () => Promise<T>): Promise<T>;
  /** Tells how far the head is. */
  readonly headStep: (step: number, steps: number) => void;
  /** Answers on the way of a plan of so many units; `shared` is what they have in common with the last. */
  partials(planned: number, shared: SharedByAnswers, plannedFields?: number): PartialAnswers;
  /** Does work on the first back end; where that fails for reasons of its own, says so and goes on with the next. */
  onBackEnd<T>(part: 'encode' | 'head', work: (model: LoadedModel) => Promise<T>): Promise<T>;
}

/** What the steps of one architecture come to; the rest of a result is the same for all. */
export interface ArchitectureOutcome extends Pick<RunResult, 'patches' | 'maps' | 'answer' | 'sampling'> {
  readonly plan: Omit<PatchPlan, 'column' | 'row'> & { readonly scale?: number };
  /** Null where no tissue was looked for. */
  readonly mask: TissueMask | null;
  /** Names of the damaged tiles met; a tile is met by every batch that shares it, and counts once. */
  readonly holes: ReadonlySet<string>;
  /** Absent where the run went to its end. */
  readonly coverage?: RunCoverage;
  /** Patches that were read and run now, for the rate. */
  readonly encodedNow: number;
  /** Number format of the weights that made the features; the head may have run elsewhere. */
  readonly precision: Precision;
  /** Null where nothing random took part. */
  readonly seed: number | null;
}

/** Maps with more patches of their own than this are told at the end only. */
const MOST_OWN_PATCHES = 100_000;

/** What is the same of all answers of one run. */
export type SharedByAnswers = Pick<ArchitectureOutcome, 'plan' | 'mask' | 'seed'>;

/**
 * @param toResult makes a whole result of an answer on the way
 */
export function createRunTools(
  id: string,
  request: RunRequest,
  context: RunContext,
  toResult: (outcome: ArchitectureOutcome, tools: RunTools) => RunResult,
): RunTools {
  const { models, report, signal, onProgress, now } = context;
  const { bundle } = request;
  const notes: RunNote[] = [];
  const seconds = { model: 0, tissue: 0, encode: 0, head: 0 };
  const kinds = backEndsToTry(request.backEnd, report);
  // Seconds of the parts inside the one being timed: a head on the way is no encoding.
  let inside = 0;
  const loadOptions = {
    signal,
    verified: context.verified,
    onProgress: (progress: Omit<Extract<RunProgress, { stage: 'model' }>, 'stage'>) => {
      onProgress({ stage: 'model', ...progress });
    },
  };
  const tools: RunTools = {
    id,
    context,
    seconds,
    notes,
    backEnd: () => kinds[0] ?? 'wasm',
    precision: () => precisionOn(bundle.manifest, tools.backEnd(), report),
    note(one) {
      notes.push(one);
      onProgress({ stage: 'note', note: one });
    },
    async timed(part, job) {
      const from = now();
      const outside = inside;
      inside = 0;
      try {
        return await job();
      } finally {
        const all = (now() - from) / 1000;
        seconds[part] += all - inside;
        inside = outside + all;
      }
    },
    headStep(step, steps) {
      onProgress({ stage: 'head', step, steps });
    },
    partials(planned, shared, plannedFields) {
      const tell = (outcome: PartialOutcome, coverage: RunCoverage) => {
        // A million fine patches ten times a run would keep the page busy: on the way they are left out.
        const maps = outcome.maps.filter(({ patches }) => (patches?.length ?? 0) <= MOST_OWN_PATCHES);
        // Damaged tiles are counted at the end, where all are known.
        const rest = { holes: new Set<string>(), encodedNow: 0, precision: tools.precision() };
        onProgress({ stage: 'partial', result: toResult({ ...shared, ...rest, ...outcome, maps, coverage }, tools) });
      };
      return createPartialAnswers({
        planned,
        ...(plannedFields === undefined ? {} : { plannedFields }),
        stop: context.stop ?? null,
        now,
        tell,
        timed: (job) => tools.timed('head', job),
      });
    },
    async onBackEnd(part, work) {
      for (;;) {
        const kind = tools.backEnd();
        try {
          const model = await tools.timed('model', () => models.ready(bundle, kind, loadOptions));
          if (kind === 'wasm' && report.wasm.threads === 1 && !notes.some((one) => one.kind === 'single-thread'))
            tools.note({ kind: 'single-thread' });
          if (!model.isKept && !notes.some((one) => one.kind === 'model-not-kept'))
            tools.note({ kind: 'model-not-kept' });
          return await tools.timed(part, () => work(model));
        } catch (error) {
          if (kinds.length < 2 || !isBackEndsFault(error)) throw asRunError(error);
          kinds.shift();
          tools.note({ kind: 'fell-back-to-wasm', error: toPlainError(error) });
        }
      }
    },
  };
  return tools;
}

/** Says once, as soon as it is so, that what the run reads is not on the disk: a later run would read it again. */
export function noteNotKept(open: readonly OpenFeatures[], tools: Pick<RunTools, 'notes' | 'note'>): void {
  if (tools.notes.some(({ kind }) => kind === 'features-not-kept')) return;
  const why = open.map((one) => one.notKept()).find((one) => one !== null);
  if (why) tools.note({ kind: 'features-not-kept', why });
}

/** A software adapter gives right answers thousands of times too slowly: only for who asks for it by name. */
export function backEndsToTry(wanted: BackEnd | 'auto', report: BackEndReport): BackEnd[] {
  if (wanted !== 'auto') return [wanted];
  return report.webgpu && !report.webgpu.software ? ['webgpu', 'wasm'] : ['wasm'];
}

/** Failures that another back end may not have. A lost GPU ends the run: silently going on would take many times as long. */
export function isBackEndsFault(error: unknown): boolean {
  if (error instanceof BagTooLargeError) return true;
  const codes: string[] = ['run/back-end-failed', 'run/out-of-memory', 'model/golden-mismatch', 'model/too-large'];
  return isFoveaError(error) && codes.includes(error.code);
}

/** A bag too large for the last back end, as what the user can be told; anything else as it is. */
export function asRunError(error: unknown): unknown {
  if (error instanceof BagTooLargeError) return new FoveaError('run/out-of-memory', { what: error.message });
  return error;
}
