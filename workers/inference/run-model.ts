import type { RunResult } from '#core/result/run-result.ts';
import type { RunRequest } from './contract.ts';
import { runAttentionSampling } from './run-attention-sampling.ts';
import { runDsca } from './run-dsca.ts';
import { runRecord } from './run-record.ts';
import { runTdaMil } from './run-tda-mil.ts';
import { createRunTools } from './run-tools.ts';
import type { ArchitectureOutcome, RunContext, RunTools } from './run-tools.ts';

/** One run from the slide to the answer; see `docs/life-of-a-run.md`. */
export async function runModel(request: RunRequest, context: RunContext): Promise<RunResult> {
  const { now, report, onProgress } = context;
  const startedAt = new Date();
  const started = now();
  const id = crypto.randomUUID();
  const resultOf = (outcome: ArchitectureOutcome, tools: RunTools): RunResult => {
    const { plan, mask, holes, encodedNow, seed, precision, coverage, ...found } = outcome;
    const { seconds } = tools;
    return {
      id,
      ...found,
      run: runRecord({
        version: context.version,
        request,
        plan,
        mask,
        report,
        kind: tools.backEnd(),
        precision,
        notes: tools.notes,
        ...(coverage ? { coverage } : {}),
        damagedTiles: holes.size,
        startedAt,
        finishedAt: new Date(),
        seed,
      }),
      timings: {
        modelSeconds: seconds.model,
        tissueSeconds: seconds.tissue,
        encodeSeconds: seconds.encode,
        headSeconds: seconds.head,
        totalSeconds: (now() - started) / 1000,
        patchesPerSecond: seconds.encode > 0 ? encodedNow / seconds.encode : 0,
      },
    };
  };
  const tools = createRunTools(id, request, context, resultOf);
  // Tissue first: it is quick, and a slide without tissue or too coarse should say so before a model is fetched.
  onProgress({ stage: 'tissue' });
  const outcome = await runArchitecture(request, tools);
  noteWhatTheEndTells(tools, outcome.plan.enlargement, outcome.holes.size);
  return resultOf(outcome, tools);
}

function runArchitecture(request: RunRequest, tools: RunTools): Promise<ArchitectureOutcome> {
  const { manifest } = request.bundle;
  switch (manifest.architecture) {
    case 'tda-mil':
      return runTdaMil(request, manifest, tools);
    case 'attention-sampling':
      return runAttentionSampling(request, manifest, tools);
    case 'dsca':
      return runDsca(request, manifest, tools);
  }
}

function noteWhatTheEndTells(tools: RunTools, enlargement: number, damagedTiles: number): void {
  if (enlargement > 1.001) tools.note({ kind: 'enlarged', factor: enlargement });
  if (damagedTiles > 0) tools.note({ kind: 'holes', count: damagedTiles });
}
