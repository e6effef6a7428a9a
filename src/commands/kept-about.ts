import { z } from 'zod';
import { MAP_IDS } from '#core/model/map-ids.ts';
import { level0Rect } from '#core/geometry/frames.ts';
import { SAMPLING_LIMITS } from '#core/model/sampling-limits.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import type { KeptResult } from '#state/slide-results.ts';

const recognised = z.enum(['fingerprint', 'name-and-size']);
const rounding = z.object({ bits: z.union([z.literal(4), z.literal(8)]), step: z.number().min(0) });
const position = z.int().min(-RESULT_LIMITS.coordinate).max(RESULT_LIMITS.coordinate);
const length = z.int().min(1).max(RESULT_LIMITS.coordinate);

const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), fileName: z.string().max(1000), slideKnownBy: recognised }),
  z.object({
    kind: z.literal('link'),
    slideKnownBy: recognised,
    roundings: z.partialRecord(z.enum(MAP_IDS), rounding),
    leftOut: z.object({ maps: z.array(z.enum(MAP_IDS)).max(MAP_IDS.length), draws: z.boolean(), risks: z.boolean() }),
  }),
]);

/** What attention sampling was told, as it is stored. */
export const samplingChoiceSchema = z.object({
  scope: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('region'),
      rect: z
        .object({ x: position, y: position, width: length, height: length })
        .transform(({ x, y, width, height }) => level0Rect(x, y, width, height)),
    }),
    z.object({ kind: z.literal('tissue') }),
    z.object({ kind: z.literal('whole-image') }),
  ]),
  mode: z.enum(['draw', 'most-attended']),
  seed: z.int().min(0).max(SAMPLING_LIMITS.seed),
  samples: z.int().min(1).max(SAMPLING_LIMITS.samples),
  repeats: z.int().min(1).max(SAMPLING_LIMITS.repeats),
});

/** What is kept beside a result file, version 1. */
const aboutSchema = z.object({
  version: z.literal(1),
  key: z.string().min(1).max(2000),
  /** Epoch milliseconds: when it came onto the list, which is in that order. */
  addedAtMs: z.number(),
  /** Null for a run of this machine. */
  origin: origin.nullable(),
  settling: z
    .array(z.object({ done: z.int().min(0), planned: z.int().min(1), figures: z.array(z.number()).min(1).max(100) }))
    .max(1000)
    .optional(),
  sampling: samplingChoiceSchema.optional(),
  againOf: z.string().max(2000).optional(),
  /** For who looks at what is kept, without reading the result. */
  slideName: z.string().max(1000).optional(),
});

/** What is known of a kept result beside its file. */
export type KeptAbout = Pick<KeptResult, 'key' | 'origin' | 'settling' | 'sampling' | 'againOf'> & {
  readonly addedAtMs: number;
  readonly slideName?: string;
};

export function aboutText(kept: KeptResult, addedAtMs: number): string {
  const { key, origin: from, settling, sampling, againOf, result } = kept;
  const slideName = result.run.slide.name;
  return JSON.stringify({ version: 1, key, addedAtMs, origin: from, settling, sampling, againOf, slideName });
}

/** Null for what this version does not write: the result then stands as a run of this machine. */
export function readAbout(text: string | null): KeptAbout | null {
  if (text === null) return null;
  try {
    const {
      key,
      addedAtMs,
      origin: from,
      settling,
      sampling,
      againOf,
      slideName,
    } = aboutSchema.parse(JSON.parse(text));
    return {
      key,
      addedAtMs,
      // The schema's optional entries are absent here, never undefined.
      origin: from?.kind === 'link' ? { ...from, roundings: definedOnly(from.roundings) } : from,
      ...(settling ? { settling } : {}),
      ...(sampling ? { sampling } : {}),
      ...(againOf === undefined ? {} : { againOf }),
      ...(slideName === undefined ? {} : { slideName }),
    };
  } catch (reason) {
    console.warn('what is kept beside a result cannot be read', reason);
    return null;
  }
}

function definedOnly<K extends string, V>(record: Partial<Record<K, V | undefined>>): Partial<Record<K, V>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<Record<K, V>>;
}
