import { z } from 'zod';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { MAP_IDS } from '#core/model/map-ids.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { fromBase64Url } from '#core/result/share-link/base64url.ts';

/** A list of rectangles as their number and {@link rectsHash}. */
export interface KnownRects {
  readonly count: number;
  readonly hash: number;
}

/** One map as the reference pipeline gave it. */
export interface KnownMap {
  readonly id: MapId;
  /** Within a tenth of its tolerance of what the pipeline gave: it is stored in 16-bit steps. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Where it has patches of its own. */
  readonly patches?: KnownRects | undefined;
}

/** What a model that ships answers on the phantom that ships, by `models/tools/src/fovea_models/phantom_answers.py`. */
export interface PhantomAnswer {
  readonly slide: { readonly name: string; readonly fingerprint: string };
  /** SHA-256 of the graphs that made it, by path. */
  readonly bundle: { readonly id: string; readonly files: Readonly<Record<string, string>> };
  /** What it took there, s: how the models compare, not how fast this machine is. */
  readonly seconds: number;
  readonly patches: KnownRects;
  readonly maps: readonly KnownMap[];
  readonly answer:
    | { readonly kind: 'classes'; readonly logits: readonly number[] }
    | { readonly kind: 'hazards'; readonly hazards: readonly number[]; readonly risk: number }
    | { readonly kind: 'scores'; readonly scores: readonly number[] };
  /** Of attention sampling: one draw in every field. */
  readonly sampling?: KnownSampling | undefined;
}

export interface KnownSampling {
  readonly seed: number;
  readonly samples: number;
  readonly fields: readonly {
    readonly scores: readonly number[];
    readonly draw: readonly {
      /** Level-0 px. */
      readonly corner: readonly [number, number];
      readonly times: number;
      readonly vote: readonly number[];
    }[];
  }[];
}

const MOST_VALUES = 1_000_000;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const finite = z.number();
const rects = z.object({
  count: z.int().min(1).max(MOST_VALUES),
  hash: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
});
const finites = z.array(finite).min(1).max(1000);

const schema = z.object({
  format: z.literal('fovea-phantom-answer'),
  version: z.literal(1),
  slide: z.object({ name: z.string().max(200), fingerprint: sha256 }),
  bundle: z.object({ id: z.string().max(200), files: z.record(z.string(), sha256) }),
  seconds: z.number().min(0),
  patches: rects,
  maps: z
    .array(
      z.object({
        id: z.enum(MAP_IDS),
        low: finite,
        step: finite.positive(),
        power: z.int().min(1).max(2),
        values: z.base64().max(4 * MOST_VALUES),
        patches: rects.optional(),
      }),
    )
    .min(1)
    .max(MAP_IDS.length),
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('classes'), logits: finites }),
    z.object({ kind: z.literal('hazards'), hazards: finites, risk: finite }),
    z.object({ kind: z.literal('scores'), scores: finites }),
  ]),
  sampling: z
    .object({
      seed: z
        .int()
        .min(0)
        .max(2 ** 32 - 1),
      samples: z.int().min(1).max(1000),
      fields: z
        .array(
          z.object({
            scores: finites,
            draw: z
              .array(z.object({ corner: z.tuple([z.int(), z.int()]), times: z.int().min(1), vote: finites }))
              .min(1)
              .max(1000),
          }),
        )
        .min(1)
        .max(10_000),
    })
    .optional(),
});

/**
 * Reads an answer file.
 *
 * @returns null where it is none, or its maps do not hold as many values as they have patches
 */
export function parsePhantomAnswer(text: string): PhantomAnswer | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const read = schema.safeParse(json);
  if (!read.success) return null;
  const { maps, ...rest } = read.data;
  const unpacked = maps.map(({ id, patches, ...packed }) => ({ id, patches, values: unpack(packed) }));
  const isWhole = unpacked.every(({ values, patches }) => values.length === (patches ?? rest.patches).count);
  return isWhole ? { ...rest, maps: unpacked } : null;
}

/** `(low + step · word) ^ power` of uint16 little-endian words in base64; none where it is not that. */
function unpack({ low, step, power, values }: { low: number; step: number; power: number; values: string }) {
  const plain = values.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  const bytes = fromBase64Url(plain) ?? new Uint8Array(0);
  const view = new DataView(bytes.buffer);
  return Float32Array.from(
    { length: bytes.length >> 1 },
    (_, i) => (low + step * view.getUint16(2 * i, true)) ** power,
  );
}

/** FNV-1a over the 32-bit words x, y, width, height of each rectangle, 0 … 2³² − 1: tells whether two lists are the same, order included. */
export function rectsHash(list: readonly Level0Rect[]): number {
  let hash = 0x811c9dc5;
  for (const { x, y, width, height } of list)
    for (const word of [x, y, width, height]) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}
