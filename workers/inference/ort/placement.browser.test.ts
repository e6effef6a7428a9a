import * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, it } from 'vitest';
import { parseBundleIndex } from '#core/model/bundle-index.ts';
import { hasEncoder, parseManifest } from '#core/model/manifest.ts';
import { onnxModel } from '#test-support/onnx-writer.ts';
import { findAdapter, openGpu } from './gpu.ts';

const modelsUrl = new URL('/models/', location.href).href;
const json = async (url: string): Promise<unknown> => (await fetch(url)).json();

const found = await findAdapter();
if (!found) throw new Error('these tests need the software adapter');
const { device } = await openGpu(found.adapter);

/** ONNX Runtime refuses a model with this option if any of its nodes would run on the CPU, copies to and fro included. */
const GPU_ONLY = {
  executionProviders: [{ name: 'webgpu', device }],
  extra: { session: { disable_cpu_ep_fallback: '1' } },
};

describe('node placement on WebGPU', () => {
  it('notices a node that only the CPU has', async () => {
    const info = (name: string) => ({ name, type: 'float32' as const, shape: ['n', 4] });
    const hardmax = onnxModel({
      inputs: [info('x')],
      outputs: [info('y')],
      constants: [],
      nodes: [{ op: 'Hardmax', inputs: ['x'], outputs: ['y'] }],
    });
    await expect(ort.InferenceSession.create(hardmax, GPU_ONLY)).rejects.toThrow(/fallback/i);
  });

  it('has every node of every shipped graph', async () => {
    const { bundles } = parseBundleIndex(await json(`${modelsUrl}index.json`));
    expect(bundles.length).toBeGreaterThan(0);
    for (const { path } of bundles) {
      const manifest = parseManifest(await json(`${modelsUrl}${path}model.json`));
      const encoder = hasEncoder(manifest) ? [manifest.encoder.files.fp32] : [];
      for (const file of [...encoder, ...Object.values(manifest.head.graphs)]) {
        const model = await (await fetch(`${modelsUrl}${path}${file}`)).arrayBuffer();
        const session = await ort.InferenceSession.create(new Uint8Array(model), GPU_ONLY);
        await session.release();
      }
    }
  });
});
