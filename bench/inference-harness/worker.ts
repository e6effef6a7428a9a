import { serveCalls } from '#workers/shared/calls.ts';
import { createRuntime } from '#workers/inference/ort/runtime.ts';
import { measureEncoder, measureHead } from './measure.ts';
import type { HarnessCalls } from './main.ts';

// ONNX Runtime starts its threads from this very chunk.
if (!self.name.startsWith('em-pthread')) {
  const runtime = createRuntime();
  const wasm = async () => {
    const backEnd = await runtime.open('wasm');
    if (!backEnd) throw new Error('no WASM');
    return backEnd;
  };
  serveCalls<HarnessCalls>({
    encoder: async (request) => ({ value: await measureEncoder(await wasm(), request) }),
    head: async ({ n }) => ({ value: await measureHead(await wasm(), n) }),
    threads: async () => ({ value: (await runtime.report()).wasm.threads }),
  });
}
