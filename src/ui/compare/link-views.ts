import { isSamePlace, type ViewPlace } from '#core/geometry/linked-view.ts';
import { paneOf } from '#state/compare-store.ts';
import { correspondingView, linkUnit } from '#state/pane-link.ts';
import type { Stores } from '#state/stores.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';

/** The linked views of the panes. */
export interface ViewLink {
  /** Takes a viewer into the link; returns the function that takes it out. */
  readonly add: (paneId: number, viewer: SlideViewer) => () => void;
  /** Begins to follow the stores; returns the function that ends it. */
  readonly start: () => () => void;
}

/**
 * Moves the linked views together. Whichever moves leads: the others are put where they correspond and drawn in that very frame. What a
 * viewer then reports of the place it was put to is its echo and moves nobody. Every place is worked out from the leader's own and
 * the anchors, never from another follower's: nothing adds up over time.
 */
export function linkViews({ compare, slides }: Pick<Stores, 'compare' | 'slides'>): ViewLink {
  const viewers = new Map<number, SlideViewer>();
  const placed = new Map<number, ViewPlace>();
  let last: readonly unknown[] = [];

  /** The slide of a pane, where its viewer has it open already. */
  function slideOf(paneId: number): string | null {
    const slideId = paneOf(compare.getState(), paneId)?.slideId ?? null;
    return viewers.get(paneId)?.slideId() === slideId ? slideId : null;
  }

  function lead(leaderId: number, view: ViewPlace): void {
    const state = compare.getState();
    const from = slideOf(leaderId);
    if (!state.isLinked || from === null) return;
    for (const [id, viewer] of viewers) {
      const to = slideOf(id);
      if (id === leaderId || to === null) continue;
      const place = correspondingView(state, slides.getState(), from, to, view);
      if (!place) continue;
      placed.set(id, place);
      viewer.setView(place);
    }
  }

  function moved(id: number, view: ViewPlace): void {
    const own = placed.get(id);
    if (own && isSamePlace(own, view)) return;
    placed.delete(id);
    lead(id, view);
  }

  /** When what links the views has changed, the active one stays and the others come to it. */
  function relink(): void {
    const state = compare.getState();
    const { isLinked, anchors, layout, activeId } = state;
    const now = [isLinked, anchors, layout, linkUnit(state, slides.getState()).kind];
    if (now.every((part, i) => part === last[i])) return;
    last = now;
    const view = slideOf(activeId) === null ? null : viewers.get(activeId)?.view();
    if (view) lead(activeId, view);
  }

  return {
    add: (id, viewer) => {
      viewers.set(id, viewer);
      const stop = viewer.subscribe((event) => {
        if (event.kind === 'view-changed') moved(id, event.view);
      });
      return () => {
        stop();
        viewers.delete(id);
        placed.delete(id);
      };
    },
    start: () => {
      const stops = [compare.subscribe(relink), slides.subscribe(relink)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
