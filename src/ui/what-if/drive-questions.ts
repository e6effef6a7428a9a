import type { AppCommands } from '#commands/create-commands.ts';
import { isArea } from '#core/geometry/shapes.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { boxesOfPainted } from '#core/what-if/painted-boxes.ts';
import { unitsUnderStroke } from '#core/what-if/painted-units.ts';
import { NOTHING_ASKED } from '#core/result/questions.ts';
import { whatIfUnits } from '#core/what-if/what-if-set.ts';
import type { WhatIfSet } from '#core/result/questions.ts';
import { shownKept } from '#state/displayed.ts';
import { putToolAway } from '#state/drawing-store.ts';
import type { Stores } from '#state/stores.ts';
import { paintedRegion } from '#state/what-if-questions.ts';
import type { Effect } from '#state/what-if-tools-store.ts';
import { askingObstacle } from '#state/what-if-view.ts';
import type { DrawnShape, SlideViewer, ViewerEvent } from '#viewer/slide-viewer.ts';
import { BrushStroke } from './brush-stroke.ts';
import { EFFECT_COLOURS } from './effect-colours.ts';

/**
 * Ties the viewer to what is asked: what is drawn for a question becomes a region of it, and its regions lie over the slide; the tool
 * is put away where nothing can be asked. Returns the function that unties them. To be called after `driveDrawing`, which owns the tool.
 */
export function driveQuestions(
  viewer: SlideViewer,
  stores: Stores,
  commands: Pick<AppCommands, 'markRegion' | 'markPatches'>,
): () => void {
  const { slides, runs, models, drawing, overlay, whatIfTools } = stores;
  let stroke: BrushStroke | null = null;
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
    const madeOf = [shownId, now?.result, now?.asked, stroke, stroke?.indices.size, pointedAt, isPeeking];
    if (last.length === madeOf.length && last.every((part, i) => Object.is(part, madeOf[i]))) return;
    last = madeOf;
    viewer.setShapes('question', now && !isPeeking ? shapesOf(now.result, now.asked, stroke, pointedAt) : []);
  }

  function effectInHand(): Effect | null {
    const purpose = drawing.getState().active?.purpose;
    return purpose === 'exclude' || purpose === 'keep' ? purpose : null;
  }

  /** The tool lies in hand only over a result that can be asked: marks of another could be neither answered nor taken back. */
  function putAwayWhereUseless(): void {
    const effect = effectInHand();
    if (!effect) return;
    const result = shown()?.result;
    const canAsk = result && askingObstacle(result, models.getState().byId[result.run.bundle.id]) === null;
    if (!canAsk) drawing.setState((state) => putToolAway(state, effect));
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
      if (stroke) stroke.go(under);
      else stroke = new BrushStroke(effect, under, paintedRegion(asked, effect)?.shape.indices);
      if (event.isDone) {
        const { isErasing, indices } = stroke;
        stroke = null;
        commands.markPatches(slideId, { effect, isErasing, indices: [...indices] });
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
    ...[slides, runs, models, drawing].map((store) => store.subscribe(putAwayWhereUseless)),
  ];
  show();
  return () => {
    for (const stop of stops) stop();
  };
}

/** The outlines of a question over the slide, numbered as in the list; painted units with the stroke that goes on. */
function shapesOf(
  result: Pick<RunResult, 'patches' | 'maps' | 'sampling'>,
  { regions }: WhatIfSet,
  stroke: BrushStroke | null,
  pointedAt: string | null,
): DrawnShape[] {
  const units = whatIfUnits(result);
  const shapes = regions.map(({ id, effect, shape }, i): DrawnShape => {
    const look = id === pointedAt ? 'selected' : effect;
    const label = String(i + 1);
    if (shape.kind !== 'patches') return { shape, colour: EFFECT_COLOURS[effect], look, label };
    const rects = stroke?.effect === effect ? stroke.boxes(units, shape.indices) : boxesOfPainted(units, shape.indices);
    return { shape: { kind: 'rects', rects }, colour: EFFECT_COLOURS[effect], look, label };
  });
  const isNew = stroke && !stroke.isErasing && !regions.some(isPaintOf(stroke.effect));
  if (!isNew) return shapes;
  const { effect } = stroke;
  const shape = { kind: 'rects', rects: stroke.boxes(units) } as const;
  return [...shapes, { shape, colour: EFFECT_COLOURS[effect], look: effect }];
}

/** Side of what people call a patch, level-0 px: of attention sampling one that was drawn, for its places are far smaller. */
function patchSidePx({ patches, sampling }: Pick<RunResult, 'patches' | 'sampling'>): number {
  const rect = sampling ? sampling.fields[0]?.draw[0]?.rect : patches[0];
  return rect ? Math.min(rect.width, rect.height) : 0;
}

const isPaintOf = (effect: Effect) => (region: WhatIfSet['regions'][number]) =>
  region.shape.kind === 'patches' && region.effect === effect;
