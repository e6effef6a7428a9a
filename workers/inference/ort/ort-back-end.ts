import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { HeadLimits } from '#core/pipelines/tda-mil-head.ts';
import type { BackEnd } from '../contract.ts';
import type { Queue } from './queue.ts';
import { toRunError } from './run-errors.ts';

/** What of an ONNX Runtime package is used; the web and the Node build share it. */
export interface Ort {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: typeof Tensor;
}

export interface OrtBackEndOptions {
  readonly ort: Ort;
  readonly kind: BackEnd;
  readonly queue: Queue;
  readonly limits: HeadLimits;
  /** Why the GPU device was lost, or null while all is well. */
  readonly lost?: () => string | null;
  readonly sessionOptions?: InferenceSession.SessionOptions;
}

/**
 * One execution provider of ONNX Runtime. Sessions are created and run through the queue only; failures come out as
 * `run/*` errors.
 */
export interface OrtBackEnd {
  readonly kind: BackEnd;
  readonly limits: HeadLimits;
  readonly Tensor: typeof Tensor;
  /** @param keep leave the outputs in the GPU's memory (no effect on WASM) */
  createSession(model: Uint8Array, options?: { readonly keep?: boolean }): Promise<OrtSession>;
}

export interface OrtSession {
  /** Outputs belong to the caller, who disposes them. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

export function createOrtBackEnd({ ort, kind, queue, limits, ...rest }: OrtBackEndOptions): OrtBackEnd {
  const guarded = <T>(job: () => Promise<T>): Promise<T> =>
    queue(async () => {
      try {
        return await job();
      } catch (error) {
        throw toRunError(error, kind, rest.lost?.() ?? null);
      }
    });
  return {
    kind,
    limits,
    Tensor: ort.Tensor,
    async createSession(model, { keep = false } = {}) {
      const session = await guarded(() =>
        ort.InferenceSession.create(model, {
          executionProviders: [kind],
          graphOptimizationLevel: 'all',
          ...(keep && kind === 'webgpu' ? { preferredOutputLocation: 'gpu-buffer' as const } : {}),
          ...rest.sessionOptions,
        }),
      );
      return {
        run: (feeds) => guarded(() => session.run(feeds)),
        release: () => guarded(() => session.release()),
      };
    },
  };
}
