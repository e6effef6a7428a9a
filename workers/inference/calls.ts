import type { BackEndReport, GoldenReport, PlanAnswer, PlanRequest, RunProgress, RunRequest } from './contract.ts';
import type { AddBundleRequest, BackEnd, BundleRef, DroppedBundleSource, FeaturesRequest } from './contract.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import type { SentResult } from '../shared/sent-patches.ts';
import type { SentAnswer, SentSubject } from './what-if-subject.ts';

/**
 * Bundles found right on a back end, as keys of {@link verdictKey}. The page keeps them, because the worker that found them
 * may be ended at any time.
 */
export type VerdictKey = string;

/** Progress as it crosses to the page: what the caller sees, and verdicts for the page's memory. */
export type WorkerProgress =
  | Exclude<RunProgress, { readonly stage: 'partial' }>
  | { readonly stage: 'partial'; readonly result: SentResult }
  | { readonly stage: 'verified'; readonly key: VerdictKey };

/** Calls of the inference worker as they cross between threads; `client.ts` is what the page sees. */
export interface InferenceCalls {
  readonly backEnds: { readonly request: null; readonly answer: BackEndReport };
  /** Gives the worker a port to the slide worker; before the first `plan` or `run`. */
  readonly connect: { readonly request: { readonly port: MessagePort }; readonly answer: null };
  readonly plan: { readonly request: PlanRequest; readonly answer: PlanAnswer };
  readonly run: {
    readonly request: {
      readonly run: RunRequest;
      readonly verified: readonly VerdictKey[];
      /** What all kept features may take together; absent: as the worker has it. */
      readonly featureLimitBytes?: number;
    };
    readonly answer: SentResult;
  };
  /** The run under way is to answer from what there is; nothing where none is. */
  readonly stopRun: { readonly request: null; readonly answer: null };
  readonly features: { readonly request: FeaturesRequest; readonly answer: Float32Array<ArrayBuffer> };
  /** Takes the place of the subject before it, and of all that was kept for that. */
  readonly whatIfSubject: {
    readonly request: { readonly key: number; readonly subject: SentSubject };
    readonly answer: null;
  };
  /** Computes what questions about the subject last given share; `key` must be that subject's. */
  readonly whatIfPrepare: {
    readonly request: { readonly key: number; readonly verified: readonly VerdictKey[] };
    readonly answer: null;
  };
  /** A question about the subject last given, which must have this key. */
  readonly whatIf: {
    readonly request: {
      readonly key: number;
      readonly kept: Uint8Array<ArrayBuffer>;
      readonly verified: readonly VerdictKey[];
    };
    readonly answer: SentAnswer;
  };
  readonly check: {
    readonly request: { readonly bundle: BundleRef; readonly backEnd: BackEnd };
    readonly answer: GoldenReport;
  };
  readonly inspectBundle: {
    readonly request: { readonly source: DroppedBundleSource };
    readonly answer: ModelManifest;
  };
  readonly addBundle: { readonly request: AddBundleRequest; readonly answer: readonly GoldenReport[] };
}
