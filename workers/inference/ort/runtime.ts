import * as ort from 'onnxruntime-web/webgpu';
import type { HeadLimits } from '#core/pipelines/head-ports.ts';
import type { BackEnd, BackEndReport } from '../contract.ts';
import { findAdapter, openGpu } from './gpu.ts';
import { createOrtBackEnd } from './ort-back-end.ts';
import type { OrtBackEnd } from './ort-back-end.ts';
import { createQueue } from './queue.ts';

/** What the service needs of ONNX Runtime and the machine; tests give another. */
export interface Runtime {
  report(): Promise<BackEndReport>;
  /** Null where this machine has no such back end. The same object is given each time. */
  open(kind: BackEnd): Promise<OrtBackEnd | null>;
  /** Why the GPU that was opened here is lost; null where it is not. It never comes back in this worker. */
  lost(): string | null;
}

/** WASM can hold any tensor that its 4 GiB heap can; one of half of that leaves room for nothing else. */
const WASM_TENSOR_BYTES = 2 ** 31;

/** Scores of one chunk of queries: large enough that the product dominates, small enough for a phone's tab. */
const SCORE_BYTES: Record<BackEnd, number> = { wasm: 2 ** 26, webgpu: 2 ** 27 };

/** More threads than this bring little for patches of 224 px and compete with decoding. */
const MAX_THREADS = 8;

/** ONNX Runtime in this worker: one queue for all sessions of both back ends. */
export function createRuntime(options: { readonly limits?: Partial<HeadLimits> } = {}): Runtime {
  const threads = crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, MAX_THREADS) : 1;
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const queue = createQueue();
  const adapter = findAdapter();
  const opened = new Map<BackEnd, Promise<OrtBackEnd | null>>();
  let lost: string | null = null;

  const openNow = async (kind: BackEnd): Promise<OrtBackEnd | null> => {
    if (kind === 'wasm') {
      const limits = { scoreBytes: SCORE_BYTES.wasm, tensorBytes: WASM_TENSOR_BYTES, ...options.limits };
      return createOrtBackEnd({ ort, kind, queue, limits });
    }
    const found = await adapter;
    if (!found) return null;
    const gpu = await openGpu(found.adapter);
    void gpu.whenLost.then((what) => {
      lost = what;
    });
    const limits = {
      scoreBytes: SCORE_BYTES.webgpu,
      tensorBytes: gpu.device.limits.maxStorageBufferBindingSize,
      ...options.limits,
    };
    return createOrtBackEnd({ ort, kind, queue, limits, device: gpu.device, whenLost: gpu.whenLost });
  };

  return {
    async report() {
      const found = await adapter;
      return { webgpu: found?.report ?? null, wasm: { threads, crossOriginIsolated } };
    },
    open(kind) {
      const known = opened.get(kind) ?? openNow(kind);
      opened.set(kind, known);
      return known;
    },
    lost: () => lost,
  };
}
