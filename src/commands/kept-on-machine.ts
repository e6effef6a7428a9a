import type { KeptSlideFeatures } from '#workers/inference/contract.ts';

/** What is kept on this machine. */
export interface KeptOnMachine {
  readonly features: readonly KeptSlideFeatures[];
  readonly results: readonly { readonly fingerprint: string; readonly count: number; readonly bytes: number }[];
  readonly modelBytes: number;
}
