import { putToolAway, type ActiveTool, type DrawPurpose } from '#state/drawing-store.ts';
import { shownSlide, spacingInUse } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import type { DrawTool, SlideViewer, ViewerEvent } from '#viewer/slide-viewer.ts';
import { measureText } from '../annotations/measure-text.ts';

export const RULER_COLOUR = '#f0e442';

/** What is drawn has this colour, an annotation the one that was chosen. Colours of Okabe and Ito. */
const COLOURS: Readonly<Record<Exclude<DrawPurpose, 'annotation'>, string>> = {
  ruler: RULER_COLOUR,
  exclude: '#d55e00',
  keep: '#56b4e9',
  'sampling-region': '#ffffff',
};

/**
 * Ties the viewer's draw tool to the one tool of the window: it is on while that is in hand, and what is begun is put into the store.
 * Whoever the drawing is for listens to the viewer for what is done. Returns the function that unties them. To be called after
 * `driveViewer`, which opens the slides.
 */
export function driveDrawing(viewer: SlideViewer, stores: Stores): () => void {
  const { slides, drawing, annotations } = stores;
  let shown: ActiveTool | null = null;
  let slideId = slides.getState().shownId;

  function show(): void {
    const slide = shownSlide(slides.getState());
    const id = slide?.description.id ?? null;
    if (id !== slideId) {
      // The viewer has put its tool away with the slide.
      slideId = id;
      shown = null;
      drawing.setState((state) => putToolAway(state));
    }
    const { active } = drawing.getState();
    if (active === shown) return;
    shown = active;
    // What was begun for another purpose is given up.
    viewer.setDrawTool(null);
    if (active && slide) viewer.setDrawTool(toolOf(active));
  }

  function toolOf({ purpose, kind }: ActiveTool): DrawTool {
    const colour = purpose === 'annotation' ? annotations.getState().colour : COLOURS[purpose];
    // Attention sampling says the size in its own way.
    if (purpose === 'sampling-region') return { kind, colour };
    return {
      kind,
      colour,
      describe: (shape) => {
        const now = shownSlide(slides.getState());
        return measureText(shape, now ? (spacingInUse(now)?.spacing ?? null) : null);
      },
    };
  }

  function listen(event: ViewerEvent): void {
    if (event.kind === 'draw') drawing.setState({ draft: event.isDone ? null : event.shape });
  }

  const stops = [viewer.subscribe(listen), slides.subscribe(show), drawing.subscribe(show)];
  show();
  return () => {
    for (const stop of stops) stop();
  };
}
