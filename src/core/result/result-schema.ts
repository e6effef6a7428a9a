import { z } from 'zod';
import { MAP_IDS } from '#core/model/map-ids.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { SAMPLING_LIMITS } from '#core/model/sampling-limits.ts';
import { questionsSchema } from './questions-schema.ts';
import { inconsistencies } from './result-consistency.ts';
import { saying } from './schema-problems.ts';

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

const patches = z.array(patch).min(1).max(RESULT_LIMITS.patches);

const map = z
  .object({
    values: z
      .array(float32.nullable())
      .max(RESULT_LIMITS.patches)
      .transform((values) => values.map((value) => value ?? NaN)),
    patches: patches.exactOptional().describe('Where the map has patches of its own: a finer grid.'),
  })
  .describe(
    'One float32 number per patch, null where there is none, in the order of its own `patches`, else of those of the result.',
  );

const run = z.object({
  software: z.object({ name: z.literal('Fovea'), version: short }),
  slide: z.object({
    name: short,
    fingerprint: sha256.nullable().describe('SHA-256 over the byte size and five 64 KiB blocks.'),
    width: length,
    height: length,
    spacingXUmPerPx: positive,
    spacingYUmPerPx: positive,
    spacingStatedBy: z.enum(['metadata', 'user', 'model']),
  }),
  bundle: z.object({
    id: short,
    version: short,
    name: short,
    architecture: z
      .enum(['tda-mil', 'dsca', 'attention-sampling'])
      .default('tda-mil')
      .describe('Absent in files of the time when there was one.'),
    files: z.array(z.object({ path, sha256 })).max(256),
  }),
  plan: z.object({
    stepPx: positive.describe('Level-0 px between neighbouring cells, not rounded.'),
    sizePx: length,
    columns: count,
    rows: count,
    modelSizePx: z.int().min(1).max(SAMPLING_LIMITS.imagePixels),
    modelSpacingUmPerPx: positive,
    minCoverage: share,
    enlargement: positive.describe('Above 1: slide pixels were enlarged by this factor.'),
    scale: z.int().min(2).max(16).exactOptional().describe('Finer patches along one side of a patch.'),
  }),
  tissue: z
    .object({
      spacingUmPerPx: positive,
      closeHolesUm2: z.number().min(0),
      dropSpecksUm2: z.number().min(0),
      saturationThreshold: z.number().min(0).max(255).nullable().describe('As stated; null: Otsu.'),
      threshold: z.number().min(0).max(255).describe('As used, 0..255.'),
      tissueShare: share,
    })
    .nullable()
    .describe('Null where the run did not look for tissue.'),
  backEnd: z.object({
    kind: z.enum(['webgpu', 'wasm']),
    adapter: short.nullable(),
    threads: z.int().min(1),
    precision: z.enum(['fp32', 'fp16']),
  }),
  notes: z.array(z.string().max(10_000)).max(100),
  coverage: z
    .object({
      done: count,
      planned: z.int().min(1),
      fields: z
        .object({ done: count, planned: z.int().min(1) })
        .exactOptional()
        .describe('Of attention sampling over several fields: those looked over, of those planned.'),
      lastChange: z.number().min(0).nullable(),
      isStopped: z.boolean(),
    })
    .exactOptional()
    .describe('Absent where the run went to its end: how much of the plan the answer rests on.'),
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

const list = (element: z.ZodNumber) => z.array(element).max(100);

const classAnswer = z
  .object({
    classes: z.array(short).min(1).max(100),
    logits: z.array(z.number()).min(1).max(100),
    scores: z.array(share).min(1).max(100).describe('Softmax of the logits: scores, not calibrated.'),
    spread: z
      .object({ scoresSd: list(z.number().min(0)), repeats: z.int().min(1).max(SAMPLING_LIMITS.repeats) })
      .exactOptional()
      .describe('Standard deviation of the scores over repeated draws.'),
  })
  .describe('Scores of classes; the lists are parallel.');

const survivalAnswer = z
  .object({
    bins: z.array(short).max(100),
    unit: short,
    hazards: list(share).describe('Probability of the event in each bin for those who reached it; empty for Cox.'),
    survival: list(share).describe('Probability of no event by the end of each bin; empty for Cox.'),
    risk: z.number().describe('−ΣS, or the Cox log-risk: higher is worse.'),
    reference: z
      .object({
        on: short,
        count: z.int().min(1),
        lowerShare: share.describe('Share of the others whose risk is lower.'),
        risks: z.array(z.number()).min(1).max(100_000),
      })
      .nullable()
      .describe('Where this slide lies among others.'),
  })
  .describe('What a survival model says; the lists are parallel.');

const answer = z.union([classAnswer, survivalAnswer]).describe('The slide-level answer.');

const sampledPatch = z.object({
  rect: patch,
  weight: share,
  timesDrawn: z.int().min(1).max(SAMPLING_LIMITS.samples),
  vote: list(z.number()),
});

const sampling = z
  .object({
    scope: z.enum(['region', 'tissue', 'whole-image']),
    mode: z.enum(['draw', 'most-attended']),
    samples: z.int().min(1).max(SAMPLING_LIMITS.samples),
    repeats: z.int().min(1).max(SAMPLING_LIMITS.repeats),
    fields: z
      .array(
        z.object({
          rect: patch,
          scores: list(share),
          scoresSd: list(z.number().min(0)),
          draw: z
            .array(sampledPatch)
            .max(SAMPLING_LIMITS.samples)
            .describe('Empty where the result came through a link that had no room for it.'),
        }),
      )
      .min(1)
      .max(SAMPLING_LIMITS.fields),
  })
  .describe('How attention sampling was done and what it drew.');

/** Parts of a result that share links hold too. */
export const RESULT_PARTS = { answer, sampling, run, timings } as const;

/** The result file, version 1: what Fovea writes, and all that it accepts. Unknown keys are dropped when read. */
export const resultFileSchema = z
  .object({
    format: z.literal('fovea-result'),
    version: z.literal(1),
    id: z.string().min(1).max(100),
    patches,
    maps: z.object(
      Object.fromEntries(MAP_IDS.map((id) => [id, map.exactOptional()])) as Record<
        MapId,
        z.ZodExactOptional<typeof map>
      >,
    ),
    answer,
    sampling: sampling.exactOptional(),
    run,
    timings,
    questions: questionsSchema(answer).exactOptional(),
  })
  .superRefine((file, context) => {
    for (const { path: where, problem } of inconsistencies(file))
      context.addIssue({ code: 'custom', path: [...where], ...saying(problem) });
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
