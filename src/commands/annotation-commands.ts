import type { Annotation } from '#core/annotations/annotation.ts';
import type { Shape } from '#core/geometry/shapes.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import {
  addAnnotations,
  annotationsOf,
  beginSlide,
  endSlide,
  roomFor,
  setKeeping,
  takeKept,
  type Keeping,
} from '#state/annotations-store.ts';
import { MAX_STORED_PER_SLIDE, readStored, stored, type StoredChange } from './annotation-storage.ts';
import type { CommandContext } from './context.ts';

export interface AnnotationCommands {
  /** Adds what was drawn to a slide, in a colour. Gives whether there was room for it. */
  readonly addDrawn: (slideId: string, shape: Shape, colour: string) => boolean;
  /**
   * From now on the annotations of every slide that is opened are read from storage, and every change of them is written to it, by
   * whichever transition it was made. Returns the function that ends it. What could not be written stays in the window, is said so, and
   * is tried again with the next change.
   */
  readonly keepAnnotations: () => () => void;
}

/** A slide whose annotations are kept, or would be. */
interface KeptSlide {
  readonly fingerprint: string;
  /** What storage holds, as far as this tab knows, by id; null until it has been read. */
  stored: ReadonlyMap<string, Annotation> | null;
  /** Reading and writing take turns: a write never overtakes the one before. */
  turn: Promise<void>;
}

export function annotationCommands(context: CommandContext): AnnotationCommands {
  const { stores } = context;
  return {
    addDrawn: (slideId, shape, colour) => {
      if (roomFor(stores.annotations.getState(), slideId) <= 0) return false;
      const createdAt = new Date(context.now()).toISOString();
      const annotation = { id: context.newId(), shape, label: '', colour, createdAt };
      stores.annotations.setState((state) => addAnnotations(state, slideId, [annotation]));
      return true;
    },
    keepAnnotations: () => keepAnnotations(context),
  };
}

function keepAnnotations({ stores, annotationStorage }: CommandContext): () => void {
  const { slides, annotations } = stores;
  const open = new Map<string, SlideDescription>();
  const kept = new Map<string, KeptSlide>();

  function follow(): void {
    const { byId } = slides.getState();
    for (const { description } of Object.values(byId)) if (!open.has(description.id)) begin(description);
    for (const description of [...open.values()]) if (!byId[description.id]) end(description);
  }

  function begin(description: SlideDescription): void {
    const { id, fingerprint } = description;
    open.set(id, description);
    const keeping: Keeping = fingerprint === null ? { kind: 'tab-only' } : { kind: 'reading' };
    annotations.setState((state) => beginSlide(state, id, keeping, closedKey(description)));
    if (fingerprint === null) return;
    const slide: KeptSlide = { fingerprint, stored: null, turn: Promise.resolve() };
    kept.set(id, slide);
    inTurn(id, slide, () => read(id, slide));
  }

  function end(description: SlideDescription): void {
    const { id } = description;
    const slide = kept.get(id);
    const last = annotationsOf(annotations.getState(), id);
    open.delete(id);
    kept.delete(id);
    annotations.setState((state) => endSlide(state, id, closedKey(description)));
    // What was changed just before the slide was closed.
    if (slide) inTurn(id, slide, () => write(slide, last));
  }

  function inTurn(id: string, slide: KeptSlide, work: () => Promise<void>): void {
    slide.turn = slide.turn.then(work).then(
      () => {
        annotations.setState((state) => setKeeping(state, id, { kind: 'kept' }));
      },
      (reason: unknown) => {
        const why = reason instanceof DOMException && reason.name === 'QuotaExceededError' ? 'full' : 'forbidden';
        console.warn('annotations are not kept', reason);
        annotations.setState((state) => setKeeping(state, id, { kind: 'failed', why }));
      },
    );
  }

  async function read(id: string, slide: KeptSlide): Promise<void> {
    if (!open.has(id)) return;
    const entries = await annotationStorage.read(slide.fingerprint, MAX_STORED_PER_SLIDE);
    const { annotations: found, unreadable } = readStored(entries);
    if (!open.has(id)) return;
    const here = annotationsOf(annotations.getState(), id);
    const own = new Set(changeOf(here, slide.stored ?? new Map()).map((one) => one.id));
    slide.stored = new Map(found.map((annotation) => [annotation.id, annotation]));
    annotations.setState((state) => takeKept(state, id, found, own, unreadable));
    await writeNow(id, slide);
  }

  /** The list of a slide that was closed meanwhile is gone; {@link end} writes its last one. */
  async function writeNow(id: string, slide: KeptSlide): Promise<void> {
    if (open.has(id)) await write(slide, annotationsOf(annotations.getState(), id));
  }

  async function write(slide: KeptSlide, list: readonly Annotation[]): Promise<void> {
    const changes = changeOf(list, slide.stored ?? new Map());
    if (changes.length === 0) return;
    const change: StoredChange = {
      put: changes.flatMap(({ id: one, now }) => (now ? [{ id: one, entry: stored(now) }] : [])),
      remove: changes.flatMap(({ id: one, now }) => (now ? [] : [one])),
    };
    await annotationStorage.write(slide.fingerprint, change);
    slide.stored = new Map(list.map((annotation) => [annotation.id, annotation]));
    changedElsewhere(slide.fingerprint, slide);
  }

  /** The same slide may be open twice, here or in another tab. */
  function changedElsewhere(fingerprint: string, by: KeptSlide | null): void {
    for (const [id, slide] of kept)
      if (slide !== by && slide.fingerprint === fingerprint) inTurn(id, slide, () => read(id, slide));
  }

  const stops = [
    slides.subscribe(follow),
    annotations.subscribe((state, before) => {
      for (const [id, slide] of kept) {
        if (state.bySlide[id]?.list === before.bySlide[id]?.list) continue;
        inTurn(id, slide, () => (slide.stored ? writeNow(id, slide) : read(id, slide)));
      }
    }),
    annotationStorage.watch((fingerprint) => {
      changedElsewhere(fingerprint, null);
    }),
  ];
  follow();
  return () => {
    for (const stop of stops) stop();
  };
}

/** What is different here from what is stored, by id; `now` is null for what was deleted. */
function changeOf(
  list: readonly Annotation[],
  storedById: ReadonlyMap<string, Annotation>,
): { readonly id: string; readonly now: Annotation | null }[] {
  const here = new Set(list.map(({ id }) => id));
  const changed = list.filter((one) => storedById.get(one.id) !== one).map((now) => ({ id: now.id, now }));
  const gone = [...storedById.keys()].filter((id) => !here.has(id)).map((id) => ({ id, now: null }));
  return [...changed, ...gone];
}

/** By what a slide without a fingerprint is known again within the tab; null where it has one. */
function closedKey({ fingerprint, name, width, height }: SlideDescription): string | null {
  return fingerprint === null ? `${name} ${String(width)} ${String(height)}` : null;
}
