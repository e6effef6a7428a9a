import { serveCalls } from '#workers/shared/calls.ts';
import { createRuntime } from '#workers/inference/ort/runtime.ts';
import { measureEncoder, measureHead } from './measure.ts';
import type { HarnessCalls } from './main.ts';
import { openQuestions } from './questions.ts';
import type { QuestionBench } from './questions.ts';

// ONNX Runtime starts its threads from this very chunk.
if (!self.name.startsWith('em-pthread')) {
  const runtime = createRuntime();
  const wasm = async () => {
    const backEnd = await runtime.open('wasm');
    if (!backEnd) throw new Error('no WASM');
    return backEnd;
  };
  let questions: QuestionBench | null = null;
  const asked = () => {
    if (!questions) throw new Error('open comes first');
    return questions;
  };
  serveCalls<HarnessCalls>({
    encoder: async (request) => ({ value: await measureEncoder(await wasm(), request) }),
    head: async ({ n }) => ({ value: await measureHead(await wasm(), n) }),
    async open({ modelsUrl, ...request }) {
      await questions?.release();
      const read = async (path: string) => new Uint8Array(await (await fetch(`${modelsUrl}${path}`)).arrayBuffer());
      questions = await openQuestions(await wasm(), request, read);
      return { value: null };
    },
    async prepare() {
      await asked().prepare();
      return { value: null };
    },
    async ask({ kept }) {
      await asked().ask(kept);
      return { value: null };
    },
    threads: async () => ({ value: (await runtime.report()).wasm.threads }),
  });
}
