import { z } from 'zod';
import { MAP_IDS } from '#core/model/map-ids.ts';
import { answerDifference } from './answer-figures.ts';
import { QUESTION_LIMITS, cornersOf } from './questions.ts';
import type { AskedQuestion, ResultQuestions, WhatIfRegion, WhatIfSet } from './questions.ts';
import type { Answer } from './run-result.ts';
import { saying } from './schema-problems.ts';

const LARGEST_COORDINATE = 2 ** 31 - 1;

const coordinate = z.number().min(-LARGEST_COORDINATE).max(LARGEST_COORDINATE);
const length = z.number().positive().max(LARGEST_COORDINATE);

const shape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rectangle'),
    rect: z.object({ x: coordinate, y: coordinate, width: length, height: length }),
  }),
  z.object({
    kind: z.literal('polygon'),
    points: z
      .array(z.object({ x: coordinate, y: coordinate }))
      .min(3)
      .max(QUESTION_LIMITS.corners),
  }),
  z
    .object({ kind: z.literal('patches'), indices: z.array(z.int().min(0)).max(QUESTION_LIMITS.painted) })
    .describe(
      'Painted patch by patch: places in `patches`, of attention sampling in those of the sampling probability.',
    ),
]);

const region = z.object({
  id: z.string().min(1).max(100),
  effect: z.enum(['exclude', 'keep']).describe('keep: nothing but this and other kept regions.'),
  shape: shape.describe('Level-0 pixels. A patch is inside an outline when its middle is.'),
});

const question = (answer: z.ZodType<Answer>) =>
  z.object({
    regions: z
      .array(region)
      .max(QUESTION_LIMITS.regions)
      .refine(
        (regions) => cornersOf({ regions }) <= QUESTION_LIMITS.allCorners,
        saying({ code: 'question-corners', most: QUESTION_LIMITS.allCorners }),
      ),
    withoutTop: z
      .object({ map: z.enum(MAP_IDS), count: z.int().min(1).max(QUESTION_LIMITS.painted) })
      .nullable()
      .describe('Leaves out the patches of highest value on a map, of those that the regions keep.'),
    answer: z
      .object({
        answer,
        keptCount: z.int().min(1).describe('Patches that were kept.'),
        difference: z
          .array(z.number())
          .max(100)
          .describe(
            'Against the full slide: of each class the score, of survival models the survival at the end of each bin, of Cox models the log-risk.',
          ),
      })
      .nullable(),
  });

/** Schema of the questions in a result file. @param answer that of a slide-level answer */
export function questionsSchema(answer: z.ZodType<Answer>) {
  const one = question(answer);
  return z
    .object({
      current: one.nullable(),
      named: z.array(one.extend({ name: z.string().min(1).max(QUESTION_LIMITS.name) })).max(QUESTION_LIMITS.named),
    })
    .describe('What was asked of this result (“what if this part were not there”), and what the model answered.');
}

export type FileQuestions = z.infer<ReturnType<typeof questionsSchema>>;
type FileQuestion = z.infer<ReturnType<typeof question>>;

/** Questions as they are written. @param full the answer that they are compared with */
export function questionsToFile({ current, named }: ResultQuestions, full: Answer): FileQuestions {
  return {
    current: current && toFile(current, full),
    named: named.map(({ name, ...asked }) => ({ name, ...toFile(asked, full) })),
  };
}

/** Questions as they are kept, out of a file that was checked. */
export function questionsFromFile({ current, named }: FileQuestions): ResultQuestions {
  return {
    current: current && fromFile(current),
    named: named.map((one) => ({ name: one.name, ...fromFile(one) })),
  };
}

function toFile({ set, answer }: AskedQuestion, full: Answer): FileQuestion {
  const difference = answer && answerDifference(full, answer.answer);
  return {
    regions: set.regions.map(({ id, effect, shape }) => ({ id, effect, shape: plainShape(shape) })),
    withoutTop: set.withoutTop,
    answer: answer && difference ? { ...answer, difference } : null,
  };
}

/** A copy that the schema's own (mutable) type is content with. */
function plainShape(shape: WhatIfSet['regions'][number]['shape']): FileQuestion['regions'][number]['shape'] {
  if (shape.kind === 'rectangle') return { kind: shape.kind, rect: { ...shape.rect } };
  if (shape.kind === 'polygon') return { kind: shape.kind, points: shape.points.map(({ x, y }) => ({ x, y })) };
  return { kind: shape.kind, indices: [...shape.indices] };
}

function fromFile({ regions, withoutTop, answer }: FileQuestion): AskedQuestion {
  return {
    set: { regions: withOwnIds(regions), withoutTop },
    answer: answer && { answer: answer.answer, keptCount: answer.keptCount },
  };
}

/** Regions whose ids tell them apart: of several with one id, each but the first gets another. */
function withOwnIds(regions: readonly WhatIfRegion[]): readonly WhatIfRegion[] {
  const taken = new Set(regions.map(({ id }) => id));
  const seen = new Set<string>();
  return regions.map((region) => {
    let { id } = region;
    for (let count = 2; seen.has(id); count++) {
      const other = `${region.id} ${count}`;
      if (!taken.has(other)) id = other;
    }
    seen.add(id);
    taken.add(id);
    return id === region.id ? region : { ...region, id };
  });
}
