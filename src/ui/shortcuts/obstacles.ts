import {
  addAnnotationCorner,
  annotationsOf,
  NO_ANNOTATIONS,
  roomFor,
  selectedAnnotation,
} from '#state/annotations-store.ts';
import { machineUse } from '#state/machine-use.ts';
import { modelFit } from '#state/model-fit.ts';
import { selectedModel } from '#state/models-store.ts';
import { ranksAt } from '#state/patch-ranks.ts';
import { displayedMaps, shownKept, shownResult } from '#state/displayed.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import { checkSampling } from '#state/sampling-store.ts';
import { shownSlide, spacingInUse } from '#state/slides-store.ts';
import { isNothing, NO_QUESTIONS } from '#state/what-if-questions.ts';
import { askingObstacle } from '#state/what-if-view.ts';
import { canStop } from '../run/can-stop.ts';

import type { Obstacle, WindowParts } from './window-command.ts';

/** Why a command cannot be done now, as far as the window knows; each gives null where it can. */
type Check = (window: WindowParts) => Obstacle | null;

const slideIdOf = ({ stores }: WindowParts): string | null => stores.slides.getState().shownId;

export const noSlide: Check = (window) => (slideIdOf(window) === null ? 'noSlide' : null);

export const oneSlide: Check = ({ stores }) => (stores.slides.getState().order.length < 2 ? 'oneSlide' : null);

/** Magnifications are of slides whose spacing is known. */
export const noSpacing: Check = (window) => {
  const slide = shownSlide(window.stores.slides.getState());
  if (!slide) return 'noSlide';
  return spacingInUse(slide) ? null : 'noSpacing';
};

export const noMap: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  const maps = displayedMaps(window.stores.runs.getState(), id);
  return maps && maps.maps.length > 0 ? null : 'noMap';
};

export const noResult: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  return shownResult(window.stores.runs.getState(), id) ? null : 'noResult';
};

export const notComparing: Check = ({ stores }) => {
  const { layout } = stores.compare.getState();
  return layout === 'two' || layout === 'four' ? null : 'notComparing';
};

export const notSampling: Check = (window) => {
  if (slideIdOf(window) === null) return 'noSlide';
  const model = selectedModel(window.stores.models.getState());
  return model?.manifest.architecture === 'attention-sampling' ? null : 'notSampling';
};

export const cannotAsk: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  const result = shownResult(window.stores.runs.getState(), id);
  if (!result) return 'noResult';
  const model = window.stores.models.getState().byId[result.run.bundle.id];
  return askingObstacle(result, model) === null ? null : 'cannotAsk';
};

const questionsOf = ({ stores }: WindowParts, id: string) =>
  shownKept(stores.runs.getState(), id)?.questions ?? NO_QUESTIONS;

export const nothingAsked: Check = (window) =>
  cannotAsk(window) ?? (isNothing(questionsOf(window, slideIdOf(window) ?? '').asked) ? 'nothingAsked' : null);

export const noEarlierQuestion: Check = (window) =>
  cannotAsk(window) ?? (questionsOf(window, slideIdOf(window) ?? '').earlier.length === 0 ? 'nothingToUndo' : null);

export const noLaterQuestion: Check = (window) =>
  cannotAsk(window) ?? (questionsOf(window, slideIdOf(window) ?? '').later.length === 0 ? 'nothingToRedo' : null);

export const noRoom: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  return roomFor(window.stores.annotations.getState(), id) > 0 ? null : 'noRoom';
};

export const noAnnotations: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  return annotationsOf(window.stores.annotations.getState(), id).length > 0 ? null : 'noAnnotations';
};

export const noneSelected: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  return selectedAnnotation(window.stores.annotations.getState(), id) ? null : 'noneSelected';
};

/** What is hidden is not moved unseen. */
export const noneInHand: Check = (window) =>
  window.stores.annotations.getState().isShown ? noneSelected(window) : 'noneSelected';

export const noCorner: Check = (window) => {
  const obstacle = noneInHand(window);
  if (obstacle) return obstacle;
  const state = window.stores.annotations.getState();
  return addAnnotationCorner(state, slideIdOf(window) ?? '') === state ? 'noCorner' : null;
};

export const nothingToUndo: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  const { undo } = window.stores.annotations.getState().bySlide[id] ?? NO_ANNOTATIONS;
  return undo.length > 0 ? null : 'nothingToUndo';
};

export const nothingToRedo: Check = (window) => {
  const id = slideIdOf(window);
  if (id === null) return 'noSlide';
  const { redo } = window.stores.annotations.getState().bySlide[id] ?? NO_ANNOTATIONS;
  return redo.length > 0 ? null : 'nothingToRedo';
};

export const noTool: Check = ({ stores }) => (stores.drawing.getState().active ? null : 'noTool');

/** Places without a patch have no rank. */
export const nothingInTheMiddle: Check = (window) => {
  const obstacle = noMap(window);
  if (obstacle) return obstacle;
  const id = slideIdOf(window) ?? '';
  const center = window.stores.view.getState().bySlide[id]?.center;
  return center && ranksAt(window.stores.runs.getState(), id, center).length > 0 ? null : 'nothingInTheMiddle';
};

/** As the Run button has it. */
export const cannotRun: Check = ({ stores }) => {
  const slide = shownSlide(stores.slides.getState());
  if (!slide) return 'noSlide';
  const models = stores.models.getState();
  const model = selectedModel(models);
  if (!model) return 'noModel';
  if (machineUse(stores.runs.getState(), models)) return 'busy';
  const { kind } = modelFit(slide, model.manifest);
  const { manifest } = model;
  const isWhere =
    manifest.architecture !== 'attention-sampling' ||
    checkSampling(stores.sampling.getState(), slide, manifest).kind === 'ready';
  return (kind === 'fits' || kind === 'as-pixels') && isWhere ? null : 'doesNotFit';
};

export const noRun: Check = ({ stores }) => (runInProgress(stores.runs.getState()) ? null : 'noRun');

export const cannotStop: Check = ({ stores }) => {
  const run = runInProgress(stores.runs.getState());
  if (!run) return 'noRun';
  return canStop(run) && !run.isStopAsked ? null : 'tooEarly';
};

export const noFeatures: Check = (window) => {
  const obstacle = noResult(window);
  if (obstacle) return obstacle;
  const { stores } = window;
  const result = shownResult(stores.runs.getState(), slideIdOf(window) ?? '');
  if (!result || !(result.run.bundle.id in stores.models.getState().byId)) return 'modelIsGone';
  return runInProgress(stores.runs.getState()) ? 'busy' : null;
};
