import { z } from 'zod';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { wrongAt, type Unplaced } from '#core/errors/problems.ts';
import { saying, schemaProblems } from '#core/result/schema-problems.ts';
import { attentionSamplingHead } from './attention-sampling-head.ts';
import { dscaHead } from './dsca-head.ts';
import { bundlePath, text } from './fields.ts';
import { MANIFEST_LIMITS } from './manifest-limits.ts';
import { MAP_IDS, mapsOfArchitecture } from './map-ids.ts';
import { optionalGraphs, requiredGraphs } from './required-graphs.ts';
import { SAMPLING_LIMITS } from './sampling-limits.ts';
import { tdaMilHead } from './tda-mil-head.ts';

export { MANIFEST_LIMITS };

const unit = z.number().min(0).max(1);

const encoder = z.object({
  id: text(200),
  feature_dim: z.int().min(1).max(MANIFEST_LIMITS.featureDim),
  input: z.object({ name: z.literal('patches'), dtype: z.literal('uint8'), layout: z.literal('NHWC') }),
  output: z.object({ name: z.literal('features') }),
  files: z.object({ fp32: bundlePath, fp16: bundlePath.optional() }),
  /** External data file of the graph of that precision, in the same folder. */
  data: z.object({ fp32: bundlePath.optional(), fp16: bundlePath.optional() }).optional(),
});

const map = z.object({
  id: z.enum(MAP_IDS),
  label: text(200),
  /** How to read it, in words. */
  reading: text(2000),
  min: z.number(),
  max: z.number().nullable(),
});

const figure = z.object({
  name: text(200),
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.int().min(0),
  on: text(1000),
  baseline: z.number().nullable(),
});

/** What every bundle says, whatever its architecture. */
const common = z.object({
  spec_version: z.literal('1.0'),
  id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'bundle-id'),
  version: z
    .string()
    .max(64)
    .regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/, 'version'),
  name: text(200),
  phantom: z.boolean(),
  num_classes: z.int().min(1).max(MANIFEST_LIMITS.classes),
  class_names: z.array(text(200)).min(1).max(MANIFEST_LIMITS.classes),
  positive_class: z.int().min(0).nullable(),
  patch_size_pixels: z.int().min(MANIFEST_LIMITS.patchSizePx.min).max(MANIFEST_LIMITS.patchSizePx.max),
  spacing_um_px: z.number().min(0.05).max(50),
  transform: z
    .array(z.object({ name: text(100), arguments: z.record(z.string().max(100), z.unknown()).optional() }))
    .max(32),
  tissue: z.object({ min_coverage: unit }),
  order: z.enum(['y-outer', 'x-outer']),
  maps: z.array(map).min(1).max(3),
  files: z
    .array(
      z.object({
        path: bundlePath,
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        bytes: z.int().min(0).max(MANIFEST_LIMITS.fileBytes),
      }),
    )
    .min(1)
    .max(MANIFEST_LIMITS.files),
  licence: z.object({ weights: text(2000), data: z.array(text(2000)).max(32) }),
  training: z.object({ data: text(10_000), recipe: text(10_000), commit: text(100).optional() }),
  figures: z.array(figure).max(200),
  intended_use: text(10_000),
  limits: z.array(text(2000)).max(100),
});

const classification = z.object({ kind: z.literal('classification'), question: text(500) });
const withEncoder = { encoder, golden: z.object({ encoder: bundlePath, head: bundlePath }) };

const tdaMilManifest = common.extend({
  architecture: z.literal('tda-mil'),
  task: classification,
  head: tdaMilHead,
  ...withEncoder,
});

const dscaManifest = common.extend({
  architecture: z.literal('dsca'),
  task: z.object({ kind: z.literal('survival'), question: text(500) }),
  head: dscaHead,
  survival: z.object({
    /** Names of the time bins, in order; empty for Cox. */
    bins: z.array(text(200)).max(MANIFEST_LIMITS.classes),
    /** What time is counted in, for instance `months`. */
    unit: text(100),
    /** Risks of other slides, ascending, to say where a slide lies among them. */
    reference: z
      .object({ on: text(1000), risks: z.array(z.number()).min(1).max(MANIFEST_LIMITS.referenceRisks) })
      .nullable(),
  }),
  ...withEncoder,
});

const attentionSamplingManifest = common.extend({
  architecture: z.literal('attention-sampling'),
  task: classification,
  head: attentionSamplingHead,
  golden: z.object({ head: bundlePath }),
});

/**
 * `model.json` of a bundle, as `docs/bundle-format.md` has it. Unknown keys are dropped, so that a bundle may carry more than
 * this version reads.
 */
export const manifestSchema = z
  .discriminatedUnion('architecture', [tdaMilManifest, dscaManifest, attentionSamplingManifest])
  .superRefine((manifest, context) => {
    const problem = (path: string, what: Unplaced) => {
      context.addIssue({ code: 'custom', path: path.split('.'), ...saying(what) });
    };
    const classes = manifest.num_classes;
    if (manifest.class_names.length !== classes)
      problem('class_names', { code: 'class-names', names: manifest.class_names.length, classes });
    if (manifest.positive_class !== null && manifest.positive_class >= classes)
      problem('positive_class', { code: 'other-classes', value: manifest.positive_class, classes });
    if (manifest.architecture !== 'attention-sampling' && manifest.head.features !== manifest.encoder.feature_dim)
      problem('head.features', {
        code: 'other-features',
        value: manifest.head.features,
        features: manifest.encoder.feature_dim,
      });
    if (manifest.architecture !== 'tda-mil' && manifest.head.classes !== classes)
      problem('head.classes', { code: 'other-classes', value: manifest.head.classes, classes });
    if (manifest.architecture === 'dsca') {
      if (manifest.positive_class !== null) problem('positive_class', { code: 'survival-positive' });
      const { bins, reference } = manifest.survival;
      const wanted = manifest.head.output === 'cox' ? 0 : manifest.head.classes;
      if (bins.length !== wanted) problem('survival.bins', { code: 'time-bins', bins: bins.length, wanted });
      if (reference?.risks.some((risk, i, all) => i > 0 && risk < (all[i - 1] ?? risk)))
        problem('survival.reference.risks', { code: 'risk-order' });
    }
    if (manifest.architecture === 'attention-sampling') {
      const { image_pixels, step_pixels } = manifest.head;
      const least = Math.max(step_pixels, manifest.patch_size_pixels);
      if (image_pixels.width * image_pixels.height > SAMPLING_LIMITS.imagePixels)
        problem('head.image_pixels', { code: 'image-too-large', most: SAMPLING_LIMITS.imagePixels });
      if (Math.min(image_pixels.width, image_pixels.height) < least)
        problem('head.image_pixels', { code: 'image-too-small', least });
    }
    const listed = new Set<string>();
    for (const { path } of manifest.files) {
      if (listed.has(path)) problem('files', { code: 'listed-twice', name: path });
      listed.add(path);
    }
    const wanted: [string, string | undefined][] = [['golden.head', manifest.golden.head]];
    if (manifest.architecture !== 'attention-sampling') {
      const { encoder, golden } = manifest;
      wanted.push(
        ['encoder.files.fp32', encoder.files.fp32],
        ['encoder.files.fp16', encoder.files.fp16],
        ['encoder.data.fp32', encoder.data?.fp32],
        ['encoder.data.fp16', encoder.data?.fp16],
        ['golden.encoder', golden.encoder],
      );
    }
    for (const name of requiredGraphs(manifest.head)) {
      const path = manifest.head.graphs[name];
      if (path === undefined) problem('head.graphs', { code: 'not-listed', name });
      wanted.push([`head.graphs.${name}`, path]);
    }
    for (const name of optionalGraphs(manifest.head)) wanted.push([`head.graphs.${name}`, manifest.head.graphs[name]]);
    for (const [where, path] of wanted) {
      if (path !== undefined && !listed.has(path)) problem(where, { code: 'not-in-files', path });
    }
    const maps = manifest.maps.map(({ id }) => id);
    for (const id of new Set(maps.filter((one, i) => maps.indexOf(one) !== i)))
      problem('maps', { code: 'listed-twice', name: id });
    const possible = mapsOfArchitecture(manifest);
    for (const id of maps) if (!possible.includes(id)) problem('maps', { code: 'map-not-given', map: id });
  });

/** A checked `model.json`. */
export type ModelManifest = z.infer<typeof manifestSchema>;
export type Architecture = ModelManifest['architecture'];
export type ManifestOf<A extends Architecture> = Extract<ModelManifest, { architecture: A }>;

/** Bundles whose head reads features of patches; the others read pixels. */
export type EncodingManifest = ManifestOf<'tda-mil' | 'dsca'>;

export function hasEncoder(manifest: ModelManifest): manifest is EncodingManifest {
  return manifest.architecture !== 'attention-sampling';
}

const ARCHITECTURES: readonly string[] = ['tda-mil', 'dsca', 'attention-sampling'] satisfies Architecture[];

/**
 * Checks untrusted `model.json` content (already parsed as JSON).
 *
 * @param bundle name for messages when the manifest does not give a usable `id`
 * @throws FoveaError `model/invalid-manifest` with what is wrong; `model/unsupported` for an architecture
 *   that this version cannot run
 */
export function parseManifest(value: unknown, bundle = 'bundle'): ModelManifest {
  const { id, architecture } = nameAndArchitecture(value);
  const name = id ?? bundle;
  if (architecture !== null && !ARCHITECTURES.includes(architecture))
    throw new FoveaError('model/unsupported', { bundle: name, what: `architecture ${architecture}` });
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success)
    throw new FoveaError('model/invalid-manifest', { bundle: name, ...schemaProblems(parsed.error) });
  return parsed.data;
}

/** As {@link parseManifest}, from the text of the file. */
export function parseManifestText(json: string, bundle = 'bundle'): ModelManifest {
  if (json.length > MANIFEST_LIMITS.jsonBytes)
    throw new FoveaError('model/invalid-manifest', {
      bundle,
      problems: [{ code: 'too-many-characters', characters: json.length, most: MANIFEST_LIMITS.jsonBytes }],
      more: 0,
    });
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const problems = [{ code: 'not-json', position: wrongAt(cause) } as const];
    throw new FoveaError('model/invalid-manifest', { bundle, problems, more: 0 }, { cause });
  }
  return parseManifest(value, bundle);
}

const loose = z.object({
  id: z.string().max(64).nullable().catch(null),
  architecture: z.string().nullable().catch(null),
});

function nameAndArchitecture(value: unknown): { id: string | null; architecture: string | null } {
  const parsed = loose.safeParse(value);
  return parsed.success ? parsed.data : { id: null, architecture: null };
}
