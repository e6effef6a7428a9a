import type { ManifestOf } from '#core/model/manifest.ts';
import { parseManifest } from '#core/model/manifest.ts';
import { runDscaHead } from '#core/pipelines/dsca-head.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import type { HeadGraphs } from '#core/pipelines/head-ports.ts';
import { askDsca, rememberDsca } from '#core/what-if/dsca-question.ts';
import { askTdaMil, rememberTdaMil } from '#core/what-if/tda-mil-question.ts';
import type { OrtBackEnd } from '#workers/inference/ort/ort-back-end.ts';
import { createOrtHead } from '#workers/inference/ort/ort-head.ts';
import { MEMORY_BYTES } from '#workers/inference/what-if.ts';
import { headFiles } from '#test-support/tda-mil-onnx.ts';
import { randomNumbers, smallTdaMil } from '#test-support/tda-mil-model.ts';
import { HEAD } from './measure.ts';

/** A head that is asked: one that ships, or a TDA-MIL of the size of {@link HEAD} with random weights. */
export type AskedHead = 'carcinoma-tda-mil' | 'phantom-dsca' | 'default-tda-mil';

/** Bytes of a file of the bundles that ship, by its path under `models/`. */
export type ReadModel = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

export interface Asked {
  readonly head: AskedHead;
  readonly n: number;
}

/** Questions about a bag of random features, and the plain head over what they keep. */
export interface QuestionBench {
  /** What questions share is computed. */
  prepare(): Promise<void>;
  ask(kept: Uint8Array): Promise<void>;
  /** The whole head over a bag of only the kept patches, from their features: what a question must equal, and is measured beside. */
  whole(kept: Uint8Array): Promise<void>;
  release(): Promise<void>;
}

export async function openQuestions(backEnd: OrtBackEnd, { head, n }: Asked, read: ReadModel): Promise<QuestionBench> {
  const options = { limits: backEnd.limits };
  const random = randomNumbers(n);
  const numbers = (count: number) => Float32Array.from({ length: count }, random);
  const pick = (data: Float32Array, width: number, kept: Uint8Array) => {
    const rows = new Float32Array(kept.reduce((a, b) => a + b, 0) * width);
    let to = 0;
    for (const [i, one] of kept.entries())
      if (one === 1) rows.set(data.subarray(i * width, (i + 1) * width), width * to++);
    return rows;
  };
  if (head === 'phantom-dsca') {
    const { manifest, graphs } = await shippedHead(backEnd, head, read);
    if (manifest.architecture !== 'dsca') throw new Error(`${head} is no DSCA`);
    const D = manifest.head.features;
    const [low, high] = [numbers(n * D), numbers(n * 16 * D)];
    const side = Math.ceil(Math.sqrt(n));
    const places = {
      column: Int32Array.from({ length: n }, (_, i) => i % side),
      row: Int32Array.from({ length: n }, (_, i) => Math.floor(i / side)),
    };
    const fine = (from: number, to: number) => ({
      data: high.subarray(from * 16 * D, to * 16 * D),
      dims: [to - from, 16, D],
    });
    let memory: Awaited<ReturnType<typeof rememberDsca>> | null = null;
    return {
      async prepare() {
        memory = await rememberDsca(graphs, manifest, { low, high: fine, places }, options);
      },
      async ask(kept) {
        if (!memory) throw new Error('prepare comes first');
        await askDsca(graphs, manifest, memory, kept, options);
      },
      async whole(kept) {
        const isKept = (_: number, i: number) => kept[i] === 1;
        const bag = { low: pick(low, D, kept), high: pick(high, 16 * D, kept) };
        const own = { column: places.column.filter(isKept), row: places.row.filter(isKept) };
        await runDscaHead(graphs, manifest.head, { ...bag, places: own }, options);
      },
      release: () => graphs.release(),
    };
  }
  const { manifest, graphs } =
    head === 'default-tda-mil' ? await defaultHead(backEnd) : await shippedTdaMil(backEnd, head, read);
  const D = manifest.head.features;
  const features = numbers(n * D);
  let memory: Awaited<ReturnType<typeof rememberTdaMil>> | null = null;
  return {
    async prepare() {
      memory = await rememberTdaMil(graphs, manifest, { data: features, dims: [n, D] }, options, MEMORY_BYTES);
    },
    async ask(kept) {
      if (!memory) throw new Error('prepare comes first');
      await askTdaMil(graphs, manifest, memory, kept, options);
    },
    async whole(kept) {
      const data = pick(features, D, kept);
      await runTdaMilHead(graphs, manifest.head, { data, dims: [data.length / D, D] }, options);
    },
    release: () => graphs.release(),
  };
}

type OpenHead = HeadGraphs & { release(): Promise<void> };

async function shippedHead(backEnd: OrtBackEnd, id: string, read: ReadModel) {
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(await read(`${id}/model.json`))));
  const paths = [...new Set(Object.values(manifest.head.graphs))];
  const files = new Map(await Promise.all(paths.map(async (path) => [path, await read(`${id}/${path}`)] as const)));
  const graphs: OpenHead = await createOrtHead(backEnd, manifest, (path) => files.get(path) ?? new Uint8Array());
  return { manifest, graphs };
}

type AskedTdaMil = Pick<ManifestOf<'tda-mil'>, 'head' | 'maps' | 'class_names'>;

async function shippedTdaMil(
  backEnd: OrtBackEnd,
  id: string,
  read: ReadModel,
): Promise<{ manifest: AskedTdaMil; graphs: OpenHead }> {
  const { manifest, graphs } = await shippedHead(backEnd, id, read);
  if (manifest.architecture !== 'tda-mil') throw new Error(`${id} is no TDA-MIL`);
  return { manifest, graphs };
}

async function defaultHead(backEnd: OrtBackEnd): Promise<{ manifest: AskedTdaMil; graphs: OpenHead }> {
  const model = smallTdaMil({ ...HEAD, shared: true, secondPass: 'from-input', scale: 0.05 });
  const files = headFiles(model);
  const head = { ...model.head, graphs: Object.fromEntries([...files.keys()].map((name) => [name, name])) };
  const map = { label: '', reading: '', min: 0, max: null };
  const manifest: AskedTdaMil = {
    head,
    class_names: ['no', 'yes'],
    maps: [
      { id: 'task-relevance', ...map },
      { id: 'bottom-up-attention', ...map },
      { id: 'top-down-attention', ...map },
    ],
  };
  return { manifest, graphs: await createOrtHead(backEnd, { head }, (path) => files.get(path) ?? new Uint8Array()) };
}
