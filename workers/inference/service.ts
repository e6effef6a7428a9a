import { planSlide } from '#core/pipelines/plan-slide.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import type { CallHandlers } from '../shared/calls.ts';
import type { SlideClient } from '../slide/contract.ts';
import { addBundle } from './add-bundle.ts';
import type { AddedBundles } from './add-bundle.ts';
import type { Fetch } from './bundle-download.ts';
import type { BundleStore } from './bundle-store.ts';
import type { InferenceCalls, VerdictKey, WorkerProgress } from './calls.ts';
import type { AddBundleProgress } from './contract.ts';
import { openDroppedBundle } from './dropped-bundle.ts';
import type { FeatureStore } from './feature-store.ts';
import { createModels } from './models.ts';
import type { Runtime } from './ort/runtime.ts';
import { planTissueFields } from './run-attention-sampling.ts';
import { runModel } from './run-model.ts';
import { backEndsToTry } from './run-tools.ts';
import { storedFeatures } from './stored-features.ts';

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
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Version of Fovea, for the run record. */
  readonly version: string;
}

/** The inference worker's calls. One run at a time is the client's care; ONNX Runtime is queued in any case. */
export function createInferenceService(dependencies: InferenceServiceDependencies): CallHandlers<InferenceCalls> {
  const { runtime, now, version, features } = dependencies;
  const models = createModels(dependencies);
  let slides: Pick<SlideClient, 'patches'> | null = null;

  const reader = (slideId: string, signal: AbortSignal): PatchReader => {
    const connected = slides;
    if (!connected) throw new Error('connect comes before plan and run');
    return (request) => connected.patches({ slideId, ...request }, signal);
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

    async run({ run, verified }, context) {
      const { signal } = context;
      const post = (value: WorkerProgress) => {
        context.progress(value);
      };
      const known = new Set<VerdictKey>(verified);
      const result = await runModel(run, {
        models,
        features,
        version,
        now,
        signal,
        report: await runtime.report(),
        read: reader(run.slide.slideId, signal),
        verified: {
          has: (key) => known.has(key),
          add(key) {
            known.add(key);
            post({ stage: 'verified', key });
          },
        },
        onProgress: post,
      });
      return { value: result, transfer: result.maps.map(({ values }) => values.buffer) };
    },

    async features(request) {
      const value = await storedFeatures(features, request);
      return { value, transfer: [value.buffer] };
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
      const reports = await addBundle(request, {
        store,
        models,
        bundles: dependencies.bundles,
        backEnds: backEndsToTry(request.backEnd, report),
        signal,
        onProgress,
      });
      return { value: reports };
    },

    check: async ({ bundle, backEnd }, { signal }) => ({
      value: await models.golden(bundle, backEnd, { signal, onProgress: () => undefined }),
    }),
  };
}
