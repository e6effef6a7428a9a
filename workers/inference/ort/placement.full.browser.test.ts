import * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, it } from 'vitest';
import { parseBundleIndex } from '#core/model/bundle-index.ts';
import { hasEncoder, parseManifest } from '#core/model/manifest.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { hasReferenceBundle, referenceBundleUrl } from '#test-support/browser-data.ts';
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

/** Configurations of DSCA that no shipped bundle has. */
const VARIANTS = ['dsca-avgpool-fusion-pre', 'dsca-cox', 'dsca-gapool-cat-post-2-layers'];
const made = await Promise.all(VARIANTS.map(hasReferenceBundle));

const headGraphs = (manifest: ModelManifest) => Object.values(manifest.head.graphs);
const allGraphs = (manifest: ModelManifest) => [
  ...(hasEncoder(manifest) ? [manifest.encoder.files.fp32] : []),
  ...headGraphs(manifest),
];

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
    for (const { path } of bundles) await openAllOnGpu(`${modelsUrl}${path}`, allGraphs);
  });

  it.skipIf(!made.every(Boolean))(
    'has every node of the variants of DSCA’s head (skipped where none were made)',
    async () => {
      for (const id of VARIANTS) await openAllOnGpu(referenceBundleUrl(id), headGraphs);
    },
  );
});

/** Opens a bundle's graphs; throws where a node would run on the CPU. */
async function openAllOnGpu(baseUrl: string, paths: (manifest: ModelManifest) => readonly string[]): Promise<void> {
  for (const file of paths(parseManifest(await json(`${baseUrl}model.json`)))) {
    const model = await (await fetch(`${baseUrl}${file}`)).arrayBuffer();
    const session = await ort.InferenceSession.create(new Uint8Array(model), GPU_ONLY);
    await session.release();
  }
}
