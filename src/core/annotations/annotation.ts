import { z } from 'zod';
import type { Shape } from '#core/geometry/shapes.ts';

/** Colours of annotations, which differ in lightness as well as in hue (Okabe and Ito's palette, without black). */
export const ANNOTATION_COLOURS = [
  '#e69f00',
  '#56b4e9',
  '#009e73',
  '#f0e442',
  '#0072b2',
  '#d55e00',
  '#cc79a7',
] as const;

/** Limits on annotations, which may come from anyone's file. */
export const ANNOTATION_LIMITS = { perSlide: 10_000, corners: 20_000, label: 300, coordinate: 2 ** 31 - 1 } as const;

const coordinate = z.number().min(-ANNOTATION_LIMITS.coordinate).max(ANNOTATION_LIMITS.coordinate);
const point = z.object({ x: coordinate, y: coordinate });
const length = z.number().positive().max(ANNOTATION_LIMITS.coordinate);

const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('point'), at: point }),
  z.object({ kind: z.literal('line'), from: point, to: point }),
  z.object({
    kind: z.literal('rectangle'),
    rect: z.object({ x: coordinate, y: coordinate, width: length, height: length }),
  }),
  z.object({ kind: z.literal('polygon'), points: z.array(point).min(3).max(ANNOTATION_LIMITS.corners) }),
]) satisfies z.ZodType<Shape>;

/** One annotation as it is stored and exported; positions are level-0 px. */
export const annotationSchema = z.object({
  id: z.string().min(1).max(100),
  shape,
  /** What a line is: a ruler says its length; a freehand outline is a polygon of many corners. */
  label: z.string().max(ANNOTATION_LIMITS.label),
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
  createdAt: z.iso.datetime(),
});

export type Annotation = Readonly<Omit<z.infer<typeof annotationSchema>, 'shape'>> & { readonly shape: Shape };
