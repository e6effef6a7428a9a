import type { SlideClient } from '../slide/contract.ts';
import type { InferenceClient } from './contract.ts';

export interface InferenceClientDependencies {
  /** Where the worker gets pixels from: it asks for a port of its own for every worker that it starts. */
  readonly slides: Pick<SlideClient, 'openPort'>;
}

export type CreateInferenceClient = (
  dependencies: InferenceClientDependencies,
) => InferenceClient & { dispose(): void };
