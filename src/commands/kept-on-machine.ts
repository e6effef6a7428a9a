import type { KeptSlideFeatures } from '#workers/inference/contract.ts';

/** What is kept on this machine. */
export interface KeptOnMachine {
  readonly features: readonly KeptSlideFeatures[];
  /** By slide; its name is empty where it is not known any more. */
  readonly results: readonly {
    readonly fingerprint: string;
    readonly name: string;
    readonly count: number;
    readonly bytes: number;
  }[];
  readonly modelBytes: number;
}
