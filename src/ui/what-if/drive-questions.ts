import type { AppCommands } from '#commands/create-commands.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { isArea } from '#core/geometry/shapes.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { unitsUnderStroke } from '#core/what-if/painted-units.ts';
import { unitRows } from '#core/what-if/unit-rows.ts';
import { NOTHING_ASKED } from '#core/result/questions.ts';
import { whatIfUnits } from '#core/what-if/what-if-set.ts';
import type { WhatIfSet } from '#core/result/questions.ts';
import { shownKept } from '#state/displayed.ts';
import type { Stores } from '#state/stores.ts';
import { paintedRegion } from '#state/what-if-questions.ts';
import type { Effect } from '#state/what-if-tools-store.ts';
import type { DrawnShape, SlideViewer, ViewerEvent } from '#viewer/slide-viewer.ts';
import { EFFECT_COLOURS } from './effect-colours.ts';

/** A stroke of the brush, as far as it has come. */
interface Stroke {
  readonly effect: Effect;
  /** Begun on a painted unit: it takes away. */
  readonly isErasing: boolean;
  readonly indices: Set<number>;
}

/**
 * Ties the viewer to what is asked: what is drawn for a question becomes a region of it, and its regions lie over the slide. Returns the
 * function that unties them. To be called after `driveDrawing`, which owns the tool.
 */
export function driveQuestions(
  viewer: SlideViewer,
  stores: Stores,
  commands: Pick<AppCommands, 'markRegion' | 'markPatches'>,
): () => void {
  const { slides, runs, drawing, overlay, whatIfTools } = stores;
  let stroke: Stroke | null = null;
  let last: readonly unknown[] = [];

  function shown(): { slideId: string; result: RunResult; asked: WhatIfSet } | null {
    const slideId = slides.getState().shownId;
    const kept = slideId === null ? null : shownKept(runs.getState(), slideId);
    if (slideId === null || !kept) return null;
    return { slideId, result: kept.result, asked: kept.questions?.asked ?? NOTHING_ASKED };
  }

  function show(): void {
    const { shownId } = slides.getState();
    const now = shown();
    const isPeeking = overlay.getState().peeking;
    const { pointedAt } = whatIfTools.getState();
    const madeOf = [shownId, now?.result, now?.asked, stroke, pointedAt, isPeeking];
    if (last.length === madeOf.length && last.every((part, i) => Object.is(part, madeOf[i]))) return;
    last = madeOf;
    viewer.setShapes('question', now && !isPeeking ? shapesOf(now.result, now.asked, stroke, pointedAt) : []);
  }

  function effectInHand(): Effect | null {
    const purpose = drawing.getState().active?.purpose;
    return purpose === 'exclude' || purpose === 'keep' ? purpose : null;
  }

  function listen(event: ViewerEvent): void {
    const effect = effectInHand();
    const now = shown();
    if (!effect || !now) return;
    const { slideId, result, asked } = now;
    if (event.kind === 'draw' && event.isDone && event.shape && isArea(event.shape)) {
      commands.markRegion(slideId, effect, event.shape);
    } else if (event.kind === 'paint') {
      const widthPx = whatIfTools.getState().brush * patchSidePx(result);
      const under = unitsUnderStroke(whatIfUnits(result), event, widthPx);
      stroke = stroke ? longer(stroke, under) : strokeFrom(under, effect, paintedRegion(asked, effect)?.shape.indices);
      if (event.isDone) {
        const whole = { ...stroke, indices: [...stroke.indices] };
        stroke = null;
        commands.markPatches(slideId, whole);
      }
      show();
    }
  }

  const stops = [
    viewer.subscribe(listen),
    ...[slides, runs, overlay, whatIfTools].map((store) => store.subscribe(show)),
    drawing.subscribe(() => {
      // A stroke ends with its tool, whatever became of it.
      if (effectInHand() !== stroke?.effect) stroke = null;
      show();
    }),
  ];
  show();
  return () => {
    for (const stop of stops) stop();
  };
}

function strokeFrom(under: readonly number[], effect: Effect, painted: readonly number[] = []): Stroke {
  const indices = new Set(under);
  return { effect, isErasing: painted.some((i) => indices.has(i)), indices };
}

/** A stroke with what it passes now; the same object where that is nothing new. What it has passed grows in place. */
function longer(stroke: Stroke, under: readonly number[]): Stroke {
  const before = stroke.indices.size;
  for (const i of under) stroke.indices.add(i);
  return stroke.indices.size > before ? { ...stroke } : stroke;
}

/** The outlines of a question over the slide, numbered as in the list; painted units with the stroke that goes on. */
export function shapesOf(
  result: Pick<RunResult, 'patches' | 'maps' | 'sampling'>,
  { regions }: WhatIfSet,
  stroke: Stroke | null,
  pointedAt: string | null,
): DrawnShape[] {
  const units = whatIfUnits(result);
  const shapes = regions.map(({ id, effect, shape }, i): DrawnShape => {
    const look = id === pointedAt ? 'selected' : effect;
    const label = String(i + 1);
    if (shape.kind !== 'patches') return { shape, colour: EFFECT_COLOURS[effect], look, label };
    const painted = flags(units, shape.indices);
    if (stroke?.effect === effect) for (const index of stroke.indices) painted[index] = stroke.isErasing ? 0 : 1;
    return { shape: rects(units, painted), colour: EFFECT_COLOURS[effect], look, label };
  });
  const isNew = stroke && !stroke.isErasing && !regions.some(isPaintOf(stroke.effect));
  if (!isNew) return shapes;
  const { effect, indices } = stroke;
  return [...shapes, { shape: rects(units, flags(units, indices)), colour: EFFECT_COLOURS[effect], look: effect }];
}

/** Side of what people call a patch, level-0 px: of attention sampling one that was drawn, for its places are far smaller. */
function patchSidePx({ patches, sampling }: Pick<RunResult, 'patches' | 'sampling'>): number {
  const rect = sampling ? sampling.fields[0]?.draw[0]?.rect : patches[0];
  return rect ? Math.min(rect.width, rect.height) : 0;
}

const isPaintOf = (effect: Effect) => (region: WhatIfSet['regions'][number]) =>
  region.shape.kind === 'patches' && region.effect === effect;

/** uint8 `[n]` parallel to `units`: 1 where an index names one. */
function flags(units: readonly Level0Rect[], indices: Iterable<number>): Uint8Array {
  const painted = new Uint8Array(units.length);
  for (const i of indices) painted[i] = 1;
  return painted;
}

/**
 * Units as boxes, neighbours in a row as one: fewer lines over the slide, and less to draw. One pass over the rows that are known, because
 * it is done for every move of the brush.
 */
function rects(units: readonly Level0Rect[], painted: Uint8Array) {
  const joined: Level0Rect[] = [];
  for (const i of unitRows(units).order) {
    const unit = painted[i] === 1 ? units[i] : undefined;
    if (!unit) continue;
    const last = joined.at(-1);
    // Corners are whole px: neighbours may overlap or leave a gap by one.
    const isNext = last?.y === unit.y && last.height === unit.height && Math.abs(last.x + last.width - unit.x) <= 1;
    if (isNext) joined[joined.length - 1] = { ...last, width: unit.x + unit.width - last.x };
    else joined.push(unit);
  }
  return { kind: 'rects', rects: joined } as const;
}
