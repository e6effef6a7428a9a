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
  const tools = createRunTools(request, context);
  // Tissue first: it is quick, and a slide without tissue or too coarse should say so before a model is fetched.
  onProgress({ stage: 'tissue' });
  const { plan, mask, holes, encodedNow, seed, precision, ...found } = await runArchitecture(request, tools);
  const { seconds } = tools;
  return {
    id: crypto.randomUUID(),
    ...found,
    run: runRecord({
      version: context.version,
      request,
      plan,
      mask,
      report,
      kind: tools.backEnd(),
      precision,
      notes: notesOf(tools, plan.enlargement, holes.size),
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

/** The notes so far, and what only the end tells. */
function notesOf(tools: RunTools, enlargement: number, damagedTiles: number): RunTools['notes'] {
  if (enlargement > 1.001) tools.note({ kind: 'enlarged', factor: enlargement });
  if (damagedTiles > 0) tools.note({ kind: 'holes', count: damagedTiles });
  return tools.notes;
}
