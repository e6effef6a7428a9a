import { toPlainError } from '#core/errors/fovea-error.ts';
import { meanSpacing } from '#core/geometry/spacing.ts';
import { CANCELLED, done, failed } from '#state/async-status.ts';
import { machineUse } from '#state/machine-use.ts';
import type { Model } from '#state/models-store.ts';
import { shownKept } from '#state/displayed.ts';
import { beginPlan, dropPlan, endPlan } from '#state/plan-preview.ts';
import {
  askToStop,
  beginRun,
  cancelledRun,
  dismissRun,
  failRun,
  finishRun,
  progressRun,
  runInProgress,
} from '#state/run-in-progress.ts';
import { spacingForRun } from '#state/model-fit.ts';
import { checkSampling, choiceToGoOn } from '#state/sampling-store.ts';
import type { SettlingPoint } from '#state/settling.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import type { PlanRequest, SamplingRequest } from '#workers/inference/contract.ts';
import { isAbort, type CommandContext } from './context.ts';

export interface RunCommands {
  /** Makes the tissue mask and the patch plan of a slide for a model, to be looked at. Never rejects. */
  readonly planRun: (slideId: string, modelId: string) => Promise<void>;
  /**
   * Runs a model on a slide; does nothing while another run is in progress. Attention sampling does what `sampling` says, or what is
   * chosen for the slide, and nothing where that is not possible. Never rejects.
   */
  readonly runModel: (slideId: string, modelId: string, sampling?: SamplingRequest) => Promise<void>;
  /** Gives the run in progress up; what it held is given back. */
  readonly cancelRun: () => void;
  /** Has the run in progress end with what there is, from a tenth of its plan on: its result says how much that was. */
  readonly stopRun: () => void;
  /**
   * Runs the model of the shown result again, as it was run: patches that it has read are not read again as long as their features are kept,
   * nor is what attention sampling saw looked at again. Never rejects.
   */
  readonly goOn: (slideId: string) => Promise<void>;
  readonly dismissRun: (slideId: string) => void;
  /** Looks how much the runs so far have left in the browser's storage. Never rejects. */
  readonly refreshStoredFeatures: () => Promise<void>;
  /** Deletes what runs have left there; a later run on the same slide reads its patches anew. Never rejects. */
  readonly forgetStoredFeatures: () => Promise<void>;
}

export function runCommands(context: CommandContext): RunCommands {
  const { stores, inference } = context;
  const running = new Map<string, { readonly cancel: AbortController; readonly stop: AbortController }>();
  const planning = new Map<string, AbortController>();

  // A plan goes with its slide: what it would still read is not there any more, which looks like a worker in disorder.
  stores.slides.subscribe(({ byId }) => {
    for (const [slideId, controller] of planning) if (!byId[slideId]) controller.abort();
  });

  /** What both calls need; null when the slide was closed, the model is gone or there is no spacing to go by. */
  function requestFor(slideId: string, modelId: string): PlanRequest | null {
    const slide = stores.slides.getState().byId[slideId];
    const model = stores.models.getState().byId[modelId];
    return slide && model ? planRequest(slide, model) : null;
  }

  async function planRun(slideId: string, modelId: string): Promise<void> {
    const request = requestFor(slideId, modelId);
    if (!request) return;
    planning.get(slideId)?.abort();
    const controller = new AbortController();
    planning.set(slideId, controller);
    const token = context.newId();
    const umPerPx = meanSpacing(request.slide.spacing);
    stores.runs.setState((state) => beginPlan(state, slideId, { token, modelId, umPerPx }));
    try {
      const answer = await inference.plan(request, controller.signal);
      stores.runs.setState((state) => endPlan(state, slideId, token, done(answer)));
    } catch (reason) {
      if (controller.signal.aborted) return;
      // The slide was closed under it, or its worker was ended for another's sake twice: nobody's failure.
      const status = isAbort(reason) ? CANCELLED : failed(toPlainError(reason));
      stores.runs.setState((state) => endPlan(state, slideId, token, status));
    } finally {
      if (planning.get(slideId) === controller) planning.delete(slideId);
    }
  }

  /** What attention sampling is to do as things are chosen; null where that is not possible, nothing for other models. */
  function samplingFor(slideId: string, { manifest }: PlanRequest['bundle']): { sampling?: SamplingRequest } | null {
    const slide = stores.slides.getState().byId[slideId];
    if (manifest.architecture !== 'attention-sampling' || !slide) return {};
    const check = checkSampling(stores.sampling.getState(), slide, manifest);
    return check.kind === 'ready' ? { sampling: check.choice } : null;
  }

  /** @param before how the answer had settled that this run goes on from */
  async function run(
    slideId: string,
    modelId: string,
    given?: SamplingRequest,
    before: readonly SettlingPoint[] = [],
  ): Promise<void> {
    const request = requestFor(slideId, modelId);
    if (!request || machineUse(stores.runs.getState(), stores.models.getState())) return;
    const how = given ? { sampling: given } : samplingFor(slideId, request.bundle);
    if (!how) return;
    const runId = context.newId();
    const [cancel, stop] = [new AbortController(), new AbortController()];
    running.set(runId, { cancel, stop });
    // A preview still being made would only compete with the run for the same worker.
    planning.get(slideId)?.abort();
    if (stores.runs.getState().plans[slideId]?.status.kind === 'running')
      stores.runs.setState((state) => dropPlan(state, slideId));
    const start = { id: runId, slideId, modelId, startedAtMs: context.now(), settling: before, ...how };
    stores.runs.setState((state) => beginRun(state, start));
    try {
      const { backEnd } = stores.models.getState();
      const result = await inference.run(
        { ...request, ...how, backEnd },
        (progress) => {
          if (!cancel.signal.aborted) stores.runs.setState((state) => progressRun(state, runId, progress));
        },
        cancel.signal,
        stop.signal,
      );
      stores.runs.setState((state) => finishRun(state, runId, result, context.now()));
    } catch (reason) {
      if (cancel.signal.aborted) return;
      stores.runs.setState((state) =>
        isAbort(reason)
          ? cancelledRun(state, runId, context.now())
          : failRun(state, runId, toPlainError(reason), context.now()),
      );
    } finally {
      running.delete(runId);
    }
  }

  async function keepStored(bytes: Promise<number>): Promise<void> {
    try {
      stores.machine.setState({ storedFeatureBytes: await bytes });
    } catch (reason) {
      // The browser may refuse at any time: then no figure is shown rather than a wrong one.
      console.warn('stored features cannot be looked at', reason);
      stores.machine.setState({ storedFeatureBytes: null });
    }
  }

  return {
    refreshStoredFeatures: () => keepStored(inference.storedFeatures()),
    forgetStoredFeatures: () => keepStored(inference.forgetFeatures()),
    planRun,
    runModel: (slideId, modelId, sampling) => run(slideId, modelId, sampling),
    cancelRun: () => {
      const current = runInProgress(stores.runs.getState());
      if (!current) return;
      // The state first: the screen answers at once, and whatever the worker still says is stale.
      stores.runs.setState((state) => cancelledRun(state, current.id, context.now()));
      running.get(current.id)?.cancel.abort();
    },
    stopRun: () => {
      const current = runInProgress(stores.runs.getState());
      if (!current) return;
      stores.runs.setState((state) => askToStop(state, current.id));
      running.get(current.id)?.stop.abort();
    },
    goOn: async (slideId) => {
      const shown = shownKept(stores.runs.getState(), slideId);
      if (!shown) return;
      const { result, settling, sampling } = shown;
      await run(slideId, result.run.bundle.id, sampling ?? choiceToGoOn(result) ?? undefined, settling);
    },
    dismissRun: (slideId) => {
      stores.runs.setState((state) => dismissRun(state, slideId));
    },
  };
}

function planRequest(slide: OpenSlide, model: Model): PlanRequest | null {
  const inUse = spacingForRun(slide, model.manifest);
  if (!inUse) return null;
  const { id, name, fingerprint, width, height } = slide.description;
  return {
    slide: {
      slideId: id,
      name,
      fingerprint,
      width,
      height,
      spacing: inUse.spacing,
      spacingStatedBy: inUse.statedBy,
    },
    bundle: { baseUrl: model.baseUrl, manifest: model.manifest },
  };
}
