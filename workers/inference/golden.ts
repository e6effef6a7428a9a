import { hasEncoder } from '#core/model/manifest.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import type { Encoder } from '#core/pipelines/ports.ts';
import type { HeadGraphs, HeadOptions } from '#core/pipelines/head-ports.ts';
import type { BackEnd, GoldenReport } from './contract.ts';
import type { BundleFiles } from './bundle-files.ts';
import { attentionSamplingDifferences } from './golden-attention-sampling.ts';
import { dscaDifferences } from './golden-dsca.ts';
import { cosine, goldenFile } from './golden-file.ts';
import type { Difference, GoldenReader } from './golden-file.ts';
import { tdaMilDifferences } from './golden-tda-mil.ts';

/** How far a back end's features may be from PyTorch's, by their cosine. */
const ENCODER_COSINE = 0.999;

/** Runs a bundle's golden inputs on one back end and compares whole tensors with the stored answers. */
export async function checkGolden(request: {
  readonly manifest: ModelManifest;
  readonly files: BundleFiles;
  readonly backEnd: BackEnd;
  /** Null where the bundle has none. */
  readonly encoder: Encoder | null;
  readonly graphs: HeadGraphs;
  readonly options: HeadOptions;
  readonly now: () => number;
}): Promise<GoldenReport> {
  const { manifest, files, encoder, graphs, options } = request;
  const started = request.now();
  const encoderCosine =
    encoder && hasEncoder(manifest)
      ? await encoderAgreement(
          encoder,
          manifest.patch_size_pixels,
          goldenFile(manifest.id, manifest.golden.encoder, files),
        )
      : null;
  const read = goldenFile(manifest.id, manifest.golden.head, files);
  const found = await headDifferences(manifest, graphs, read, options);
  const passed =
    (encoderCosine === null || encoderCosine >= ENCODER_COSINE) &&
    Object.values(found).every(({ value, limit }) => value <= limit);
  return {
    backEnd: request.backEnd,
    passed,
    differences: Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value])),
    limits: Object.fromEntries(Object.entries(found).map(([name, { limit }]) => [name, limit])),
    encoderCosine,
    leastCosine: ENCODER_COSINE,
    seconds: (request.now() - started) / 1000,
  };
}

async function encoderAgreement(encoder: Encoder, sizePx: number, read: GoldenReader): Promise<number> {
  const features = await encoder.encode(read('patch', 'U8', sizePx * sizePx * 3).data, 1);
  return cosine(features, read('features', 'F32', encoder.featureDim).data);
}

function headDifferences(
  manifest: ModelManifest,
  graphs: HeadGraphs,
  read: GoldenReader,
  options: HeadOptions,
): Promise<Record<string, Difference>> {
  switch (manifest.architecture) {
    case 'tda-mil':
      return tdaMilDifferences(manifest, graphs, read, options);
    case 'attention-sampling':
      return attentionSamplingDifferences(manifest, graphs, read, options);
    case 'dsca':
      return dscaDifferences(manifest, graphs, read, options);
  }
}

/** What failed, in words for the error's context. */
export function describeGolden(report: GoldenReport): string {
  const differences = Object.entries(report.differences).map(
    ([name, value]) => `${name} off by ${value.toPrecision(3)}`,
  );
  const encoder = report.encoderCosine === null ? [] : [`encoder cosine ${report.encoderCosine.toFixed(5)}`];
  return [...encoder, ...differences].join(', ');
}
