import { level0Rect } from '#core/geometry/frames.ts';
import type { RunResult } from '#core/result/run-result.ts';

/** A made-up result of three patches whose every field differs from its default. */
export function sampleResult(): RunResult {
  return {
    id: 'b7a1e6d0-0000-4000-8000-000000000001',
    patches: [level0Rect(0, 0, 254, 254), level0Rect(254, 0, 254, 254), level0Rect(508, 254, 254, 254)],
    maps: [
      { id: 'task-relevance', values: Float32Array.of(0, 0.1, 0.987654321) },
      { id: 'bottom-up-attention', values: Float32Array.of(1 / 3, 1e-9, 0.25) },
      { id: 'top-down-attention', values: Float32Array.of(0.5, 0.125, 3.4e-38) },
    ],
    answer: { classes: ['benign', '=HYPERLINK("x")'], logits: [-1.5, 2.25], scores: [0.02297737, 0.97702263] },
    run: {
      software: { name: 'Fovea', version: '0.1.0' },
      slide: {
        name: '<b>slide</b>.svs',
        fingerprint: 'a'.repeat(64),
        width: 2220,
        height: 2967,
        spacingXUmPerPx: 0.499,
        spacingYUmPerPx: 0.499,
        spacingStatedBy: 'metadata',
      },
      bundle: {
        id: 'test',
        version: '1.0.0',
        name: 'Test',
        architecture: 'tda-mil',
        files: [{ path: 'encoder.onnx', sha256: 'b'.repeat(64) }],
      },
      plan: {
        stepPx: 253.7,
        sizePx: 254,
        columns: 9,
        rows: 12,
        modelSizePx: 128,
        modelSpacingUmPerPx: 1,
        minCoverage: 0.5,
        enlargement: 0.499,
      },
      tissue: {
        spacingUmPerPx: 8,
        closeHolesUm2: 16000,
        dropSpecksUm2: 16000,
        saturationThreshold: null,
        threshold: 48,
        tissueShare: 0.31,
      },
      backEnd: { kind: 'wasm', adapter: null, threads: 2, precision: 'fp32' },
      notes: ['a note'],
      damagedTiles: 1,
      startedAt: '2026-01-02T03:04:05.678Z',
      finishedAt: '2026-01-02T03:05:05.678Z',
      seed: null,
    },
    timings: {
      modelSeconds: 1,
      tissueSeconds: 0.5,
      encodeSeconds: 10,
      headSeconds: 0.25,
      totalSeconds: 12,
      patchesPerSecond: 0.3,
    },
  };
}
