import { FoveaError, isFoveaError, toPlainError } from '#core/errors/fovea-error.ts';
import { createRate } from '#core/pipelines/rate.ts';
import { encodePatches } from '#core/pipelines/encode-patches.ts';
import { planSlide } from '#core/pipelines/plan-slide.ts';
import type { PatchReader } from '#core/pipelines/ports.ts';
import { BagTooLargeError } from '#core/pipelines/tda-mil-head.ts';
import { answerTdaMil } from '#core/pipelines/tda-mil.ts';
import { patchRect } from '#core/patches/patch-plan.ts';
import type { RunResult } from '#core/result/run-result.ts';
import type { BackEnd, BackEndReport, RunNote, RunProgress, RunRequest } from './contract.ts';
import type { FeatureStore } from './feature-store.ts';
import { ENCODER_BATCH } from './models.ts';
import type { LoadedModel, Models, Verdicts } from './models.ts';
import { runRecord } from './run-record.ts';
import { featureKey } from './stored-features.ts';

/** Batches that decoding may be ahead of the encoder. */
const BATCHES_AHEAD = 3;

export interface RunContext {
  readonly models: Models;
  readonly report: BackEndReport;
  readonly features: FeatureStore;
  readonly read: PatchReader;
  readonly verified: Verdicts;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly version: string;
}

/** One run from the slide to the answer; see `docs/life-of-a-run.md`. */
export async function runModel(request: RunRequest, context: RunContext): Promise<RunResult> {
  const { models, features, read, signal, onProgress, now, report } = context;
  const { bundle, slide } = request;
  const startedAt = new Date();
  const started = now();
  const notes: RunNote[] = [];
  const note = (one: RunNote) => {
    notes.push(one);
    onProgress({ stage: 'note', note: one });
  };
  const clock = { model: 0, tissue: 0, encode: 0, head: 0 };
  const timed = async <T>(part: keyof typeof clock, job: () => Promise<T>): Promise<T> => {
    const from = now();
    try {
      return await job();
    } finally {
      clock[part] += (now() - from) / 1000;
    }
  };
  const loadOptions = {
    signal,
    verified: context.verified,
    onProgress: (progress: Omit<Extract<RunProgress, { stage: 'model' }>, 'stage'>) => {
      onProgress({ stage: 'model', ...progress });
    },
  };

  // Tissue first: it is quick, and a slide without tissue or too coarse should say so before a model is fetched.
  onProgress({ stage: 'tissue' });
  const { mask, plan, ...overview } = await timed('tissue', () =>
    planSlide({ slide, model: bundle.manifest, ...(request.tissue ? { tissue: request.tissue } : {}), read, signal }),
  );
  onProgress({ stage: 'plan', mask, plan });
  if (plan.enlargement > 1.001) note({ kind: 'enlarged', factor: plan.enlargement });

  const kinds = backEndsToTry(request.backEnd, report);
  /** Does work on the first back end; where that fails for reasons of its own, says so and goes on with the next. */
  const onBackEnd = async <T>(part: 'encode' | 'head', work: (model: LoadedModel) => Promise<T>): Promise<T> => {
    for (;;) {
      const kind = kinds[0] ?? 'wasm';
      try {
        const model = await timed('model', () => models.ready(bundle, kind, loadOptions));
        if (kind === 'wasm' && report.wasm.threads === 1 && !notes.some((one) => one.kind === 'single-thread'))
          note({ kind: 'single-thread' });
        return await timed(part, () => work(model));
      } catch (error) {
        if (kinds.length < 2 || !isBackEndsFault(error)) throw asRunError(error);
        kinds.shift();
        note({ kind: 'fell-back-to-wasm', error: toPlainError(error) });
      }
    }
  };

  const rate = createRate();
  // Opened while the model loads: a worker that was just cancelled may still hold the file for a moment.
  const opening = features.open(
    featureKey(slide, bundle, plan.stepPx),
    bundle.manifest.encoder.feature_dim,
    slide.fingerprint !== null,
  );
  const encoded = await onBackEnd('encode', async ({ encoder, backEnd }) =>
    encodePatches({
      plan,
      read,
      encoder,
      cache: (await opening).cache,
      batch: ENCODER_BATCH[backEnd.kind],
      ahead: BATCHES_AHEAD,
      signal,
      onProgress({ done, total, holes }) {
        rate.add(done, now());
        const [patchesPerSecond, secondsLeft] = [rate.perSecond(), rate.secondsLeft(total)];
        onProgress({ stage: 'encode', done, total, patchesPerSecond, secondsLeft, holes });
      },
    }),
  ).finally(async () => {
    (await opening).close();
  });
  // A tile is met by every batch that shares it, and counts once.
  const damagedTiles = new Set([...overview.holes, ...encoded.holes]).size;
  if (damagedTiles > 0) note({ kind: 'holes', count: damagedTiles });
  const n = plan.column.length;
  if (encoded.reused > 0) note({ kind: 'features-kept', count: encoded.reused, patches: n });

  const { maps, answer } = await onBackEnd('head', ({ graphs, backEnd }) =>
    answerTdaMil(graphs, bundle.manifest, encoded.features, {
      limits: backEnd.limits,
      signal,
      onStep(step, steps) {
        onProgress({ stage: 'head', step, steps });
      },
    }),
  );
  const encodedNow = n - encoded.reused;
  return {
    id: crypto.randomUUID(),
    patches: Array.from({ length: n }, (_, i) => patchRect(plan, i)),
    maps,
    answer,
    run: runRecord({
      version: context.version,
      request,
      plan,
      mask,
      report,
      kind: kinds[0] ?? 'wasm',
      notes,
      damagedTiles,
      startedAt,
      finishedAt: new Date(),
    }),
    timings: {
      modelSeconds: clock.model,
      tissueSeconds: clock.tissue,
      encodeSeconds: clock.encode,
      headSeconds: clock.head,
      totalSeconds: (now() - started) / 1000,
      patchesPerSecond: clock.encode > 0 ? encodedNow / clock.encode : 0,
    },
  };
}

/** A software adapter gives right answers thousands of times too slowly: only for who asks for it by name. */
export function backEndsToTry(wanted: BackEnd | 'auto', report: BackEndReport): BackEnd[] {
  if (wanted !== 'auto') return [wanted];
  return report.webgpu && !report.webgpu.software ? ['webgpu', 'wasm'] : ['wasm'];
}

/** Failures that another back end may not have. A lost GPU ends the run: silently going on would take many times as long. */
function isBackEndsFault(error: unknown): boolean {
  if (error instanceof BagTooLargeError) return true;
  const codes: string[] = ['run/back-end-failed', 'run/out-of-memory', 'model/golden-mismatch'];
  return isFoveaError(error) && codes.includes(error.code);
}

function asRunError(error: unknown): unknown {
  if (error instanceof BagTooLargeError) return new FoveaError('run/out-of-memory', { what: error.message });
  return error;
}
