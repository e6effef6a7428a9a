import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { HeadLimits } from '#core/pipelines/head-ports.ts';
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

/** A graph, and the file that holds its weights where they lie outside of it. */
export interface OrtModel {
  readonly graph: Uint8Array;
  /** `path` as the graph names it. Borrowed while the session is made, and read then only. */
  readonly external?: { readonly path: string; readonly data: Uint8Array };
}

export interface OrtBackEndOptions {
  readonly ort: Ort;
  readonly kind: BackEnd;
  readonly queue: Queue;
  readonly limits: HeadLimits;
  /**
   * The WebGPU device to run on. It goes with every session: `env.webgpu.device` is read only by the older JSEP build, and ONNX Runtime would
   * silently make a device of its own.
   */
  readonly device?: GPUDevice;
  /** Resolves with the reason when the GPU device is lost; what runs then is given up, because it may never come back. */
  readonly whenLost?: Promise<string>;
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
  createSession(model: OrtModel, options?: { readonly keep?: boolean }): Promise<OrtSession>;
}

export interface OrtSession {
  /** Outputs belong to the caller, who disposes them. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** A lost device may fail a run a little before it is reported lost. */
const LOSS_REPORT_MS = 200;

export function createOrtBackEnd({ ort, kind, queue, limits, ...rest }: OrtBackEndOptions): OrtBackEnd {
  let lost: string | null = null;
  const givenUp = (rest.whenLost ?? new Promise<never>(() => undefined)).then((what) => {
    lost = what;
    throw new FoveaError('run/gpu-lost', { what });
  });
  givenUp.catch(() => undefined);
  const guarded = <T>(job: () => Promise<T>): Promise<T> =>
    queue(async () => {
      // A run on a device that is known to be lost never returns: ONNX Runtime 1.30 spins inside WASM, deaf to everything.
      if (lost !== null) throw new FoveaError('run/gpu-lost', { what: lost });
      try {
        return await Promise.race([job(), givenUp]);
      } catch (error) {
        if (rest.whenLost) await Promise.race([rest.whenLost, nothingAfter(LOSS_REPORT_MS)]);
        throw toRunError(error, kind, lost);
      }
    });
  return {
    kind,
    limits,
    Tensor: ort.Tensor,
    async createSession({ graph, external }, { keep = false } = {}) {
      const session = await guarded(() =>
        ort.InferenceSession.create(graph, {
          executionProviders: [rest.device ? { name: 'webgpu', device: rest.device } : kind],
          graphOptimizationLevel: 'all',
          ...(external ? { externalData: [external] } : {}),
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

function nothingAfter(ms: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(null);
    }, ms);
  });
}
