import type { CommandContext, SavedFile } from '#commands/context.ts';
import type { ManifestOf } from '#core/model/manifest.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { makeShareLink } from '#core/result/share-link/share-link.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { createStores } from '#state/stores.ts';
import type { InferenceClient } from '#workers/inference/contract.ts';
import type { SlideClient } from '#workers/slide/contract.ts';
import { memoryAnnotations } from './memory-annotations.ts';

/** A slide of 2000 × 1000 px at 0.5 µm/px, unless said otherwise. */
export function fakeSlide(change: Partial<SlideDescription> = {}): SlideDescription {
  return {
    id: 'slide-1',
    name: 'a.svs',
    format: 'aperio-svs',
    url: null,
    width: 2000,
    height: 1000,
    levels: [
      {
        width: 2000,
        height: 1000,
        tileWidth: 256,
        tileHeight: 256,
        columns: 8,
        rows: 4,
        downsampleX: 1,
        downsampleY: 1,
      },
    ],
    spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
    spacingNote: null,
    objectivePower: 20,
    associatedImages: [],
    properties: {},
    fingerprint: 'a'.repeat(64),
    byteSize: 1000,
    ...change,
  };
}

/** A model that wants 128 px at 1 µm/px. */
export function fakeManifest(change: Partial<ManifestOf<'tda-mil'>> = {}): ManifestOf<'tda-mil'> {
  const path = (name: string) => `${name}.onnx`;
  const graphs = [
    'embed',
    'block0-kv',
    'block0-query',
    'block1-kv',
    'block1-query',
    'block1-attention',
    'select',
    'classify',
  ];
  const files = ['encoder.onnx', 'golden/e.safetensors', 'golden/h.safetensors', ...graphs.map(path)];
  return {
    spec_version: '1.0',
    id: 'nests',
    version: '1.0.0',
    name: 'Nests',
    architecture: 'tda-mil',
    phantom: true,
    task: { kind: 'classification', question: 'Nests?' },
    num_classes: 2,
    class_names: ['no', 'yes'],
    positive_class: 1,
    patch_size_pixels: 128,
    spacing_um_px: 1,
    transform: [],
    tissue: { min_coverage: 0.5 },
    order: 'y-outer',
    encoder: {
      id: 'e',
      feature_dim: 8,
      input: { name: 'patches', dtype: 'uint8', layout: 'NHWC' },
      output: { name: 'features' },
      files: { fp32: 'encoder.onnx' },
    },
    head: {
      architecture: 'tda-mil',
      features: 8,
      width: 8,
      heads: 2,
      blocks: 2,
      shared_blocks: true,
      second_pass: 'from-input',
      graphs: Object.fromEntries(graphs.map((name) => [name, path(name)])),
    },
    maps: [{ id: 'task-relevance', label: 'Task relevance', reading: 'How near.', min: 0, max: 1 }],
    golden: { encoder: 'golden/e.safetensors', head: 'golden/h.safetensors' },
    files: files.map((file) => ({ path: file, sha256: '0'.repeat(64), bytes: 10 })),
    licence: { weights: 'CC0-1.0', data: [] },
    training: { data: 'phantoms', recipe: 'none' },
    figures: [],
    intended_use: 'Tests.',
    limits: [],
    ...change,
  };
}

/** Four patches of 256 px in a row at the top of {@link fakeSlide}, with known maps. */
export function fakeResult(change: Partial<RunResult> = {}): RunResult {
  return {
    id: 'result-1',
    patches: [0, 256, 512, 768].map((x) => ({ x, y: 0, width: 256, height: 256 })),
    maps: [
      { id: 'task-relevance', values: Float32Array.of(0, 0.5, 0, 1) },
      { id: 'bottom-up-attention', values: Float32Array.of(0.25, 0.25, 0.2, 0.3) },
    ],
    answer: { classes: ['no', 'yes'], logits: [-1, 1], scores: [0.12, 0.88] },
    run: {
      software: { name: 'Fovea', version: '0.1.0' },
      slide: {
        name: 'a.svs',
        fingerprint: 'a'.repeat(64),
        width: 2000,
        height: 1000,
        spacingXUmPerPx: 0.5,
        spacingYUmPerPx: 0.5,
        spacingStatedBy: 'metadata',
      },
      bundle: { id: 'nests', version: '1.0.0', name: 'Nests', architecture: 'tda-mil', files: [] },
      plan: {
        stepPx: 256,
        sizePx: 256,
        columns: 4,
        rows: 1,
        modelSizePx: 128,
        modelSpacingUmPerPx: 1,
        minCoverage: 0.5,
        enlargement: 0.5,
      },
      tissue: {
        spacingUmPerPx: 8,
        closeHolesUm2: 0,
        dropSpecksUm2: 0,
        saturationThreshold: null,
        threshold: 20,
        tissueShare: 0.4,
      },
      backEnd: { kind: 'wasm', adapter: null, threads: 2, precision: 'fp32' },
      notes: [],
      damagedTiles: 0,
      startedAt: '2026-01-01T00:00:00.000Z',
      finishedAt: '2026-01-01T00:00:10.000Z',
      seed: null,
    },
    timings: {
      modelSeconds: 1,
      tissueSeconds: 1,
      encodeSeconds: 7,
      headSeconds: 1,
      totalSeconds: 10,
      patchesPerSecond: 0.57,
    },
    ...change,
  };
}

/**
 * As {@link fakeResult}, but of a survival model: the same four patches, each with its sixteen finer ones of 64 px, row by row. The
 * attentions sum to 1: global over the four, cross inside each four by four, product over all.
 */
export function fakeSurvivalResult(change: Partial<RunResult> = {}): RunResult {
  const { run, patches, ...rest } = fakeResult();
  const global = [0.1, 0.2, 0.3, 0.4];
  const fine = patches.flatMap(({ x, y }) =>
    Array.from({ length: 16 }, (_, i) => ({
      x: x + (i % 4) * 64,
      y: y + Math.floor(i / 4) * 64,
      width: 64,
      height: 64,
    })),
  );
  // 1 … 16 out of their sum, turned by one place from patch to patch.
  const cross = fine.map((_, i) => (1 + ((i + (i >> 4)) % 16)) / 136);
  const product = cross.map((value, i) => value * (global[i >> 4] ?? 0));
  const hazards = [0.1, 0.2, 0.3, 0.4];
  const survival = hazards.map((_, k) => hazards.slice(0, k + 1).reduce((alive, hazard) => alive * (1 - hazard), 1));
  return {
    ...rest,
    id: 'result-dsca',
    patches,
    maps: [
      { id: 'global-attention', values: Float32Array.from(global) },
      { id: 'cross-attention', values: Float32Array.from(cross), patches: fine },
      { id: 'attention-product', values: Float32Array.from(product), patches: fine },
    ],
    answer: {
      bins: ['0–12', '12–24', '24–36', '36–60'],
      unit: 'months',
      hazards,
      survival,
      risk: -survival.reduce((sum, one) => sum + one, 0),
      reference: { on: 'held-out phantoms', count: 5, lowerShare: 0.6, risks: [-3.2, -3, -2.6, -2.1, -1.4] },
    },
    run: {
      ...run,
      bundle: { ...run.bundle, id: 'survival', name: 'Survival', architecture: 'dsca' },
      plan: { ...run.plan, scale: 4 },
    },
    ...change,
  };
}

/** A promise settled by hand. */
export interface Pending<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

export function pending<T>(): Pending<T> {
  let resolve: Pending<T>['resolve'] = () => undefined;
  let reject: Pending<T>['reject'] = () => undefined;
  // A promise runs its executor at once: both are set before anyone can call them.
  const promise = new Promise<T>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}

function unexpected(name: string): () => Promise<never> {
  return () => Promise.reject(new Error(`${name} was not expected to be called`));
}

/** A context whose services reject every call but those given. */
export function fakeContext(change: {
  readonly slides?: Partial<SlideClient>;
  readonly inference?: Partial<InferenceClient>;
  readonly context?: Partial<CommandContext>;
}): CommandContext & { readonly saved: SavedFile[]; stored: () => string } {
  let stored = '';
  let lastId = 0;
  const saved: SavedFile[] = [];
  return {
    stores: createStores({
      read: () => null,
      write: (text) => {
        stored = text;
      },
    }),
    slides: {
      open: unexpected('open'),
      tile: unexpected('tile'),
      patches: unexpected('patches'),
      levelRegion: unexpected('levelRegion'),
      associatedImage: unexpected('associatedImage'),
      stats: unexpected('stats'),
      close: unexpected('close'),
      openPort: unexpected('openPort'),
      ...change.slides,
    },
    inference: {
      backEnds: unexpected('backEnds'),
      plan: unexpected('plan'),
      run: unexpected('run'),
      features: unexpected('features'),
      whatIf: unexpected('whatIf'),
      faithfulness: unexpected('faithfulness'),
      storedFeatures: () => Promise.resolve(0),
      keptFeatures: () => Promise.resolve([]),
      forgetFeatures: unexpected('forgetFeatures'),
      trimFeatures: unexpected('trimFeatures'),
      check: unexpected('check'),
      inspectBundle: unexpected('inspectBundle'),
      addBundle: unexpected('addBundle'),
      addedBundles: () => Promise.resolve([]),
      removeBundle: unexpected('removeBundle'),
      tidyModelFiles: () => Promise.resolve(),
      removeModelFiles: unexpected('removeModelFiles'),
      modelFileBytes: () => Promise.resolve({}),
      keptText: unexpected('keptText'),
      ...change.inference,
    },
    baseUrl: 'https://fovea.test/app/',
    troubles: { onTroubles: () => () => undefined, endWaiting: () => undefined },
    onAwake: () => () => undefined,
    fetchText: unexpected('fetchText'),
    network: {
      name: () => undefined,
      followRedirects: () => undefined,
      unname: () => undefined,
      setCredential: () => null,
      forgetCredential: () => undefined,
    },
    fetchBlob: unexpected('fetchBlob'),
    keepStorage: () => Promise.resolve(false),
    downloads: unexpected('downloads'),
    surroundings: {
      savesData: () => false,
      isStorageKept: () => Promise.resolve(false),
      wait: unexpected('wait'),
    },
    annotationStorage: memoryAnnotations().tab(),
    recentFiles: unexpected('recentFiles'),
    resultStorage: unexpected('resultStorage'),
    runJournal: unexpected('runJournal'),
    readResultFile: unexpected('readResultFile'),
    makeLink: (request) => Promise.resolve(makeShareLink(request)),
    writeResultFile: unexpected('writeResultFile'),
    otherFiles: { read: unexpected('otherFiles.read') },
    saveFile: (file) => saved.push(file),
    now: () => 1_000_000,
    newId: () => `id-${++lastId}`,
    ...change.context,
    saved,
    stored: () => stored,
  };
}
