import { expect, it } from 'vitest';
import { smallBundle } from '#test-support/small-bundle.ts';
import type { HeadGraphs } from '#core/pipelines/head-ports.ts';
import { tdaMilDifferences } from './golden-tda-mil.ts';
import type { GoldenReader } from './golden-file.ts';
import { parseSafetensors } from './safetensors.ts';

it('tries the graphs that only questions use, where a bundle brings them', async () => {
  const { manifest, model, files } = await smallBundle();
  const tensors = parseSafetensors(files.get('golden/head.safetensors') ?? new Uint8Array());
  const read = ((name: string) => tensors.get(name)) as GoldenReader;
  const limits = { scoreBytes: 2 ** 20, tensorBytes: 2 ** 20 };
  const worst = async (graphs: HeadGraphs) => {
    const found = Object.values(await tdaMilDifferences(manifest, graphs, read, { limits }));
    return Math.max(...found.map(({ value, limit }) => value / limit));
  };
  expect(await worst(model.graphs())).toBeLessThan(1);
  expect(await worst(model.graphs(undefined, false))).toBeLessThan(1);
  const spoilt = model.graphs();
  const run = spoilt.run.bind(spoilt);
  spoilt.run = async (graph, inputs) => {
    const out = await run(graph, inputs);
    if (graph !== 'first-join' || !out['y']) return out;
    return { y: { ...out['y'], data: out['y'].data.map((value) => value * 1.1) } };
  };
  expect(await worst(spoilt)).toBeGreaterThan(1);
});
