import { z } from 'zod';
import { ANNOTATION_LIMITS, annotationSchema, type Annotation } from '#core/annotations/annotation.ts';

/** Where annotations are kept between visits, one entry each, by the slide's fingerprint; entries are whatever was stored. */
export interface AnnotationStorage {
  /** At most `limit` entries of a slide. Rejects where storage is forbidden. */
  readonly read: (fingerprint: string, limit: number) => Promise<readonly unknown[]>;
  /** Puts and removes entries by annotation id, all or nothing. Rejects where storage is full (`QuotaExceededError`) or forbidden. */
  readonly write: (fingerprint: string, change: StoredChange) => Promise<void>;
  /** Hears of slides that another tab has changed, until the returned function is called. */
  readonly watch: (changed: (fingerprint: string) => void) => () => void;
}

export interface StoredChange {
  readonly put: readonly { readonly id: string; readonly entry: StoredAnnotation }[];
  readonly remove: readonly string[];
}

/** The stored form, version 1. */
const storedSchema = z.object({ version: z.literal(1), annotation: annotationSchema });

export interface StoredAnnotation {
  readonly version: 1;
  readonly annotation: Annotation;
}

/** One more than a slide may have would be read as well: that shows that something is wrong. */
export const MAX_STORED_PER_SLIDE = ANNOTATION_LIMITS.perSlide;

export function stored(annotation: Annotation): StoredAnnotation {
  return { version: 1, annotation };
}

/** Annotations out of what was stored, each id once; what is not exactly what this version writes is counted and left out. */
export function readStored(entries: readonly unknown[]): {
  readonly annotations: readonly Annotation[];
  readonly unreadable: number;
} {
  const byId = new Map<string, Annotation>();
  let unreadable = 0;
  for (const entry of entries) {
    const parsed = storedSchema.safeParse(entry);
    if (parsed.success) byId.set(parsed.data.annotation.id, parsed.data.annotation);
    else unreadable += 1;
  }
  return { annotations: [...byId.values()], unreadable };
}
