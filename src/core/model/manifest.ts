import { z } from 'zod';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { bundlePath, problemsOf, text } from './fields.ts';
import { requiredGraphs, tdaMilHead } from './tda-mil-head.ts';

/** Limits that keep a hostile or mistaken manifest from costing memory or time; generous for every model we know of. */
export const MANIFEST_LIMITS = {
  jsonBytes: 1 << 20,
  files: 256,
  fileBytes: 2 ** 31 - 1,
  classes: 100,
  patchSizePx: { min: 8, max: 2048 },
  featureDim: 8192,
} as const;

const unit = z.number().min(0).max(1);

const encoder = z.object({
  id: text(200),
  feature_dim: z.int().min(1).max(MANIFEST_LIMITS.featureDim),
  input: z.object({ name: z.literal('patches'), dtype: z.literal('uint8'), layout: z.literal('NHWC') }),
  output: z.object({ name: z.literal('features') }),
  files: z.object({ fp32: bundlePath, fp16: bundlePath.optional() }),
});

const map = z.object({
  id: z.enum(['task-relevance', 'bottom-up-attention', 'top-down-attention']),
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

/**
 * `model.json` of a bundle for the `tda-mil` architecture, as `docs/bundle-format.md` has it. Unknown keys are dropped, so
 * that a bundle may carry more than this version reads.
 */
export const manifestSchema = z
  .object({
    spec_version: z.literal('1.0'),
    id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 of a-z, 0-9 and -'),
    version: z
      .string()
      .max(64)
      .regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/, 'must be a version such as 1.2.3'),
    name: text(200),
    architecture: z.literal('tda-mil'),
    phantom: z.boolean(),
    task: z.object({ kind: z.enum(['classification', 'survival']), question: text(500) }),
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
    encoder,
    head: tdaMilHead,
    maps: z.array(map).min(1).max(3),
    golden: z.object({ encoder: bundlePath, head: bundlePath }),
    files: z
      .array(
        z.object({
          path: bundlePath,
          sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
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
  })
  .superRefine((manifest, context) => {
    const problem = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    };
    if (manifest.class_names.length !== manifest.num_classes)
      problem('class_names', `lists ${manifest.class_names.length} names for ${manifest.num_classes} classes`);
    if (manifest.positive_class !== null && manifest.positive_class >= manifest.num_classes)
      problem('positive_class', `is ${manifest.positive_class}, but there are ${manifest.num_classes} classes`);
    if (manifest.head.features !== manifest.encoder.feature_dim)
      problem('head.features', `is ${manifest.head.features}, but the encoder gives ${manifest.encoder.feature_dim}`);
    const listed = new Set<string>();
    for (const { path } of manifest.files) {
      if (listed.has(path)) problem('files', `lists ${path} twice`);
      listed.add(path);
    }
    const wanted: [string, string | undefined][] = [
      ['encoder.files.fp32', manifest.encoder.files.fp32],
      ['encoder.files.fp16', manifest.encoder.files.fp16],
      ['golden.encoder', manifest.golden.encoder],
      ['golden.head', manifest.golden.head],
    ];
    for (const name of requiredGraphs(manifest.head)) {
      const path = manifest.head.graphs[name];
      if (path === undefined) problem('head.graphs', `lacks ${name}`);
      wanted.push([`head.graphs.${name}`, path]);
    }
    for (const [where, path] of wanted) {
      if (path !== undefined && !listed.has(path)) problem(where, `names ${path}, which files does not list`);
    }
    const maps = manifest.maps.map(({ id }) => id);
    if (new Set(maps).size !== maps.length) problem('maps', 'lists a map twice');
  });

/** A checked `model.json`. */
export type ModelManifest = z.infer<typeof manifestSchema>;

/** Architectures of the format that this version of Fovea has no pipeline for. */
const KNOWN_UNSUPPORTED = ['dsca', 'attention-sampling'];

/**
 * Checks untrusted `model.json` content (already parsed as JSON).
 *
 * @param bundle name for messages when the manifest does not give a usable `id`
 * @throws FoveaError `model/invalid-manifest` with one readable line per problem; `model/unsupported` for an architecture
 *   of the format that this version cannot run
 */
export function parseManifest(value: unknown, bundle = 'bundle'): ModelManifest {
  const { id, architecture } = nameAndArchitecture(value);
  const name = id ?? bundle;
  if (architecture !== null && KNOWN_UNSUPPORTED.includes(architecture))
    throw new FoveaError('model/unsupported', { bundle: name, what: `architecture ${architecture}` });
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success)
    throw new FoveaError('model/invalid-manifest', { bundle: name, problems: problemsOf(parsed.error) });
  return parsed.data;
}

/** As {@link parseManifest}, from the text of the file. */
export function parseManifestText(json: string, bundle = 'bundle'): ModelManifest {
  if (json.length > MANIFEST_LIMITS.jsonBytes)
    throw new FoveaError('model/invalid-manifest', {
      bundle,
      problems: [`model.json is ${json.length} characters long; at most ${MANIFEST_LIMITS.jsonBytes} are read`],
    });
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new FoveaError(
      'model/invalid-manifest',
      { bundle, problems: [`model.json is not JSON: ${what}`] },
      { cause },
    );
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
