import { meanSpacing } from '#core/geometry/spacing.ts';
import { chooseMap, stepOpacity } from '#state/overlay-store.ts';
import { shownMap, viewOfResult } from '#state/result-view.ts';
import { displayedMaps } from '#state/displayed.ts';
import { shownSlide, spacingInUse } from '#state/slides-store.ts';
import { MAGNIFICATION_PRESETS, scaleOfMagnification } from '#viewer/magnification.ts';
import { toggleFullScreen } from '../stage/use-full-screen.ts';
import { ROTATION_STEP_DEG, ZOOM_STEP } from '../stage/view-steps.ts';
import { nothingInTheMiddle, noMap, noSlide, noSpacing } from './obstacles.ts';
import type { CommandId, WindowCommand, WindowParts } from './window-command.ts';

const PAN_STEP_CSS_PX = 120;

const ARROWS = [
  { id: 'pan-left', key: '←', dx: -1, dy: 0 },
  { id: 'pan-up', key: '↑', dx: 0, dy: -1 },
  { id: 'pan-right', key: '→', dx: 1, dy: 0 },
  { id: 'pan-down', key: '↓', dx: 0, dy: 1 },
] as const;

/** In the order of `MAGNIFICATION_PRESETS`. */
const POWERS = ['power-1', 'power-2', 'power-3', 'power-4', 'power-5'] as const satisfies readonly CommandId[];

/** Where the view is. */
export const VIEW_COMMANDS: readonly WindowCommand[] = [
  { id: 'zoom-in', keys: ['+'], repeats: true, obstacle: noSlide, run: ({ viewer }) => viewer?.zoomBy(ZOOM_STEP) },
  { id: 'zoom-out', keys: ['−'], repeats: true, obstacle: noSlide, run: ({ viewer }) => viewer?.zoomBy(1 / ZOOM_STEP) },
  ...ARROWS.map(({ id, key, dx, dy }) => ({
    id,
    keys: [key],
    repeats: true as const,
    obstacle: noSlide,
    run: ({ viewer }: WindowParts) => viewer?.panBy(dx * PAN_STEP_CSS_PX, dy * PAN_STEP_CSS_PX),
  })),
  { id: 'whole-slide', keys: ['0'], obstacle: noSlide, run: ({ viewer }) => viewer?.fitSlide() },
  ...POWERS.map((id, i) => ({
    id,
    keys: [String(i + 1)],
    obstacle: noSpacing,
    run: ({ viewer, stores }: WindowParts) => {
      const slide = shownSlide(stores.slides.getState());
      const inUse = slide ? spacingInUse(slide) : null;
      const power = MAGNIFICATION_PRESETS[i];
      if (inUse && power !== undefined) viewer?.setScale(scaleOfMagnification(power, meanSpacing(inUse.spacing)));
    },
  })),
  { id: 'rotate-right', keys: ['R'], obstacle: noSlide, run: ({ viewer }) => viewer?.rotateBy(ROTATION_STEP_DEG) },
  {
    id: 'rotate-left',
    keys: ['Shift R'],
    obstacle: noSlide,
    run: ({ viewer }) => viewer?.rotateBy(-ROTATION_STEP_DEG),
  },
  { id: 'rotate-none', obstacle: noSlide, run: ({ viewer }) => viewer?.setRotation(0) },
  { id: 'full-screen', run: toggleFullScreen },
];

/** What lies over the slide. */
export const MAP_COMMANDS: readonly WindowCommand[] = [
  {
    id: 'peek',
    keys: ['H'],
    run: ({ stores }) => {
      stores.overlay.setState({ peeking: true });
    },
    end: ({ stores }) => {
      if (stores.overlay.getState().peeking) stores.overlay.setState({ peeking: false });
    },
  },
  {
    id: 'toggle-map',
    obstacle: noMap,
    run: ({ stores }) => {
      stores.overlay.setState(({ visible }) => ({ visible: !visible }));
    },
  },
  {
    id: 'less-opaque',
    keys: ['['],
    repeats: true,
    run: ({ stores }) => {
      stores.overlay.setState((state) => stepOpacity(state, -1));
    },
  },
  {
    id: 'more-opaque',
    keys: [']'],
    repeats: true,
    run: ({ stores }) => {
      stores.overlay.setState((state) => stepOpacity(state, 1));
    },
  },
  { id: 'next-map', keys: ['N'], obstacle: noMap, run: (window) => { stepMap(window, 1); } }, // prettier-ignore
  { id: 'previous-map', keys: ['Shift N'], obstacle: noMap, run: (window) => { stepMap(window, -1); } }, // prettier-ignore
  {
    id: 'interpolate',
    obstacle: noMap,
    run: ({ stores }) => {
      stores.overlay.setState(({ interpolated }) => ({ interpolated: !interpolated }));
    },
  },
  {
    id: 'rank-in-the-middle',
    keys: ['T'],
    obstacle: nothingInTheMiddle,
    run: ({ stores }) => {
      const slideId = stores.slides.getState().shownId;
      const point = slideId === null ? undefined : stores.view.getState().bySlide[slideId]?.center;
      if (slideId === null || !point) return;
      // What is told of it stands in the panel.
      stores.preferences.setState({ panelOpen: true });
      stores.patches.setState({ asked: { slideId, point } });
    },
  },
];

/** Shows the next map of the result on screen, after the last its first. */
function stepMap({ stores }: WindowParts, step: 1 | -1): void {
  const slideId = stores.slides.getState().shownId;
  const source = slideId === null ? null : displayedMaps(stores.runs.getState(), slideId);
  if (!source) return;
  const view = viewOfResult(source);
  const shown = shownMap(view, stores.overlay.getState());
  const at = view.maps.findIndex(({ id }) => id === shown?.id);
  const next = view.maps[(at + step + view.maps.length) % view.maps.length];
  if (next) stores.overlay.setState((state) => chooseMap(state, next.id));
}
