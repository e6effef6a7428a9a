import { FoveaError } from '#core/errors/fovea-error.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import { requiredGraphs } from '#core/model/required-graphs.ts';
import type { HeadOptions } from '#core/pipelines/head-ports.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { fieldsAgain } from '#core/pipelines/attention-sampling-fields.ts';
import { finePatches } from '#core/patches/two-scale-plan.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { askDsca, rememberDsca } from '#core/what-if/dsca-question.ts';
import { askSampling, rememberSampling } from '#core/what-if/sampling-question.ts';
import { askTdaMil, rememberTdaMil } from '#core/what-if/tda-mil-question.ts';
import type { BackEnd, BackEndReport } from './contract.ts';
import type { FeatureStore } from './feature-store.ts';
import type { LoadedModel, Models, Verdicts } from './models.ts';
import { asRunError, isBackEndsFault } from './run-tools.ts';
import { withStoredFeatures } from './stored-features.ts';
import { openSeenFields } from './stored-sampling.ts';
import { rectsOf } from './what-if-subject.ts';
import type { SentAnswer, SentSubject } from './what-if-subject.ts';
import { fieldImages } from './what-if-pixels.ts';

/**
 * What a worker keeps of the subject between questions, at most: tokens, keys and values, logits and votes. A TDA-MIL of d = 256 keeps
 * 104 MB at 20,000 patches. What does not fit is computed with each question.
 */
export const MEMORY_BYTES = 2 ** 28;

export interface WhatIfDependencies {
  readonly models: Models;
  readonly features: FeatureStore;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly memoryBytes?: number;
}

/** What one question is given beside the subject. */
export interface WhatIfContext {
  readonly report: BackEndReport;
  /** Pixels of the subject's slide. */
  readonly read: PatchReader;
  readonly verified: Verdicts;
  readonly signal: AbortSignal;
}

/** Answers questions about one subject. */
export interface Questions {
  /** Computes what questions share, once. @throws FoveaError `result/no-features`, `model/*`, `run/*` */
  prepare(context: WhatIfContext): Promise<void>;
  /** @throws FoveaError as `prepare`; `slide/*` */
  ask(kept: Uint8Array, context: WhatIfContext): Promise<SentAnswer>;
}

type Said = Pick<RunResult, 'answer' | 'sampling'> & Pick<SentAnswer, 'maps'>;

/** Asks a loaded model; what questions share is computed on first use and kept. */
interface Asking {
  /** Brings what is kept up to date; not part of a head's time. */
  prepare(model: LoadedModel, options: HeadOptions): Promise<void>;
  ask(model: LoadedModel, kept: Uint8Array, options: HeadOptions, context: WhatIfContext): Promise<Said>;
}

export function createQuestions(subject: SentSubject, dependencies: WhatIfDependencies): Questions {
  refuseOtherModel(subject);
  const asking = askingOf(subject, dependencies);
  const own = subject.run.backEnd.kind;
  let kinds: BackEnd[] | null = null;

  /** Does a job on the result's own back end, or on WASM where there is none or it fails: then for good, each question would only fail again. */
  async function onBackEnd<T>(
    { report, signal, verified }: WhatIfContext,
    job: (model: LoadedModel, options: HeadOptions, kind: BackEnd) => Promise<T>,
  ): Promise<T> {
    kinds ??= own === 'webgpu' && report.webgpu ? ['webgpu', 'wasm'] : ['wasm'];
    for (;;) {
      const kind = kinds[0] ?? 'wasm';
      try {
        const load = { signal, verified, onProgress: () => undefined };
        const model = await dependencies.models.ready(subject.bundle, kind, load);
        const options = { limits: model.backEnd.limits, signal };
        await asking.prepare(model, options);
        return await job(model, options, kind);
      } catch (error) {
        if (kinds.length < 2 || !isBackEndsFault(error)) throw asRunError(error);
        kinds = kinds.slice(1);
      }
    }
  }

  return {
    prepare: (context) => onBackEnd(context, () => Promise.resolve()),
    ask: (kept, context) =>
      onBackEnd(context, async (model, options, kind) => {
        const from = dependencies.now();
        const said = await asking.ask(model, kept, options, context);
        return {
          ...said,
          keptCount: kept.reduce((count, one) => count + (one === 0 ? 0 : 1), 0),
          headSeconds: (dependencies.now() - from) / 1000,
          ...(kind === own ? {} : { ranOn: kind }),
        };
      }),
  };
}

/** A bundle that was replaced since would answer for another model than the one that was run. */
function refuseOtherModel({ bundle: { manifest }, run }: SentSubject): void {
  for (const graph of requiredGraphs(manifest.head)) {
    const path = manifest.head.graphs[graph] ?? '';
    const own = manifest.files.find((file) => file.path === path)?.sha256 ?? '';
    const then = run.bundle.files.find((file) => file.path === path)?.sha256;
    if (then !== own)
      throw new FoveaError('model/hash-mismatch', { bundle: manifest.id, path, expected: then ?? '', got: own });
  }
}

function askingOf(subject: SentSubject, dependencies: WhatIfDependencies): Asking {
  const { manifest } = subject.bundle;
  const maxBytes = dependencies.memoryBytes ?? MEMORY_BYTES;
  switch (manifest.architecture) {
    case 'tda-mil':
      return aboutTdaMil(subject, manifest, dependencies.features, maxBytes);
    case 'dsca':
      return aboutDsca(subject, manifest, dependencies.features);
    case 'attention-sampling':
      return aboutSampling(subject, manifest, dependencies.features, maxBytes);
  }
}

/** What the features of a subject's patches are found by. */
function featuresOf({ slide, bundle, run, standInsOf }: SentSubject) {
  return {
    slide,
    bundle,
    precision: run.backEnd.precision,
    ...(standInsOf === undefined ? {} : { standInsOf }),
  };
}

function aboutTdaMil(
  subject: SentSubject,
  manifest: ManifestOf<'tda-mil'>,
  store: FeatureStore,
  maxBytes: number,
): Asking {
  const patches = rectsOf(subject);
  const { stepPx } = subject.run.plan;
  return remembering(
    ({ graphs }, options) =>
      withStoredFeatures(store, { ...featuresOf(subject), stepPx, patches }, (rows) => {
        const features = { data: rows.read(0, patches.length), dims: [patches.length, manifest.head.features] };
        return rememberTdaMil(graphs, manifest, features, options, maxBytes);
      }),
    ({ graphs }, memory, kept, options) => askTdaMil(graphs, manifest, memory, kept, options),
  );
}

function aboutDsca(subject: SentSubject, manifest: ManifestOf<'dsca'>, store: FeatureStore): Asking {
  const patches = rectsOf(subject);
  const { stepPx } = subject.run.plan;
  const { scale, features: D } = manifest.head;
  const inside = scale ** 2;
  const places = {
    column: Int32Array.from(patches, ({ x }) => Math.round(x / stepPx)),
    row: Int32Array.from(patches, ({ y }) => Math.round(y / stepPx)),
  };
  const coarse = { ...featuresOf(subject), stepPx, patches };
  const fine = { ...coarse, stepPx: stepPx / scale, patches: finePatches(patches, { stepPx, scale }) };
  return remembering(
    async ({ graphs }, options) => {
      const low = await withStoredFeatures(store, coarse, (rows) => Promise.resolve(rows.read(0, patches.length)));
      return withStoredFeatures(store, fine, (rows) => {
        const high = (from: number, to: number) => ({
          data: rows.read(from * inside, to * inside),
          dims: [to - from, inside, D],
        });
        return rememberDsca(graphs, manifest, { low, high, places }, options);
      });
    },
    ({ graphs }, memory, kept, options) => askDsca(graphs, manifest, memory, kept, options),
  );
}

function aboutSampling(
  { slide, run, sampling, ...subject }: SentSubject,
  manifest: ManifestOf<'attention-sampling'>,
  store: FeatureStore,
  maxBytes: number,
): Asking {
  if (!sampling) throw new RangeError('a result of attention sampling says how it sampled');
  const { cells, ...how } = sampling;
  const fields = fieldsAgain(slide, manifest, how.scope, rectsOf(subject));
  const memory = rememberSampling(fields, cells, maxBytes);
  const images = fieldImages(fields, manifest);
  // With `most-attended` nothing random takes part, and there is no seed.
  const draws = { ...how, seed: run.seed ?? 0 };
  return {
    prepare: () => Promise.resolve(),
    async ask({ graphs, backEnd }, kept, { limits, signal }, context) {
      const read = images.reader(context.read, context.signal);
      const padBatches = backEnd.kind === 'webgpu';
      const options = { limits, padBatches, ...(signal ? { signal } : {}) };
      const stored = await openSeenFields(store, { slide, manifest, fields, votes: 0 });
      try {
        const seen = (field: number) => stored.memoryOf(field);
        const said = await askSampling(graphs, manifest, memory, { kept, draws, read, seen }, options);
        const maps = [{ id: 'sampling-probability' as const, values: said.map }];
        return { answer: said.answer, maps, sampling: { ...how, fields: said.fields } };
      } finally {
        stored.close();
      }
    },
  };
}

function remembering<Memory>(
  remember: (model: LoadedModel, options: HeadOptions) => Promise<Memory>,
  ask: (model: LoadedModel, memory: Memory, kept: Uint8Array, options: HeadOptions) => Promise<Said>,
): Asking {
  let memory: Memory | null = null;
  return {
    async prepare(model, options) {
      memory ??= await remember(model, options);
    },
    ask(model, kept, options) {
      if (memory === null) throw new Error('a question before what it rests on');
      return ask(model, memory, kept, options);
    },
  };
}
