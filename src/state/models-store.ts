import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { IDLE, done, failed, running, type AsyncStatus } from './async-status.ts';

/** A model on offer. */
export interface Model {
  /** Where its files are (ends in `/`); null for one that the user added, all of which is on this machine. */
  readonly baseUrl: string | null;
  readonly manifest: ModelManifest;
}

/** A bundle that could not be used, and why. */
export interface RefusedModel {
  readonly id: string;
  readonly error: PlainError;
}

export interface ModelsState {
  readonly loading: AsyncStatus;
  readonly byId: Readonly<Record<string, Model>>;
  readonly order: readonly string[];
  readonly refused: readonly RefusedModel[];
  readonly selectedId: string | null;
  /** The user chose it: no suggestion changes it any more. */
  readonly chosenByUser: boolean;
  readonly backEnd: 'auto' | 'webgpu' | 'wasm';
}

export type ModelsStore = StoreApi<ModelsState>;

const NO_MODELS: ModelsState = {
  loading: IDLE,
  byId: {},
  order: [],
  refused: [],
  selectedId: null,
  chosenByUser: false,
  backEnd: 'auto',
};

export function createModelsStore(): ModelsStore {
  return createStore(() => NO_MODELS);
}

export function beginLoadingModels(state: ModelsState): ModelsState {
  return { ...state, loading: running(null) };
}

/** Takes the models read and those refused, in the index's order. A choice made before is kept while it is still on offer. */
export function modelsLoaded(
  state: ModelsState,
  models: readonly Model[],
  refused: readonly RefusedModel[],
): ModelsState {
  const byId = Object.fromEntries(models.map((model) => [model.manifest.id, model]));
  const order = models.map(({ manifest }) => manifest.id);
  const selectedId = state.selectedId !== null && byId[state.selectedId] ? state.selectedId : null;
  return { ...state, loading: done(null), byId, order, refused, selectedId };
}

export function failLoadingModels(state: ModelsState, error: PlainError): ModelsState {
  return { ...state, loading: failed(error) };
}

/** The user's own choice. */
export function selectModel(state: ModelsState, modelId: string): ModelsState {
  return state.byId[modelId] ? { ...state, selectedId: modelId, chosenByUser: true } : state;
}

/**
 * Selects a model made for this kind of slide, phantom or tissue, as long as the user has not chosen one: the first that classifies the
 * whole slide, which needs nothing else to be said, or the first of another kind.
 */
export function suggestModel(state: ModelsState, isPhantomSlide: boolean): ModelsState {
  if (state.chosenByUser) return state;
  const fitting = state.order.filter((id) => state.byId[id]?.manifest.phantom === isPhantomSlide);
  const ofWholeSlide = fitting.find((id) => state.byId[id]?.manifest.architecture === 'tda-mil');
  const suited = ofWholeSlide ?? fitting[0] ?? null;
  return suited === state.selectedId ? state : { ...state, selectedId: suited };
}

export function selectedModel(state: ModelsState): Model | null {
  return state.selectedId === null ? null : (state.byId[state.selectedId] ?? null);
}
