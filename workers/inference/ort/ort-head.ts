import type { Tensor } from 'onnxruntime-web/webgpu';
import type { ModelManifest } from '#core/model/manifest.ts';
import { optionalGraphs, requiredGraphs } from '#core/model/required-graphs.ts';
import type { HeadGraphs, HeadInput, HostTensor, KeptTensor, PixelTensor } from '#core/pipelines/head-ports.ts';
import type { OrtBackEnd, OrtSession } from './ort-back-end.ts';

/** Head graphs of a bundle as sessions of one back end; graphs that share a file share a session. */
export async function createOrtHead(
  backEnd: OrtBackEnd,
  manifest: Pick<ModelManifest, 'head'>,
  file: (path: string) => Uint8Array,
): Promise<HeadGraphs & { release(): Promise<void> }> {
  const sessions = new Map<string, Promise<OrtSession>>();
  const byGraph = new Map<string, OrtSession>();
  try {
    for (const graph of [...requiredGraphs(manifest.head), ...optionalGraphs(manifest.head)]) {
      const path = manifest.head.graphs[graph];
      if (path === undefined) throw new Error(`the bundle has no graph ${graph}`);
      const keep = graph.endsWith('-kv');
      const session = sessions.get(path) ?? backEnd.createSession({ graph: file(path) }, { keep });
      sessions.set(path, session);
      byGraph.set(graph, await session);
    }
  } catch (error) {
    // Settled, not awaited one by one: what went wrong first is what is told.
    await Promise.allSettled([...new Set(byGraph.values())].map((session) => session.release()));
    throw error;
  }

  const kept = new WeakMap<KeptTensor, Tensor>();
  const execute = (graph: string, inputs: Readonly<Record<string, HeadInput>>) => {
    const session = byGraph.get(graph);
    if (!session) throw new Error(`the head has no graph ${graph}`);
    const feeds: Record<string, Tensor> = {};
    for (const [name, input] of Object.entries(inputs)) {
      const tensor = 'data' in input ? tensorOf(backEnd, input) : kept.get(input);
      if (!tensor) throw new Error(`${name} of ${graph} was not kept by this head`);
      feeds[name] = tensor;
    }
    return session.run(feeds);
  };

  return {
    has: (graph) => byGraph.has(graph),
    async run(graph, inputs) {
      const outputs = await execute(graph, inputs);
      try {
        const answer: Record<string, HostTensor> = {};
        for (const [name, output] of Object.entries(outputs)) {
          const data = await output.getData();
          if (!(data instanceof Float32Array)) throw new Error(`${name} of ${graph} is not float32`);
          answer[name] = { data: data as Float32Array<ArrayBuffer>, dims: output.dims };
        }
        return answer;
      } finally {
        for (const output of Object.values(outputs)) output.dispose();
      }
    },
    async runKeeping(graph, inputs) {
      const outputs = await execute(graph, inputs);
      const answer: Record<string, KeptTensor> = {};
      for (const [name, output] of Object.entries(outputs)) {
        const one: KeptTensor = {
          dims: output.dims,
          dispose() {
            output.dispose();
            kept.delete(one);
          },
        };
        kept.set(one, output);
        answer[name] = one;
      }
      return answer;
    },
    async release() {
      for (const session of sessions.values()) await (await session).release();
    },
  };
}

function tensorOf({ Tensor }: OrtBackEnd, { data, dims }: HostTensor | PixelTensor): Tensor {
  return data instanceof Uint8Array ? new Tensor('uint8', data, dims) : new Tensor('float32', data, dims);
}
