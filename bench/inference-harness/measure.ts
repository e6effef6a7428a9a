import type { OrtBackEnd } from '#workers/inference/ort/ort-back-end.ts';
import { createOrtEncoder } from '#workers/inference/ort/ort-encoder.ts';
import { createOrtHead } from '#workers/inference/ort/ort-head.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import { headFiles } from '#test-support/tda-mil-onnx.ts';
import { randomNumbers, smallTdaMil } from '#test-support/tda-mil-model.ts';

export interface EncoderRequest {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly featureDim: number;
  readonly patchSizePx: number;
  readonly batch: number;
  readonly seconds: number;
}

/** Patches per second of an encoder on one back end, warm: pixels are there already, features are brought back. */
export async function measureEncoder(backEnd: OrtBackEnd, request: EncoderRequest): Promise<number> {
  const { patchSizePx, batch } = request;
  const encoder = await createOrtEncoder(backEnd, { graph: request.model }, request);
  const random = randomNumbers(1);
  const pixels = Uint8Array.from({ length: batch * patchSizePx ** 2 * 3 }, () => Math.floor((random() + 1) * 127));
  await encoder.encode(pixels, batch);
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < request.seconds * 1000) {
    await encoder.encode(pixels, batch);
    done += batch;
  }
  const rate = (done * 1000) / (performance.now() - started);
  await encoder.release();
  return rate;
}

/** D, d, h and L of the head that is timed: the size of the models that ship, and larger ones. */
export const HEAD = { features: 256, width: 256, heads: 8, blocks: 2, classes: 2 } as const;

/** Seconds of a TDA-MIL head with random weights over n random patches. */
export async function measureHead(backEnd: OrtBackEnd, n: number): Promise<number> {
  const model = smallTdaMil({ ...HEAD, shared: true, secondPass: 'from-input', scale: 0.05 });
  const files = headFiles(model);
  const graphs = Object.fromEntries([...files.keys()].map((name) => [name, name]));
  const head = { ...model.head, graphs };
  const sessions = await createOrtHead(backEnd, { head }, (path) => files.get(path) ?? new Uint8Array());
  const random = randomNumbers(n);
  const features = { data: Float32Array.from({ length: n * HEAD.features }, random), dims: [n, HEAD.features] };
  const started = performance.now();
  const answer = await runTdaMilHead(sessions, head, features, { limits: backEnd.limits });
  const seconds = (performance.now() - started) / 1000;
  if (!answer.topDownAttention.every(Number.isFinite)) throw new Error('the head gave values that are no numbers');
  await sessions.release();
  return seconds;
}
