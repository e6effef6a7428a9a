import * as ort from 'onnxruntime-node';
import type { BackEnd, BackEndReport } from '#workers/inference/contract.ts';
import { createOrtBackEnd } from '#workers/inference/ort/ort-back-end.ts';
import type { Ort, OrtBackEnd } from '#workers/inference/ort/ort-back-end.ts';
import { createQueue } from '#workers/inference/ort/queue.ts';
import type { Runtime } from '#workers/inference/ort/runtime.ts';

export interface NodeRuntimeOptions {
  readonly webgpu?: {
    /** Called before each run on it; throw to fail. */
    readonly onRun?: (run: number) => void;
    readonly whenLost?: Promise<string>;
    readonly software?: boolean;
    readonly shaderF16?: boolean;
    readonly tensorBytes?: number;
  };
  readonly threads?: number;
}

/** A {@link Runtime} over native ONNX Runtime. What it calls `webgpu` is the CPU too, and can be told to fail. */
export function nodeRuntime(options: NodeRuntimeOptions = {}): Runtime {
  const { webgpu, threads = 2 } = options;
  const queue = createQueue();
  let runs = 0;
  let lost: string | null = null;
  void webgpu?.whenLost?.then((what) => {
    lost = what;
  });
  const wrapped: Ort = {
    Tensor: ort.Tensor,
    InferenceSession: {
      async create(model) {
        const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'] });
        return {
          inputNames: session.inputNames,
          outputNames: session.outputNames,
          inputMetadata: session.inputMetadata,
          outputMetadata: session.outputMetadata,
          startProfiling: () => undefined,
          endProfiling: () => undefined,
          release: () => session.release(),
          run: async (feeds: Parameters<typeof session.run>[0]) => {
            webgpu?.onRun?.(++runs);
            return session.run(feeds);
          },
        };
      },
    },
  };
  const limits = { scoreBytes: 2 ** 20, tensorBytes: 2 ** 30 };
  const backEnds: Record<BackEnd, OrtBackEnd | null> = {
    wasm: createOrtBackEnd({
      ort,
      kind: 'wasm',
      queue,
      limits,
      sessionOptions: { executionProviders: ['cpu'], intraOpNumThreads: 1 },
    }),
    webgpu: webgpu
      ? createOrtBackEnd({
          ort: wrapped,
          kind: 'webgpu',
          queue,
          limits: { ...limits, tensorBytes: webgpu.tensorBytes ?? limits.tensorBytes },
          ...(webgpu.whenLost ? { whenLost: webgpu.whenLost } : {}),
        })
      : null,
  };
  const report: BackEndReport = {
    webgpu: webgpu
      ? {
          adapter: 'pretended adapter',
          software: webgpu.software ?? false,
          shaderF16: webgpu.shaderF16 ?? false,
          maxBufferBytes: 2 ** 28,
          maxStorageBindingBytes: webgpu.tensorBytes ?? 2 ** 27,
        }
      : null,
    wasm: { threads, crossOriginIsolated: threads > 1 },
  };
  return { report: () => Promise.resolve(report), open: (kind) => Promise.resolve(backEnds[kind]), lost: () => lost };
}
