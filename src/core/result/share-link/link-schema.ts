import { z } from 'zod';
import { COLOUR_MAPS } from '#core/heatmap/colour-maps.ts';
import type { ColourMapId } from '#core/heatmap/colour-maps.ts';
import { MAP_IDS } from '#core/model/map-ids.ts';
import type { Unplaced } from '#core/errors/problems.ts';
import { RESULT_PARTS } from '../result-schema.ts';
import { saying } from '../schema-problems.ts';
import { LINK_LIMITS } from './link-limits.ts';

const share = z.number().min(0).max(1);
const mapId = z.enum(MAP_IDS);
const float32 = z.number().min(-3.4028235e38).max(3.4028235e38);
const place = z.number().min(-LINK_LIMITS.coordinate).max(LINK_LIMITS.coordinate);
const colourMap = z.enum(COLOUR_MAPS.map(({ id }) => id) as [ColourMapId, ...ColourMapId[]]);

const view = z.strictObject({
  x: place,
  y: place,
  /** Level-0 px per CSS px. */
  scale: z.number().min(1e-4).max(1e6),
  /** Degrees clockwise. */
  rotation: z.number().min(-360).max(360),
});

const scaling = z.enum(['value', 'percentile', 'rank']);
/** In the scale's own unit; null: as far as the scale goes. */
const limit = z.number().nullable();

const settings = z.strictObject({
  map: mapId,
  scaling,
  windows: z.array(z.strictObject({ scaling, low: limit, high: limit, hideBelow: limit })).max(3),
});

const overlay = z.strictObject({
  map: mapId.nullable(),
  colours: colourMap,
  /** For values on both sides of zero. */
  signed: colourMap,
  reversed: z.boolean(),
  smooth: z.boolean(),
  opacity: share,
  visible: z.boolean(),
  settings: z.array(settings).max(MAP_IDS.length),
});

const map = z.strictObject({
  id: mapId,
  /** Index of the list of patches that it is on; 0 is the result's own. */
  list: z
    .int()
    .min(0)
    .max(LINK_LIMITS.lists - 1),
  min: float32,
  max: float32,
  holes: z.boolean(),
  bits: z.union([z.literal(8), z.literal(4)]),
});

/** The description in a link of version 1: everything but patches, scores and digests. */
export const linkHeaderSchema = z
  .strictObject({
    id: z.string().min(1).max(100),
    view: view.nullable(),
    overlay,
    /** Of the slide's file. */
    bytes: z.int().min(0).nullable(),
    lists: z.int().min(1).max(LINK_LIMITS.lists),
    maps: z.array(map).max(MAP_IDS.length),
    /** What the result holds and the link does not. */
    left: z.strictObject({ maps: z.array(mapId).max(MAP_IDS.length), draws: z.boolean(), risks: z.boolean() }),
    answer: RESULT_PARTS.answer,
    sampling: RESULT_PARTS.sampling.exactOptional(),
    run: RESULT_PARTS.run,
    timings: RESULT_PARTS.timings,
  })
  .superRefine(({ maps, lists }, context) => {
    const say = (problem: Unplaced) => {
      context.addIssue({ code: 'custom', path: ['maps'], ...saying(problem) });
    };
    if (new Set(maps.map(({ id }) => id)).size < maps.length) say({ code: 'link-map-twice' });
    if (maps.some(({ list }) => list >= lists)) say({ code: 'link-map-list' });
    if (maps.some(({ min, max }) => min > max)) say({ code: 'link-map-range' });
  });

export type LinkHeader = z.infer<typeof linkHeaderSchema>;
