import { FoveaError } from '#core/errors/fovea-error.ts';
import { planSlide } from '#core/pipelines/plan-slide.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import type { CallContext, CallHandlers } from '../shared/calls.ts';
import { buffersOfResult, sentResult } from '../shared/sent-patches.ts';
import type { SlideClient } from '../slide/contract.ts';
import { addBundle } from './add-bundle.ts';
import type { AddedBundles } from './add-bundle.ts';
import type { Fetch } from './bundle-download.ts';
import type { BundleStore } from './bundle-store.ts';
import type { InferenceCalls, VerdictKey, WorkerProgress } from './calls.ts';
import type { AddBundleProgress, RunProgress } from './contract.ts';
import { openDroppedBundle } from './dropped-bundle.ts';
import type { FeatureStore } from './feature-store.ts';
import { createModels, verdictKey } from './models.ts';
import type { Verdicts } from './models.ts';
import type { Runtime } from './ort/runtime.ts';
import { planTissueFields } from './run-attention-sampling.ts';
import { runModel } from './run-model.ts';
import { backEndsToTry } from './run-tools.ts';
import { createQueue } from './ort/queue.ts';
import { storedFeatures } from './stored-features.ts';
import { createQuestions } from './what-if.ts';
import type { Questions, WhatIfContext } from './what-if.ts';

export interface InferenceServiceDependencies {
  readonly runtime: Runtime;
  readonly features: FeatureStore;
  /** Makes the slide worker's client over a port. */
  readonly slidesFromPort: (port: MessagePort) => Pick<SlideClient, 'patches'>;
  readonly fetch: Fetch;
  /** Where the files of bundles are kept; in memory where none is given. */
  readonly store?: BundleStore;
  /** Where the manifests of added bundles are kept; none can be added where none is given. */
  readonly bundles?: AddedBundles;
  /** Runs `job` while no tab deletes files of models; tests of one worker need no such thing. */
  readonly whileReading?: <T>(signal: AbortSignal, job: () => Promise<T>) => Promise<T>;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Version of Fovea, for the run record. */
  readonly version: string;
}

/**
 * The inference worker's calls. What loads models takes turns: of two models at a time, one's sessions would be released under the other.
 */
export function createInferenceService(dependencies: InferenceServiceDependencies): CallHandlers<InferenceCalls> {
  const { runtime, now, version, features, whileReading } = dependencies;
  const models = createModels(dependencies);
  let slides: Pick<SlideClient, 'patches'> | null = null;
  /** Of the last run: one at a time is the client's care. */
  let stopping: AbortController | null = null;
  let asked: { readonly key: number; readonly slideId: string; readonly questions: Questions } | null = null;
  const inTurn = createQueue();

  const turn = <T>(signal: AbortSignal, job: () => Promise<T>): Promise<T> =>
    inTurn(() => {
      signal.throwIfAborted();
      // Lost while nothing ran: no failure of what is asked now.
      const lost = runtime.lost();
      if (lost !== null) throw new FoveaError('run/gpu-lost', { what: lost, before: true });
      return whileReading ? whileReading(signal, job) : job();
    });

  const reader = (slideId: string, signal: AbortSignal): PatchReader => {
    const connected = slides;
    if (!connected) throw new Error('connect comes before plan and run');
    return (request) => connected.patches({ slideId, ...request }, signal);
  };

  /** Verdicts that the page knows; new ones are told to it. */
  const verdicts = (verified: readonly VerdictKey[], { progress }: CallContext): Verdicts => {
    const known = new Set<VerdictKey>(verified);
    return {
      has: (key) => known.has(key),
      add(key) {
        known.add(key);
        progress({ stage: 'verified', key } satisfies WorkerProgress);
      },
    };
  };

  const about = <T>(
    key: number,
    verified: readonly VerdictKey[],
    context: CallContext,
    job: (questions: Questions, given: WhatIfContext) => Promise<T>,
  ): Promise<T> => {
    const given = asked;
    if (given?.key !== key) return Promise.reject(new Error(`subject ${key} is not the one at hand`));
    return turn(context.signal, async () => {
      const { signal } = context;
      const report = await runtime.report();
      const read = reader(given.slideId, signal);
      return job(given.questions, { report, read, signal, verified: verdicts(verified, context) });
    });
  };

  return {
    backEnds: async () => ({ value: await runtime.report() }),

    connect({ port }) {
      slides = dependencies.slidesFromPort(port);
      return Promise.resolve({ value: null });
    },

    async plan({ slide, bundle, tissue }, { signal }) {
      const read = reader(slide.slideId, signal);
      const { manifest: model } = bundle;
      const { mask, plan } =
        model.architecture === 'attention-sampling'
          ? await planTissueFields({ slide, ...(tissue ? { tissue } : {}) }, model, { read, signal })
          : await planSlide({ slide, model, ...(tissue ? { tissue } : {}), read, signal });
      return { value: { mask, plan }, transfer: [mask.data.buffer, plan.column.buffer, plan.row.buffer] };
    },

    async run({ run, verified, featureLimitBytes }, context) {
      if (featureLimitBytes !== undefined) features.keepWithin?.(featureLimitBytes);
      const { signal } = context;
      const post = (value: RunProgress) => {
        const sent = value.stage === 'partial' ? { ...value, result: sentResult(value.result) } : value;
        context.progress(sent satisfies WorkerProgress);
      };
      const stop = (stopping = new AbortController()).signal;
      const result = await turn(signal, async () =>
        runModel(run, {
          models,
          features,
          version,
          now,
          signal,
          stop,
          report: await runtime.report(),
          read: reader(run.slide.slideId, signal),
          verified: verdicts(verified, context),
          onProgress: post,
        }),
      );
      const value = sentResult(result);
      return { value, transfer: buffersOfResult(value) };
    },

    stopRun() {
      stopping?.abort();
      return Promise.resolve({ value: null });
    },

    async features(request) {
      const value = await storedFeatures(features, request);
      return { value, transfer: [value.buffer] };
    },

    whatIfSubject({ key, subject }) {
      asked = { key, slideId: subject.slide.slideId, questions: createQuestions(subject, { models, features, now }) };
      return Promise.resolve({ value: null });
    },

    async whatIfPrepare({ key, verified }, context) {
      await about(key, verified, context, (questions, given) => questions.prepare(given));
      return { value: null };
    },

    async whatIf({ key, kept, verified }, context) {
      const answer = await about(key, verified, context, (questions, given) => questions.ask(kept, given));
      return { value: answer, transfer: answer.maps.map(({ values }) => values.buffer) };
    },

    inspectBundle: async ({ source }) => ({ value: (await openDroppedBundle(source)).manifest }),

    async addBundle(request, { signal, progress }) {
      if (!dependencies.bundles) throw new Error('this service keeps no bundles');
      const { store = null } = dependencies;
      if (!store) throw new Error('this service has no store');
      const report = await runtime.report();
      const onProgress = (value: AddBundleProgress) => {
        progress(value);
      };
      const { bundles } = dependencies;
      const backEnds = backEndsToTry(request.backEnd, report);
      const reports = await turn(signal, () =>
        addBundle(request, { store, models, bundles, backEnds, signal, onProgress }),
      );
      return { value: reports };
    },

    check: async ({ bundle, backEnd }, { signal, progress }) => {
      const value = await turn(signal, () => models.golden(bundle, backEnd, { signal, onProgress: () => undefined }));
      // A run need not ask again.
      if (value.passed) progress({ stage: 'verified', key: verdictKey(bundle, backEnd) } satisfies WorkerProgress);
      return { value };
    },
  };
}
