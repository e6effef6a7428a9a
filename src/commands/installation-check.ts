import type { PageFacts } from '#core/check/check-report.ts';
import { comparePhantom } from '#core/check/compare-phantom.ts';
import { compared, failedOn, installationReport, leftOutOf, notRun, passedOn } from '#core/check/found.ts';
import type { FoundModel, FoundStep } from '#core/check/found.ts';
import { toPlainError } from '#core/errors/fovea-error.ts';
import { hasEncoder } from '#core/model/manifest.ts';
import { noteOfRecord } from '#core/result/record-notes.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { waitOrLeave } from '#core/wait-or-leave.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { done } from '#state/async-status.ts';
import { endCheck, progressCheck } from '#state/installation-check.ts';
import { setCheck, type BackEnd, type Model, type ModelsState } from '#state/models-store.ts';
import type { GoldenReport, RunProgress } from '#workers/inference/contract.ts';
import { createCheckPace } from './check-pace.ts';
import { closeInWorker } from './close-in-worker.ts';
import { PHANTOM_PATH, type CommandContext } from './context.ts';
import { readPhantomAnswers, type PhantomAnswers } from './phantom-answers.ts';

/** What a check of the installation is to try. */
export interface CheckChoice {
  readonly modelIds: readonly string[];
  readonly backEnds: readonly BackEnd[];
  /** What the browser says of itself, for the report. */
  readonly page: PageFacts;
}

/**
 * Every chosen model on every chosen back end: its golden input, then a whole run on the phantom, compared with the answer that the reference pipeline
 * gave. Ends the check in the store, cancelled or not; one that is cancelled before anything could be run leaves nothing.
 *
 * The phantom is opened anew for each run, under no name that features are kept by: nothing that an earlier run left can be taken for an answer. It
 * is not put onto the list of slides.
 */
export async function checkInstallation(
  context: CommandContext,
  { modelIds, backEnds, page }: CheckChoice,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { stores, inference } = context;
  const { models } = stores;
  const startedAtMs = context.now();
  const chosen = modelIds.flatMap((modelId) => models.getState().byId[modelId] ?? []);
  const known = await unlessCancelled(
    Promise.all([waitOrLeave(inference.backEnds(), signal), readPhantomAnswers(context, chosen, signal)]),
    signal,
  );
  if (!known) {
    models.setState((state) => endCheck(state, id, { kind: 'idle' }));
    return;
  }
  const [report, answers] = known;
  const steps = chosen.flatMap((model) => backEnds.map((backEnd) => ({ model, backEnd })));
  const pace = createCheckPace(
    steps.map(({ model, backEnd }) => ({ backEnd, weight: answers.secondsOf(model.manifest.id) })),
    context.now,
  );
  let found: readonly FoundModel[] = chosen.map((model) => ({
    ...aboutModel(model),
    steps: backEnds.map((backEnd) => notRun(backEnd)),
  }));
  let fingerprint: string | null = null;
  let version = page.version;
  for (const [k, { model, backEnd }] of steps.entries()) {
    if (signal.aborted) break;
    const tell = (what: 'golden' | 'phantom', share: number) => {
      const step = { modelName: model.manifest.name, backEnd, what };
      const progress = { done: k, total: steps.length, step, ...pace.at(k, share) };
      models.setState((state) => progressCheck(state, id, { progress }));
    };
    const one = await checkStep(context, { model, backEnd, answers, signal, tell });
    fingerprint ??= one.fingerprint;
    version ??= one.version;
    found = found.map((entry) =>
      entry.id === model.manifest.id
        ? { ...entry, steps: entry.steps.map((step) => (step.backEnd === backEnd ? one.step : step)) }
        : entry,
    );
    pace.end(k);
    models.setState((state) => progressCheck(state, id, { found }));
  }
  const installed = installedModels(models.getState());
  const nameOf = (modelId: string) => installed.find((one) => one.id === modelId)?.name ?? modelId;
  const distrusted = report.webgpu === null ? [] : trustGpu(context, report.webgpu.adapter, found);
  // One in software is nothing that runs would use by themselves.
  const usable = [...(report.webgpu && !report.webgpu.software ? (['webgpu'] as const) : []), 'wasm' as const];
  const phantom = { name: PHANTOM_PATH.split('/').at(-1) ?? PHANTOM_PATH, fingerprint };
  models.setState((state) =>
    endCheck(state, id, {
      kind: 'ended',
      found,
      report: installationReport({
        page,
        backEnds: report,
        version: version ?? '',
        phantom,
        models: found,
        startedAtMs,
        finishedAtMs: context.now(),
        leftOut: leftOutOf(installed, usable, found),
        failedOnGpu: distrusted.map((modelId) => ({ id: modelId, name: nameOf(modelId) })),
      }),
    }),
  );
}

/** Null where it came to nothing because it was cancelled. */
async function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await work;
  } catch (reason) {
    if (!signal.aborted) throw reason;
    return null;
  }
}

/** All that a run could be started with, and what could not be read. */
function installedModels({ order, byId, refused }: ModelsState): { readonly id: string; readonly name: string }[] {
  return [
    ...order.map((id) => ({ id, name: byId[id]?.manifest.name ?? id })),
    ...refused.map(({ id }) => ({ id, name: id })),
  ];
}

/**
 * Where models failed on a GPU runs use the processor, in later visits too: a wrong answer would be the user's to notice otherwise, since the golden
 * input may have passed. The GPU has to pass with each of them before it is used again by itself.
 *
 * @returns the models that failed on this GPU and have not passed on it since
 */
function trustGpu({ stores }: CommandContext, adapter: string, found: readonly FoundModel[]): readonly string[] {
  const { preferences, models } = stores;
  const name = adapter.slice(0, 1000);
  const before = preferences.getState();
  const { order } = models.getState();
  const wasFailed = before.failedAdapter === name;
  const known = before.failedModels.filter((id) => order.includes(id));
  // Which they were, nobody can say any more: then it is any of them.
  const earlier = !wasFailed ? [] : known.length > 0 ? known : order;
  const passed = passedOn('webgpu', found);
  const failed = [...new Set([...earlier, ...failedOn('webgpu', found)])].filter((id) => !passed.includes(id));
  if (failed.length > 0) {
    models.setState({ backEnd: 'wasm' });
    preferences.setState({ failedAdapter: name, failedModels: failed });
  } else if (wasFailed) {
    models.setState({ backEnd: 'auto' });
    preferences.setState({ failedAdapter: null, failedModels: [] });
  }
  return failed;
}

interface StepWork {
  readonly model: Model;
  readonly backEnd: BackEnd;
  readonly answers: PhantomAnswers;
  readonly signal: AbortSignal;
  readonly tell: (what: 'golden' | 'phantom', share: number) => void;
}

/** One model on one back end. Never rejects: what goes wrong is a finding, what was cancelled has not been run. */
async function checkStep(
  context: CommandContext,
  work: StepWork,
): Promise<{ readonly step: FoundStep; readonly fingerprint: string | null; readonly version: string | null }> {
  const { model, backEnd, answers, signal, tell } = work;
  const bundle = { baseUrl: model.baseUrl, manifest: model.manifest };
  let step = notRun(backEnd);
  let fingerprint: string | null = null;
  let version: string | null = null;
  try {
    tell('golden', 0);
    const golden = await context.inference.check({ bundle, backEnd }, signal);
    context.stores.models.setState((state) => setCheck(state, model.manifest.id, backEnd, done(golden)));
    step = { ...step, golden: goldenRows(golden), goldenSeconds: golden.seconds };
    if (!golden.passed) return { step: { ...step, outcome: 'failed' }, fingerprint, version };
    const ran = await onPhantom(context, work);
    fingerprint = ran.slide.fingerprint;
    version = ran.result.run.software.version;
    const { answer, without } = answers.answerFor(model, ran.slide);
    const rows = answer ? comparePhantom(ran.result, answer) : [];
    const phantom = rows.map(({ what, difference, limit }) => compared(what, difference, limit));
    const { totalSeconds, patchesPerSecond } = ran.result.timings;
    step = {
      ...step,
      outcome: outcomeOf(phantom, without),
      phantom,
      withoutAnswer: without,
      patches: ran.result.patches.length,
      phantomSeconds: totalSeconds,
      patchesPerSecond,
    };
  } catch (reason) {
    if (!signal.aborted) step = { ...step, outcome: 'error', error: toPlainError(reason) };
  }
  return { step, fingerprint, version };
}

/** A model that the user added has its golden input only: that it passed is all that can be asked. */
function outcomeOf(phantom: FoundStep['phantom'], without: FoundStep['withoutAnswer']): FoundStep['outcome'] {
  if (without !== null) return without === 'added' ? 'passed' : 'not-compared';
  return phantom.every(({ passed }) => passed) ? 'passed' : 'failed';
}

/** A whole run, of which nothing is kept and for which nothing kept is used. */
async function onPhantom(
  { slides, inference, baseUrl }: CommandContext,
  { model: { baseUrl: bundleUrl, manifest }, backEnd, answers, signal, tell }: StepWork,
): Promise<{ readonly slide: SlideDescription; readonly result: RunResult }> {
  tell('phantom', 0);
  const slide = await slides.open({ source: { kind: 'url', url: new URL(PHANTOM_PATH, baseUrl).href } }, signal);
  try {
    const { spacing, name, width, height } = slide;
    if (!spacing) throw new Error('the phantom states no spacing');
    const sampling = answers.samplingFor(manifest);
    const result = await inference.run(
      {
        // Without a fingerprint features are in the worker's memory only, under the id of this opening.
        slide: { slideId: slide.id, name, fingerprint: null, width, height, spacing, spacingStatedBy: 'metadata' },
        bundle: { baseUrl: bundleUrl, manifest },
        ...(sampling ? { sampling } : {}),
        backEnd,
      },
      (progress) => {
        tell('phantom', shareOf(progress));
      },
      signal,
    );
    const kinds = result.run.notes.map((note) => noteOfRecord(note)?.kind);
    if (kinds.includes('features-kept') || kinds.includes('fields-kept'))
      throw new Error('the run used features that were kept from an earlier one');
    return { slide, result };
  } finally {
    await closeInWorker(slides, slide.id);
  }
}

function shareOf(progress: RunProgress): number {
  switch (progress.stage) {
    case 'encode':
      return 0.1 + (0.8 * progress.done) / Math.max(1, progress.total);
    case 'head':
      return 0.9 + (0.1 * progress.step) / Math.max(1, progress.steps);
    default:
      return 0;
  }
}

function goldenRows({ differences, limits, encoderCosine, leastCosine }: GoldenReport) {
  const tensors = Object.entries(differences).map(([name, value]) => compared(name, value, limits[name] ?? 0));
  if (encoderCosine === null) return tensors;
  return [compared('features', 1 - encoderCosine, 1 - leastCosine), ...tensors];
}

function aboutModel({ manifest }: Model): Omit<FoundModel, 'steps'> {
  const { id, name, version, phantom, files } = manifest;
  const graphs = files.filter(({ path }) => path.endsWith('.onnx') || isWeights(manifest, path));
  return { id, name, version, forPhantoms: phantom, files: graphs.map(({ path, sha256 }) => ({ path, sha256 })) };
}

function isWeights(manifest: Model['manifest'], path: string): boolean {
  return hasEncoder(manifest) && Object.values(manifest.encoder.data ?? {}).includes(path);
}
