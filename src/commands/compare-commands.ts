import {
  activatePane,
  changePane,
  dropSlide,
  isSameContent,
  linkPanes,
  paneOf,
  showLayout,
  unlinkPanes,
  type CompareLayout,
  type CompareState,
  type PaneContent,
} from '#state/compare-store.ts';
import { chooseMap } from '#state/overlay-store.ts';
import { contentsToCompare, shownContent } from '#state/pane-content.ts';
import { anchorsNow } from '#state/pane-link.ts';
import { chooseFullMaps, chooseShown } from '#state/displayed.ts';
import { showSlide } from '#state/slides-store.ts';
import type { CommandContext } from './context.ts';
import { suggestForShownSlide } from './model-commands.ts';

/**
 * The active pane and the window are one: what the panel chooses is shown in that pane, and making another pane the active one has the
 * window show what that pane shows. All others keep what they show.
 */
export interface CompareCommands {
  /** Shows the slide in one of the layouts; `single` ends comparing, at the place where the active view was. */
  readonly compare: (layout: CompareLayout) => void;
  /** Begins comparing in the layout used last, at first with a divider where there is a map to divide, or ends it. */
  readonly toggleCompare: () => void;
  /** Panel, keys and readout belong to this pane from here on. */
  readonly activatePane: (id: number) => void;
  /** Shows something else in a pane and makes it the active one. */
  readonly showInPane: (id: number, content: PaneContent) => void;
  /** Has the views move together, as they stand now; or each by itself. */
  readonly linkViews: (isLinked: boolean) => void;
}

export function compareCommands(context: CommandContext): CompareCommands {
  const { stores } = context;
  const { compare, slides, runs, overlay, view } = stores;
  const shownNow = (): PaneContent | null =>
    shownContent({ slides: slides.getState(), runs: runs.getState(), overlay: overlay.getState() });
  let last = shownNow();
  let isApplying = false;

  /** With anchors for slides that came into a pane: linked, what they show then corresponds from there on. */
  function put(change: (state: CompareState) => CompareState): void {
    compare.setState((state) => {
      const next = change(state);
      const isAnchored = next.panes.every(({ slideId }) => next.anchors[slideId]);
      return isAnchored ? next : { ...next, anchors: anchorsNow(next, slides.getState(), view.getState().bySlide) };
    });
  }

  /** Has the window show what the active pane shows; in the single view, all results as asked. */
  function showActive(): void {
    const state = compare.getState();
    const pane = paneOf(state, state.activeId);
    isApplying = true;
    try {
      const full = pane?.map?.isFull ? pane.map.resultKey : null;
      const fullMaps = pane && full !== null ? { slideId: pane.slideId, resultKey: full } : null;
      runs.setState((before) => chooseFullMaps(before, fullMaps));
      if (!pane) return;
      const { slideId, map } = pane;
      if (slides.getState().shownId !== slideId) {
        slides.setState((before) => showSlide(before, slideId));
        // A distance begun on one slide does not end on another.
        view.setState({ calibration: { kind: 'off' } });
        suggestForShownSlide(context);
      }
      if (map) {
        const { resultKey, mapId } = map;
        if (resultKey !== null) runs.setState((before) => chooseShown(before, slideId, resultKey));
        if (shownNow()?.map?.mapId !== mapId) overlay.setState((before) => chooseMap(before, mapId));
      }
    } finally {
      isApplying = false;
      last = shownNow();
    }
  }

  /** What the panel, the list of slides or a run that ended put on screen belongs into the active pane. */
  function followWindow(): void {
    if (isApplying) return;
    const now = shownNow();
    const { byId } = slides.getState();
    const closed = compare.getState().panes.find(({ slideId }) => !byId[slideId]);
    if (closed) {
      last = now;
      put((state) => dropSlide(state, closed.slideId, now));
      showActive();
      return;
    }
    if (isSameContent(last, now)) return;
    last = now;
    if (now) put((state) => changePane(state, state.activeId, now));
    // Another result that was chosen in the panel is shown as asked; so is the one before when it is chosen again.
    const full = runs.getState().fullMaps;
    if (full && now?.map?.resultKey !== full.resultKey) runs.setState((before) => chooseFullMaps(before, null));
  }

  for (const store of [slides, runs, overlay]) store.subscribe(followWindow);

  function show(layout: CompareLayout): void {
    const shown = shownNow();
    if (!shown) return;
    const others = contentsToCompare({ slides: slides.getState(), runs: runs.getState(), overlay: overlay.getState() });
    put((state) => showLayout(state, layout, shown, others));
    if (layout === 'single') showActive();
  }

  return {
    compare: show,
    toggleCompare: () => {
      const { layout, lastLayout } = compare.getState();
      if (layout === 'single') show(lastLayout ?? (shownNow()?.map ? 'swipe' : 'two'));
      else show('single');
    },
    activatePane: (id) => {
      if (compare.getState().activeId === id) return;
      put((state) => activatePane(state, id));
      showActive();
    },
    showInPane: (id, content) => {
      put((state) => activatePane(changePane(state, id, content), id));
      showActive();
    },
    linkViews: (isLinked) => {
      put((state) =>
        isLinked ? linkPanes(state, anchorsNow(state, slides.getState(), view.getState().bySlide)) : unlinkPanes(state),
      );
    },
  };
}
