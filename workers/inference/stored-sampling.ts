import type { ManifestOf } from '#core/model/manifest.ts';
import type { ImageMemory } from '#core/pipelines/attention-sampling.ts';
import type { FieldPlan } from '#core/pipelines/attention-sampling-fields.ts';
import type { SlideForRun } from './contract.ts';
import type { FeatureStore, OpenFeatures } from './feature-store.ts';
import { lastingOf, PATCH_READING_VERSION } from './stored-features.ts';

/**
 * Logits of larger images are not kept: they are one run of a graph, and their record would be held in memory three times. 16 million places are
 * more than the largest image has at any step but that of a single pixel.
 */
const MOST_LOGITS_BYTES = 2 ** 26;

/** What was seen of the fields of a plan, by this run and earlier ones, while the store is held open. */
export interface SeenFields {
  /** @param i index into the plan */
  memoryOf(i: number): ImageMemory;
  readonly opened: readonly OpenFeatures[];
  close(): void;
}

export interface FieldsToRemember {
  readonly slide: Pick<SlideForRun, 'slideId' | 'name' | 'fingerprint'>;
  readonly manifest: ManifestOf<'attention-sampling'>;
  readonly fields: FieldPlan;
  /** Different places that may be voted on in each field, at most; 0: what is there is only read. */
  readonly votes: number;
}

/**
 * Opens what was seen of fields: of each its attention logits, of each of their places its vote. Both depend on the pixels and on their graph alone
 * (always fp32), so another seed, more draws or another tissue mask find them too.
 */
export async function openSeenFields(
  store: FeatureStore,
  { slide, manifest, fields, votes: mostVotes }: FieldsToRemember,
): Promise<SeenFields> {
  const { plan, places } = fields;
  const { classes } = manifest.head;
  const count = plan.column.length;
  const perField = places.columns * places.rows;
  const isKept = perField * Float32Array.BYTES_PER_ELEMENT <= MOST_LOGITS_BYTES;
  const opened: OpenFeatures[] = [];
  const close = () => {
    for (const one of opened.splice(0)) one.close();
  };
  const open = async (graph: 'attention' | 'feature', length: number, records: number) => {
    const lasting = lastingOf(slide, manifest.id, records);
    const one = await store.open(seenKey(slide, manifest, fields, graph), length, lasting);
    opened.push(one);
    const { cache } = one;
    return {
      write: cache.write.bind(cache),
      read(column: number, row: number) {
        const found = cache.read(column, row);
        return found?.length === length ? found : null;
      },
    };
  };
  try {
    const logits = isKept ? await open('attention', perField, mostVotes > 0 ? count : 0) : null;
    const votes = await open('feature', classes, Math.min(mostVotes, perField) * count);
    return {
      memoryOf(i) {
        const [column, row] = [plan.column[i] ?? 0, plan.row[i] ?? 0];
        // Among the places of all fields.
        const cell = (place: number) =>
          [
            column * places.columns + (place % places.columns),
            row * places.rows + Math.floor(place / places.columns),
          ] as const;
        return {
          logits: () => logits?.read(column, row) ?? null,
          vote(place) {
            const found = votes.read(...cell(place));
            return found && Array.from(found);
          },
          keepLogits: (seen) => logits?.write(column, row, seen),
          keepVotes(seen) {
            for (const [place, vote] of seen)
              // Numbers that are none end the run, and are not to end the next.
              if (vote.every(Number.isFinite)) votes.write(...cell(place), Float32Array.from(vote));
          },
        };
      },
      opened,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What pixels and graph depend on: slide, file of the graph, and how fields and places lie. */
function seenKey(
  slide: FieldsToRemember['slide'],
  { head, files, patch_size_pixels }: FieldsToRemember['manifest'],
  fields: FieldPlan,
  graph: 'attention' | 'feature',
): string {
  const { plan, origin, image } = fields;
  const path = head.graphs[graph];
  const hash = files.find((file) => file.path === path)?.sha256 ?? null;
  const geometry = [
    origin.x,
    origin.y,
    plan.stepPx,
    plan.stepYPx,
    plan.sizePx,
    plan.sizeYPx,
    image.width,
    image.height,
  ];
  const places = [head.step_pixels, ...(graph === 'feature' ? [patch_size_pixels] : [])];
  return JSON.stringify([PATCH_READING_VERSION, slide.fingerprint ?? slide.slideId, graph, hash, geometry, places]);
}
