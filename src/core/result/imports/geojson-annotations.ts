import {
  ANNOTATION_COLOURS,
  ANNOTATION_LIMITS,
  annotationSchema,
  type Annotation,
} from '#core/annotations/annotation.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import { isRecord } from './geojson-shapes.ts';

/** What an annotation gets where its file does not say. */
export interface AnnotationStamp {
  readonly newId: () => string;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/** Where QuPath keeps what it has no field for (text by name). */
export const CREATED_AT = 'createdAt';

interface ReadFeature {
  readonly feature: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * The annotations that one feature is, one per shape: its name, else its class, as label, cut where too long; its colour, else that of its class.
 *
 * @param ids of annotations read before; those of this one are added
 */
export function annotationsOf(
  shapes: readonly Shape[],
  { feature, properties }: ReadFeature,
  stamp: AnnotationStamp,
  ids: Set<string>,
): Annotation[] {
  const classification = isRecord(properties['classification']) ? properties['classification'] : {};
  const named = textOf(properties['name']) ?? textOf(classification['name']) ?? '';
  const colour = colourOf(properties) ?? colourOf(classification) ?? ANNOTATION_COLOURS[0];
  const metadata = isRecord(properties['metadata']) ? properties['metadata'] : {};
  const stated = annotationSchema.shape.createdAt.safeParse(metadata[CREATED_AT]);
  return shapes.map((shape, i) => {
    const label = shapes.length > 1 ? `${named} (${i + 1}/${shapes.length})`.trimStart() : named;
    let id = annotationSchema.shape.id.safeParse(feature['id']).data ?? stamp.newId();
    if (ids.has(id)) id = stamp.newId();
    ids.add(id);
    const createdAt = stated.success ? stated.data : stamp.now;
    return { id, shape, label: cut(label), colour, createdAt };
  });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function cut(label: string): string {
  const most = ANNOTATION_LIMITS.label;
  return label.length > most ? `${label.slice(0, most - 1)}…` : label;
}

/** `#rrggbb` of `color` (`[r, g, b]`, 0..255) or, as QuPath wrote it before 0.4, `colorRGB` (a signed 32-bit ARGB). */
function colourOf({ color, colorRGB }: Readonly<Record<string, unknown>>): string | null {
  if (Array.isArray(color) && color.length >= 3) {
    const channels = (color as unknown[]).slice(0, 3);
    if (channels.every((value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255))
      return `#${channels.map((value) => Number(value).toString(16).padStart(2, '0')).join('')}`;
  }
  if (typeof colorRGB === 'number' && Number.isInteger(colorRGB))
    return `#${(colorRGB & 0xffffff).toString(16).padStart(6, '0')}`;
  return null;
}
