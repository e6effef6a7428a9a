import {
  addAnnotationCorner,
  deleteAnnotations,
  moveAnnotation,
  redoAnnotations,
  selectedAnnotation,
  undoAnnotations,
  type AnnotationsState,
} from '#state/annotations-store.ts';
import type { CompareLayout } from '#state/compare-store.ts';
import { putToolAway, REGION_TOOL, RULER_TOOL, takeTool, toggleTool, type ActiveTool } from '#state/drawing-store.ts';
import { shownSlide } from '#state/slides-store.ts';
import { clear, redo, undo, type Questions } from '#state/what-if-questions.ts';
import { STEP_CSS_PX, stepOnSlide, type Direction } from '../annotations/arrow-steps.ts';
import {
  cannotAsk,
  noAnnotations,
  noCorner,
  noEarlierQuestion,
  noLaterQuestion,
  noneInHand,
  noneSelected,
  noRoom,
  noSlide,
  noTool,
  notComparing,
  nothingAsked,
  nothingToRedo,
  nothingToUndo,
  notSampling,
} from './obstacles.ts';
import type { CommandId, WindowCommand, WindowParts } from './window-command.ts';

const LAYOUTS = {
  'compare-swipe': 'swipe',
  'compare-two': 'two',
  'compare-four': 'four',
} as const satisfies Readonly<Partial<Record<CommandId, CompareLayout>>>;

/** Maps and slides side by side. */
export const COMPARE_COMMANDS: readonly WindowCommand[] = [
  {
    id: 'compare',
    keys: ['C'],
    obstacle: noSlide,
    run: ({ commands }) => {
      commands.toggleCompare();
    },
  },
  ...(Object.keys(LAYOUTS) as (keyof typeof LAYOUTS)[]).map((id) => ({
    id,
    obstacle: noSlide,
    run: ({ commands }: WindowParts) => {
      commands.compare(LAYOUTS[id]);
    },
  })),
  {
    id: 'compare-link',
    obstacle: notComparing,
    run: ({ stores, commands }) => {
      commands.linkViews(!stores.compare.getState().isLinked);
    },
  },
];

const QUESTION_TOOLS = {
  'exclude-rectangle': { purpose: 'exclude', kind: 'rectangle' },
  'exclude-polygon': { purpose: 'exclude', kind: 'polygon' },
  'exclude-freehand': { purpose: 'exclude', kind: 'freehand' },
  'exclude-paint': { purpose: 'exclude', kind: 'paint' },
  'keep-rectangle': { purpose: 'keep', kind: 'rectangle' },
  'keep-polygon': { purpose: 'keep', kind: 'polygon' },
  'keep-freehand': { purpose: 'keep', kind: 'freehand' },
  'keep-paint': { purpose: 'keep', kind: 'paint' },
} as const satisfies Readonly<Partial<Record<CommandId, ActiveTool>>>;

const changed =
  (change: (questions: Questions) => Questions) =>
  ({ stores, commands }: WindowParts): void => {
    const { shownId } = stores.slides.getState();
    if (shownId !== null) commands.changeQuestions(shownId, change);
  };

/** Questions to the result. */
export const QUESTION_COMMANDS: readonly WindowCommand[] = [
  ...(Object.keys(QUESTION_TOOLS) as (keyof typeof QUESTION_TOOLS)[]).map((id) => ({
    id,
    obstacle: cannotAsk,
    run: ({ stores }: WindowParts) => {
      const tool = QUESTION_TOOLS[id];
      stores.whatIfTools.setState({ effect: tool.purpose });
      stores.drawing.setState((state) => takeTool(state, tool));
    },
  })),
  { id: 'undo-question', keys: ['Ctrl Z'], heardBy: 'questions', obstacle: noEarlierQuestion, run: changed(undo) },
  { id: 'redo-question', keys: ['Ctrl Shift Z'], heardBy: 'questions', obstacle: noLaterQuestion, run: changed(redo) },
  { id: 'whole-question', obstacle: nothingAsked, run: changed(clear) },
];

const ANNOTATION_TOOLS = {
  'annotate-point': { purpose: 'annotation', kind: 'point' },
  'annotate-rectangle': { purpose: 'annotation', kind: 'rectangle' },
  'annotate-polygon': { purpose: 'annotation', kind: 'polygon' },
  'annotate-freehand': { purpose: 'annotation', kind: 'freehand' },
} as const satisfies Readonly<Partial<Record<CommandId, ActiveTool>>>;

const annotated =
  (change: (state: AnnotationsState, slideId: string) => AnnotationsState) =>
  ({ stores }: WindowParts): void => {
    const { shownId } = stores.slides.getState();
    if (shownId !== null) stores.annotations.setState((state) => change(state, shownId));
  };

const MOVES = [
  { id: 'move-annotation-left', key: '←', direction: [-1, 0] },
  { id: 'move-annotation-up', key: '↑', direction: [0, -1] },
  { id: 'move-annotation-right', key: '→', direction: [1, 0] },
  { id: 'move-annotation-down', key: '↓', direction: [0, 1] },
] as const;

function moveSelected({ stores }: WindowParts, direction: Direction): void {
  const slide = shownSlide(stores.slides.getState())?.description;
  const view = slide && stores.view.getState().bySlide[slide.id];
  const selected = slide && selectedAnnotation(stores.annotations.getState(), slide.id);
  if (!view || !selected) return;
  const by = stepOnSlide(view, selected.shape, direction, STEP_CSS_PX.middling);
  stores.annotations.setState((state) => moveAnnotation(state, slide.id, by, slide));
}

/** Drawing and measuring. */
export const DRAWING_COMMANDS: readonly WindowCommand[] = [
  {
    id: 'measure',
    keys: ['M'],
    obstacle: noRoom,
    run: ({ stores }) => {
      stores.drawing.setState((state) => toggleTool(state, RULER_TOOL));
    },
  },
  ...(Object.keys(ANNOTATION_TOOLS) as (keyof typeof ANNOTATION_TOOLS)[]).map((id) => ({
    id,
    obstacle: noRoom,
    run: ({ stores }: WindowParts) => {
      stores.drawing.setState((state) => takeTool(state, ANNOTATION_TOOLS[id]));
    },
  })),
  {
    id: 'sampling-region',
    keys: ['D'],
    obstacle: notSampling,
    run: ({ stores }) => {
      stores.drawing.setState((state) => takeTool(state, REGION_TOOL));
    },
  },
  {
    id: 'put-tool-away',
    keys: ['Esc'],
    heardBy: 'drawing',
    obstacle: noTool,
    run: ({ stores }) => {
      stores.drawing.setState((state) => putToolAway(state));
    },
  },
  {
    id: 'toggle-annotations',
    keys: ['A'],
    obstacle: noSlide,
    run: ({ stores }) => {
      stores.annotations.setState(({ isShown }) => ({ isShown: !isShown }));
    },
  },
  {
    id: 'undo-annotation',
    keys: ['Ctrl Z'],
    heardBy: 'annotations',
    obstacle: nothingToUndo,
    run: annotated(undoAnnotations),
  },
  {
    id: 'redo-annotation',
    keys: ['Ctrl Shift Z'],
    heardBy: 'annotations',
    obstacle: nothingToRedo,
    run: annotated(redoAnnotations),
  },
  ...MOVES.map(({ id, key, direction }) => ({
    id,
    keys: [`Shift ${key}`],
    repeats: true as const,
    obstacle: noneInHand,
    run: (window: WindowParts) => {
      moveSelected(window, direction);
    },
  })),
  { id: 'add-corner', keys: ['Ins'], repeats: true, obstacle: noCorner, run: annotated(addAnnotationCorner) },
  {
    id: 'delete-annotation',
    keys: ['Del'],
    heardBy: 'annotations',
    obstacle: noneSelected,
    run: annotated((state, slideId) =>
      state.selectedId === null ? state : deleteAnnotations(state, slideId, new Set([state.selectedId])),
    ),
  },
  {
    id: 'export-annotations',
    obstacle: noAnnotations,
    run: ({ stores, commands }) => {
      const { shownId } = stores.slides.getState();
      if (shownId !== null) commands.exportAnnotations(shownId);
    },
  },
];
