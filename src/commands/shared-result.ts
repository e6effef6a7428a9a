import { FoveaError, toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import { sayOtherSlide, type SharedResult } from '#state/link-store.ts';
import { showResult } from '#state/displayed.ts';
import { likeness, type Likeness } from '#state/slide-likeness.ts';
import { showSlide, type OpenSlide } from '#state/slides-store.ts';
import { moveView } from '#state/view-store.ts';
import type { CommandContext } from './context.ts';
import { withSharedOverlay } from './shared-overlay.ts';

type Context = Pick<CommandContext, 'stores'>;

/** Shows a result over its slide where that is open, else waits for it. */
export function showOrWait(context: Context, shared: SharedResult): void {
  const { slides, link } = context.stores;
  let problem: PlainError | null = null;
  for (const slide of Object.values(slides.getState().byId)) {
    const found = likeness(slide, shared.result.run);
    if (found.kind !== 'other') {
      show(context, slide, found, shared);
      return;
    }
    // One of the same name was meant to be the slide; others have nothing to do with it.
    if (slide.description.name === shared.result.run.slide.name) problem = otherSlide(slide, shared, found);
  }
  link.setState({ status: { kind: 'waiting', shared, problem } });
}

/**
 * Shows the result that waits as soon as its slide is opened, in whatever way: dropped, picked, from the list. Told of before the viewer hears of it,
 * so that it begins with the view. To be called once.
 */
export function watchForSlides(context: Context): void {
  const { slides, link } = context.stores;
  slides.subscribe(({ order, byId }, before) => {
    const { status } = link.getState();
    if (status.kind !== 'waiting' || order === before.order) return;
    const { shared } = status;
    for (const slide of order.filter((id) => !before.byId[id]).flatMap((id) => byId[id] ?? [])) {
      const found = likeness(slide, shared.result.run);
      if (found.kind !== 'other') {
        show(context, slide, found, shared);
        return;
      }
      link.setState((state) => sayOtherSlide(state, otherSlide(slide, shared, found)));
    }
  });
}

function show(
  { stores }: Context,
  slide: OpenSlide,
  found: Exclude<Likeness, { kind: 'other' }>,
  { view, overlay, result, origin }: SharedResult,
): void {
  const slideId = slide.description.id;
  const slideKnownBy = found.kind === 'same' ? 'fingerprint' : 'name-and-size';
  const isOnScreen = stores.slides.getState().shownId === slideId && stores.view.getState().bySlide[slideId];
  if (view)
    stores.view.setState((state) => moveView(state, slideId, { ...view, umPerCssPx: null, magnification: null }));
  stores.link.setState({ status: { kind: 'idle' }, wantedView: view && isOnScreen ? { slideId, view } : null });
  if (overlay) stores.overlay.setState((state) => withSharedOverlay(state, overlay));
  stores.runs.setState((state) => showResult(state, slideId, result, { ...origin, slideKnownBy }));
  stores.slides.setState((state) => showSlide(state, slideId));
}

function otherSlide(
  { description }: OpenSlide,
  { result }: SharedResult,
  { why }: Extract<Likeness, { kind: 'other' }>,
): PlainError {
  const facts = { wanted: result.run.slide.name, opened: description.name, why };
  return toPlainError(new FoveaError('link/wrong-slide', facts));
}
