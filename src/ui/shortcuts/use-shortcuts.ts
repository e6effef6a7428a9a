import { useEffect } from 'react';
import { meanSpacing } from '#core/geometry/spacing.ts';
import { REGION_TOOL, RULER_TOOL, takeTool, toggleTool } from '#state/drawing-store.ts';
import { selectedModel } from '#state/models-store.ts';
import { stepOpacity } from '#state/overlay-store.ts';
import { shownSlide, spacingInUse } from '#state/slides-store.ts';
import type { Stores } from '#state/stores.ts';
import { MAGNIFICATION_PRESETS, scaleOfMagnification } from '#viewer/magnification.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { ROTATION_STEP_DEG, ZOOM_STEP } from '../stage/view-steps.ts';
import { shortcutOf, type Shortcut } from './shortcut-of.ts';

const PAN_STEP_CSS_PX = 120;

/** What a key that is held does only once. */
const ONCE_PER_PRESS: ReadonlySet<Shortcut['kind']> = new Set([
  'peek',
  'rotate',
  'help',
  'compare',
  'measure',
  'annotations',
]);

/** A closed list of choices takes letters as well: they look for an entry. */
const OWNERS_OF_ALL_KEYS =
  'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="combobox"], [role="dialog"]';

/** True where a key belongs to what has the focus: all keys in text fields, menus and dialogs, arrows in sliders and choices. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(OWNERS_OF_ALL_KEYS)) return true;
  return key.startsWith('Arrow') && target.closest('[role="slider"], [role="radio"]') !== null;
}

/** The keys of the window. Nothing is taken while text is typed, in dialogs, or together with the browser's own modifiers. */
export function useShortcuts(
  stores: Stores,
  viewer: SlideViewer | null,
  onHelp: () => void,
  onCompare: () => void,
): void {
  useEffect(() => {
    const events = new AbortController();
    const { signal } = events;
    const act = (shortcut: Shortcut): void => {
      if (shortcut.kind === 'help') onHelp();
      else if (shortcut.kind === 'peek') stores.overlay.setState({ peeking: true });
      else if (shortcut.kind === 'opacity') stores.overlay.setState((state) => stepOpacity(state, shortcut.direction));
      else if (shortcut.kind === 'region') startRegion(stores);
      else if (shortcut.kind === 'measure') measure(stores);
      else if (shortcut.kind === 'annotations') stores.annotations.setState(({ isShown }) => ({ isShown: !isShown }));
      else if (shortcut.kind === 'compare') onCompare();
      else if (viewer) moveViewer(viewer, stores, shortcut);
    };
    const endPeek = () => {
      if (stores.overlay.getState().peeking) stores.overlay.setState({ peeking: false });
    };
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.defaultPrevented || takesKey(event.target, event.key)) return;
        const shortcut = shortcutOf(event);
        if (!shortcut) return;
        event.preventDefault();
        if (event.repeat && ONCE_PER_PRESS.has(shortcut.kind)) return;
        act(shortcut);
      },
      { signal },
    );
    window.addEventListener(
      'keyup',
      (event) => {
        if (event.key.toLowerCase() === 'h') endPeek();
      },
      { signal },
    );
    // The key may be let go over another window, which is never told to this one.
    window.addEventListener('blur', endPeek, { signal });
    return () => {
      events.abort();
      endPeek();
    };
  }, [stores, viewer, onHelp, onCompare]);
}

function measure(stores: Stores): void {
  if (shownSlide(stores.slides.getState())) stores.drawing.setState((state) => toggleTool(state, RULER_TOOL));
}

/** Only where a region can be used: with a model of attention sampling and a slide. */
function startRegion(stores: Stores): void {
  const isUsed = selectedModel(stores.models.getState())?.manifest.architecture === 'attention-sampling';
  if (isUsed && shownSlide(stores.slides.getState())) stores.drawing.setState((state) => takeTool(state, REGION_TOOL));
}

function moveViewer(viewer: SlideViewer, stores: Stores, shortcut: Shortcut): void {
  switch (shortcut.kind) {
    case 'zoom':
      viewer.zoomBy(shortcut.direction > 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
      return;
    case 'pan':
      viewer.panBy(shortcut.dx * PAN_STEP_CSS_PX, shortcut.dy * PAN_STEP_CSS_PX);
      return;
    case 'whole':
      viewer.fitSlide();
      return;
    case 'rotate':
      viewer.rotateBy(shortcut.direction * ROTATION_STEP_DEG);
      return;
    case 'preset': {
      const slide = shownSlide(stores.slides.getState());
      const inUse = slide ? spacingInUse(slide) : null;
      const power = MAGNIFICATION_PRESETS[shortcut.index];
      if (inUse && power !== undefined) viewer.setScale(scaleOfMagnification(power, meanSpacing(inUse.spacing)));
      return;
    }
    case 'peek':
    case 'opacity':
    case 'region':
    case 'measure':
    case 'annotations':
    case 'compare':
    case 'help':
      return;
  }
}
