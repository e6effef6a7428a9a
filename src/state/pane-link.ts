import { level0Point, type Level0Point } from '#core/geometry/frames.ts';
import {
  anchorOf,
  linkedPoint,
  linkedView,
  type Anchor,
  type LinkedSlide,
  type ViewPlace,
} from '#core/geometry/linked-view.ts';
import { meanSpacing } from '#core/geometry/spacing.ts';
import type { CompareState } from './compare-store.ts';
import { spacingInUse, type OpenSlide, type SlidesState } from './slides-store.ts';
import type { View } from './view-store.ts';

/** In what the views move together. */
export type LinkUnit =
  /** All show one slide: the same place, pixel by pixel. */
  | { readonly kind: 'same-slide' }
  | { readonly kind: 'um' }
  /** Pixel by pixel, because these slides have no spacing: one may be shown larger than the other. */
  | { readonly kind: 'px'; readonly without: readonly string[] };

/** The different slides in the panes, in their order. */
function slidesInPanes({ panes }: Pick<CompareState, 'panes'>, { byId }: SlidesState): OpenSlide[] {
  const ids = [...new Set(panes.map(({ slideId }) => slideId))];
  return ids.map((id) => byId[id]).filter((slide) => slide !== undefined);
}

export function linkUnit(compare: Pick<CompareState, 'panes'>, slides: SlidesState): LinkUnit {
  const shown = slidesInPanes(compare, slides);
  if (shown.length < 2) return { kind: 'same-slide' };
  const without = shown.filter((slide) => !spacingInUse(slide));
  return without.length === 0
    ? { kind: 'um' }
    : { kind: 'px', without: without.map(({ description }) => description.name) };
}

/**
 * The places where the slides in the panes are now, as corresponding ones. A slide not looked at yet is taken at its middle, upright.
 * @param views last view of each slide, by slide id
 */
export function anchorsNow(
  compare: CompareState,
  slides: SlidesState,
  views: Readonly<Record<string, View>>,
): Record<string, Anchor> {
  const anchors = slidesInPanes(compare, slides).map(({ description }): [string, Anchor] => {
    const { id, width, height } = description;
    const view = views[id];
    return [id, view ? anchorOf(view) : { point: level0Point(width / 2, height / 2), rotationDeg: 0 }];
  });
  return Object.fromEntries(anchors);
}

function linkedSlide(compare: CompareState, slides: SlidesState, slideId: string): LinkedSlide | null {
  const anchor = compare.anchors[slideId];
  const slide = slides.byId[slideId];
  if (!anchor || !slide) return null;
  const spacing = linkUnit(compare, slides).kind === 'um' ? spacingInUse(slide)?.spacing : undefined;
  return { anchor, unitsPerPx: spacing ? meanSpacing(spacing) : 1 };
}

/** The view of one slide that corresponds to a view of another; of the same slide that view itself. Null where the two are not linked. */
export function correspondingView(
  compare: CompareState,
  slides: SlidesState,
  from: string,
  to: string,
  view: ViewPlace,
): ViewPlace | null {
  if (from === to) return view;
  const [here, there] = [linkedSlide(compare, slides, from), linkedSlide(compare, slides, to)];
  return here && there ? linkedView(here, there, view) : null;
}

/**
 * Where a pane begins when its slide is opened in it: where that slide is in another view, else as the linked views are, else where it was left.
 * Null: all of it.
 * @param views last view of each slide, by slide id
 */
export function firstView(
  compare: CompareState,
  slides: SlidesState,
  views: Readonly<Record<string, View>>,
  pane: { readonly slideId: string },
): ViewPlace | null {
  const own = views[pane.slideId] ?? null;
  const isShared = compare.panes.some((other) => other !== pane && other.slideId === pane.slideId);
  if (isShared || !compare.isLinked) return own;
  for (const { slideId } of compare.panes) {
    const view = views[slideId];
    const place =
      view && slideId !== pane.slideId ? correspondingView(compare, slides, slideId, pane.slideId, view) : null;
    if (place) return place;
  }
  return own;
}

/** The corresponding point of every pane, by pane id. Of other slides only while the views are linked: only then is there one. */
export function correspondingPoints(
  compare: CompareState,
  slides: SlidesState,
  paneId: number,
  point: Level0Point,
): Record<number, Level0Point> {
  const own = compare.panes.find(({ id }) => id === paneId)?.slideId;
  const points: Record<number, Level0Point> = {};
  if (own === undefined) return points;
  const here = linkedSlide(compare, slides, own);
  for (const { id, slideId } of compare.panes) {
    const there = linkedSlide(compare, slides, slideId);
    if (slideId === own) points[id] = point;
    else if (compare.isLinked && here && there) points[id] = linkedPoint(here, there, point);
  }
  return points;
}
