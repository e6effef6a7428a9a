import { z } from 'zod';

/**
 * Limits on result files, which anyone may have written: generous for the largest slide (a million patches with three maps are
 * some 90 MB), fatal for nobody's memory.
 */
export const RESULT_LIMITS = { bytes: 128 * 2 ** 20, patches: 1_000_000, coordinate: 2 ** 31 - 1 } as const;

/** Above this, a number has no finite float32 (it is the shortest decimal that still rounds to the largest one). */
const LARGEST_FLOAT32 = 3.4028235e38;

const short = z.string().max(1000);
const path = z.string().max(1000);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const count = z.int().min(0);
const position = z.int().min(-RESULT_LIMITS.coordinate).max(RESULT_LIMITS.coordinate);
const length = z.int().min(1).max(RESULT_LIMITS.coordinate);
const float32 = z.number().min(-LARGEST_FLOAT32).max(LARGEST_FLOAT32);
const positive = z.number().positive();
const share = z.number().min(0).max(1);
const seconds = z.number().min(0);
const isoTime = z.iso.datetime();

const patch = z
  .object({ x: position, y: position, width: length, height: length })
  .describe('Level-0 pixels, x right, y down, corner origin, half-open.');

const map = z
  .object({ values: z.array(float32).max(RESULT_LIMITS.patches) })
  .describe('One float32 number per patch, in the order of `patches`.');

const run = z.object({
  software: z.object({ name: z.literal('Fovea'), version: short }),
  slide: z.object({
    name: short,
    fingerprint: sha256.nullable().describe('SHA-256 over the byte size and five 64 KiB blocks.'),
    width: length,
    height: length,
    spacingXUmPerPx: positive,
    spacingYUmPerPx: positive,
    spacingStatedBy: z.enum(['metadata', 'user']),
  }),
  bundle: z.object({
    id: short,
    version: short,
    name: short,
    files: z.array(z.object({ path, sha256 })).max(256),
  }),
  plan: z.object({
    stepPx: positive.describe('Level-0 px between neighbouring cells, not rounded.'),
    sizePx: z.int().min(1),
    columns: count,
    rows: count,
    modelSizePx: z.int().min(1),
    modelSpacingUmPerPx: positive,
    minCoverage: share,
    enlargement: positive.describe('Above 1: slide pixels were enlarged by this factor.'),
  }),
  tissue: z.object({
    spacingUmPerPx: positive,
    closeHolesUm2: z.number().min(0),
    dropSpecksUm2: z.number().min(0),
    saturationThreshold: z.number().min(0).max(255).nullable().describe('As stated; null: Otsu.'),
    threshold: z.number().min(0).max(255).describe('As used, 0..255.'),
    tissueShare: share,
  }),
  backEnd: z.object({
    kind: z.enum(['webgpu', 'wasm']),
    adapter: short.nullable(),
    threads: z.int().min(1),
    precision: z.enum(['fp32', 'fp16']),
  }),
  notes: z.array(z.string().max(10_000)).max(100),
  damagedTiles: count,
  startedAt: isoTime,
  finishedAt: isoTime,
  seed: z.int().nullable(),
});

const timings = z.object({
  modelSeconds: seconds,
  tissueSeconds: seconds,
  encodeSeconds: seconds,
  headSeconds: seconds,
  totalSeconds: seconds,
  patchesPerSecond: z.number().min(0),
});

const answer = z
  .object({
    classes: z.array(short).min(1).max(100),
    logits: z.array(z.number()).min(1).max(100),
    scores: z.array(share).min(1).max(100).describe('Softmax of the logits: scores, not calibrated.'),
  })
  .describe('The slide-level answer; the three lists are parallel.');

/** The result file, version 1: what Fovea writes, and all that it accepts. Unknown keys are dropped when read. */
export const resultFileSchema = z
  .object({
    format: z.literal('fovea-result'),
    version: z.literal(1),
    id: z.string().min(1).max(100),
    patches: z.array(patch).min(1).max(RESULT_LIMITS.patches),
    maps: z.object({
      'task-relevance': map.optional(),
      'bottom-up-attention': map.optional(),
      'top-down-attention': map.optional(),
    }),
    answer,
    run,
    timings,
  })
  .superRefine((file, context) => {
    const problem = (where: string[], message: string) => {
      context.addIssue({ code: 'custom', path: where, message });
    };
    const n = file.patches.length;
    for (const [id, one] of Object.entries(file.maps)) {
      if (one && one.values.length !== n)
        problem(['maps', id, 'values'], `holds ${one.values.length} values for ${n} patches`);
    }
    const { classes, logits, scores } = file.answer;
    if (logits.length !== classes.length || scores.length !== classes.length)
      problem(['answer'], `lists ${classes.length} classes, ${logits.length} logits and ${scores.length} scores`);
  });

export type ResultFile = z.infer<typeof resultFileSchema>;

/** JSON Schema (draft 2020-12) of the result file; `docs/result.schema.json` is this, written by `scripts/write-result-schema.ts`. */
export function resultJsonSchema(): object {
  return {
    title: 'Fovea result file, version 1',
    description: 'A slide-level answer with one number per patch per map, and how it was made.',
    ...z.toJSONSchema(resultFileSchema, { io: 'input' }),
  };
}
