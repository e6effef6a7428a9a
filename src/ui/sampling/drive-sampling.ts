import { classColour } from '#core/heatmap/class-colours.ts';
import type { Level0Rect } from '#core/geometry/frames.ts';
import { isSameRect } from '#core/geometry/same-rects.ts';
import type { RunResult, SampledField } from '#core/result/run-result.ts';
import { votedClass } from '#core/result/votes.ts';
import { putToolAway, REGION_TOOL } from '#state/drawing-store.ts';
import { selectedModel } from '#state/models-store.ts';
import { displayedResult } from '#state/displayed.ts';
import { scopeOf, shownFieldOf, takeRegion } from '#state/sampling-store.ts';
import { shownSlide } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import type { PatchMark, RegionOutline, SlideViewer, ViewerEvent } from '#viewer/slide-viewer.ts';

/** An even share of the answer is drawn this thick, others in proportion. */
const EVEN_WEIGHT_LINE_CSS_PX = 2;
const LINE_CSS_PX = { least: 1.5, most: 5 } as const;

/**
 * Ties the viewer to what attention sampling asks for and shows: the region drawn, the regions, the patches drawn. Returns the
 * function that unties them. To be called after `driveViewer`, which opens the slides.
 */
export function driveSampling(viewer: SlideViewer, stores: Stores): () => void {
  const { slides, runs, models, overlay, sampling, drawing } = stores;
  let slideId: string | null = null;
  let resultShown: RunResult | null = null;
  const regionsShown = lastGiven<RegionOutline[]>((regions) => {
    viewer.setRegions(regions);
  });
  const marksShown = lastGiven<{ marks: PatchMark[]; highlighted: number | null }>(({ marks, highlighted }) => {
    viewer.setMarks(marks, highlighted);
  });

  function show(): void {
    const { shownId } = slides.getState();
    if (shownId !== slideId) {
      slideId = shownId;
      // The viewer has dropped its overlays with the slide.
      regionsShown.forget();
      marksShown.forget();
      sampling.setState({ inView: viewer.regionInView(), hovered: null, selected: null });
    }
    if (shownId === null) return;
    const state = sampling.getState();
    const isPeeking = overlay.getState().peeking;
    const result = displayedResult(runs.getState(), shownId);
    if (result !== resultShown) {
      resultShown = result;
      sampling.setState({ hovered: null, selected: null });
      return;
    }
    const field = shownFieldOf(state, result ?? { id: '' });
    const next = nextRegion();
    const { showMarks } = state;
    const highlighted = state.hovered ?? state.selected;
    regionsShown.give([result, field, next, isPeeking], () => (isPeeking ? [] : regionsOf(result, field, next)));
    marksShown.give([result, field, highlighted, showMarks && !isPeeking], () => ({
      marks: showMarks && !isPeeking ? marksOf(result?.sampling?.fields[field]) : [],
      highlighted,
    }));
  }

  /** The drawn region that the next run would look at; null where it would look elsewhere. */
  function nextRegion(): Level0Rect | null {
    const slide = shownSlide(slides.getState());
    const state = sampling.getState();
    if (!slide || selectedModel(models.getState())?.manifest.architecture !== 'attention-sampling') return null;
    return scopeOf(state, slide) === 'drawn' ? (state.drawn[slide.description.id] ?? null) : null;
  }

  function listen(event: ViewerEvent): void {
    if (slideId === null) return;
    const id = slideId;
    if (event.kind === 'view-changed') sampling.setState({ inView: viewer.regionInView() });
    else if (event.kind === 'mark-hover') sampling.setState({ hovered: event.mark });
    else if (event.kind === 'mark-click') sampling.setState({ selected: event.mark });
    else if (event.kind === 'draw' && event.isDone && event.shape?.kind === 'rectangle') {
      if (drawing.getState().active?.purpose !== REGION_TOOL.purpose) return;
      const { rect } = event.shape;
      sampling.setState((state) => takeRegion(state, id, rect));
      drawing.setState((state) => putToolAway(state, REGION_TOOL.purpose));
    }
  }

  const stops = [
    viewer.subscribe(listen),
    ...[slides, runs, models, overlay, sampling].map((store) => store.subscribe(show)),
  ];
  show();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Fields of a result, numbered where there are several, and the region that comes next. */
function regionsOf(result: RunResult | null, shownField: number, next: Level0Rect | null): RegionOutline[] {
  const fields = result?.sampling?.fields ?? [];
  const outlines = fields.map(({ rect }, i): RegionOutline => {
    const label = fields.length > 1 ? { label: String(i + 1) } : {};
    return { rect, look: i === shownField ? 'chosen' : 'quiet', ...label };
  });
  // The one that is meant lies on top of its neighbours' borders.
  outlines.sort((a, b) => Number(a.look === 'chosen') - Number(b.look === 'chosen'));
  const isNew = next !== null && !fields.some(({ rect }) => isSameRect(rect, next));
  return isNew ? [...outlines, { rect: next, look: 'draft' }] : outlines;
}

/** The patches of one field, numbered in the order in which they were drawn, coloured by what they vote for. */
export function marksOf(field: SampledField | undefined): PatchMark[] {
  const drawn = field?.draw.reduce((sum, { timesDrawn }) => sum + timesDrawn, 0) ?? 0;
  return (field?.draw ?? []).map(({ rect, weight, vote }, i) => ({
    rect,
    label: String(i + 1),
    colour: classColour(votedClass(vote)),
    lineWidthCssPx: Math.min(LINE_CSS_PX.most, Math.max(LINE_CSS_PX.least, weight * drawn * EVEN_WEIGHT_LINE_CSS_PX)),
  }));
}

/** Passes a value on when what it is made of has changed; it is made only then. */
function lastGiven<T>(pass: (value: T) => void) {
  let last: readonly unknown[] | null = null;
  return {
    give(madeOf: readonly unknown[], make: () => T): void {
      if (last?.every((part, i) => Object.is(part, madeOf[i]))) return;
      last = madeOf;
      pass(make());
    },
    forget(): void {
      last = null;
    },
  };
}
