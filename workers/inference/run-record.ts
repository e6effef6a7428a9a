import type { Precision } from '#core/model/precision.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { recordedNote } from '#core/result/record-notes.ts';
import type { RunCoverage, RunRecord } from '#core/result/run-result.ts';
import type { TissueMask } from '#core/tissue/tissue-mask.ts';
import type { BackEnd, BackEndReport, RunNote, RunRequest } from './contract.ts';

/** What a result says about how it was made. */
export function runRecord(made: {
  readonly version: string;
  readonly request: RunRequest;
  readonly plan: Omit<PatchPlan, 'column' | 'row'> & { readonly scale?: number };
  /** Null where no tissue was looked for. */
  readonly mask: TissueMask | null;
  readonly report: BackEndReport;
  readonly kind: BackEnd;
  readonly precision: Precision;
  readonly notes: readonly RunNote[];
  /** Absent where the run went to its end. */
  readonly coverage?: RunCoverage;
  readonly damagedTiles: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Null where nothing random took part. */
  readonly seed: number | null;
}): RunRecord {
  const { slide, bundle } = made.request;
  const { manifest } = bundle;
  const { plan, mask, report } = made;
  return {
    software: { name: 'Fovea', version: made.version },
    slide: {
      name: slide.name,
      fingerprint: slide.fingerprint,
      width: slide.width,
      height: slide.height,
      spacingXUmPerPx: slide.spacing.xUmPerPx,
      spacingYUmPerPx: slide.spacing.yUmPerPx,
      spacingStatedBy: slide.spacingStatedBy,
    },
    bundle: {
      id: manifest.id,
      version: manifest.version,
      name: manifest.name,
      architecture: manifest.architecture,
      files: manifest.files.map(({ path, sha256 }) => ({ path, sha256 })),
    },
    plan: {
      stepPx: plan.stepPx,
      sizePx: plan.sizePx,
      columns: plan.columns,
      rows: plan.rows,
      modelSizePx: plan.modelSizePx,
      modelSpacingUmPerPx: plan.modelSpacingUmPerPx,
      minCoverage: manifest.tissue.min_coverage,
      enlargement: plan.enlargement,
      ...(plan.scale === undefined ? {} : { scale: plan.scale }),
    },
    tissue: mask ? { ...mask.parameters, threshold: mask.threshold, tissueShare: mask.tissueShare } : null,
    backEnd: {
      kind: made.kind,
      adapter: made.kind === 'webgpu' ? (report.webgpu?.adapter ?? null) : null,
      threads: report.wasm.threads,
      precision: made.precision,
    },
    notes: made.notes.map(recordedNote),
    ...(made.coverage ? { coverage: made.coverage } : {}),
    damagedTiles: made.damagedTiles,
    startedAt: made.startedAt.toISOString(),
    finishedAt: made.finishedAt.toISOString(),
    seed: made.seed,
  };
}
