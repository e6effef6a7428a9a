import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { ModelManifest } from '#core/model/manifest.ts';
import { IDLE, done, failed, running, type AsyncStatus } from './async-status.ts';
import type { InstallationCheck } from './installation-check.ts';

/** A model on offer. */
export interface Model {
  /** Where its files are (ends in `/`); null for one that the user added, all of which is on this machine. */
  readonly baseUrl: string | null;
  readonly manifest: ModelManifest;
}

/** A bundle that could not be used, and why. */
export interface RefusedModel {
  readonly id: string;
  /** The user added it, and may remove it. */
  readonly isAdded?: true;
  readonly error: PlainError;
}

/** Whether a model answers its golden input right on one back end; the inference worker's report fits it. */
export interface CheckReport {
  readonly passed: boolean;
  /** Largest difference per tensor. */
  readonly differences: Readonly<Record<string, number>>;
  /** What each may be. */
  readonly limits: Readonly<Record<string, number>>;
  readonly encoderCosine: number | null;
  readonly leastCosine: number;
  readonly seconds: number;
}

export type BackEnd = 'webgpu' | 'wasm';
/** What is known of a model's golden input on this machine, by back end. */
export type Checks = Readonly<Partial<Record<BackEnd, AsyncStatus<null, CheckReport>>>>;

/** A bundle on its way onto the list, and what became of it. */
export type Adding =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly name: string }
  /** An added model has the same id and other content: it is replaced only where the user says so. */
  | {
      readonly kind: 'asking';
      readonly name: string;
      readonly modelId: string;
      readonly oldVersion: string;
      readonly newVersion: string;
    }
  | {
      readonly kind: 'running';
      readonly name: string;
      readonly stage: 'storing' | 'checking';
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'added'; readonly modelId: string }
  /** The very same is on the list. */
  | { readonly kind: 'known'; readonly modelId: string }
  | { readonly kind: 'failed'; readonly name: string; readonly error: PlainError };

/** What this machine holds of the bundles. */
export interface ModelStorage {
  /** Bytes by SHA-256 of the file. */
  readonly bytesOf: Readonly<Record<string, number>>;
  /** Whether the browser promised not to clear it; null until it was asked. */
  readonly isLasting: boolean | null;
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
  readonly adding: Adding;
  /** By model. */
  readonly checks: Readonly<Record<string, Checks>>;
  /** The check of all of this installation, over every model and back end. */
  readonly installation: InstallationCheck;
  /** Texts of the cards asked for, by model. */
  readonly cards: Readonly<Record<string, AsyncStatus<null, string>>>;
  readonly storage: ModelStorage;
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
  adding: IDLE,
  checks: {},
  installation: IDLE,
  cards: {},
  storage: { bytesOf: {}, isLasting: null },
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

/** Puts an added model onto the list, at its end or in the place of the one with its id, and chooses it. */
export function modelAdded(state: ModelsState, model: Model): ModelsState {
  const { id } = model.manifest;
  const { [id]: _old, ...checks } = state.checks;
  const { [id]: _card, ...cards } = state.cards;
  return {
    ...state,
    byId: { ...state.byId, [id]: model },
    order: state.order.includes(id) ? state.order : [...state.order, id],
    refused: state.refused.filter((one) => one.id !== id),
    selectedId: id,
    chosenByUser: true,
    adding: { kind: 'added', modelId: id },
    checks,
    cards,
  };
}

/** Takes an added model, or one that was refused, off the list. */
export function modelRemoved(state: ModelsState, modelId: string): ModelsState {
  const { [modelId]: _gone, ...byId } = state.byId;
  const { [modelId]: _checks, ...checks } = state.checks;
  const { [modelId]: _card, ...cards } = state.cards;
  const wasSelected = state.selectedId === modelId;
  return {
    ...state,
    byId,
    order: state.order.filter((id) => id !== modelId),
    refused: state.refused.filter(({ id }) => id !== modelId),
    selectedId: wasSelected ? null : state.selectedId,
    chosenByUser: wasSelected ? false : state.chosenByUser,
    adding: IDLE,
    checks,
    cards,
  };
}

export function setCheck(
  state: ModelsState,
  modelId: string,
  backEnd: BackEnd,
  check: AsyncStatus<null, CheckReport>,
): ModelsState {
  return { ...state, checks: { ...state.checks, [modelId]: { ...state.checks[modelId], [backEnd]: check } } };
}

export function setCard(state: ModelsState, modelId: string, card: AsyncStatus<null, string>): ModelsState {
  return { ...state, cards: { ...state.cards, [modelId]: card } };
}

/** What a model takes on this machine, and how much of that other models on the list use too. Bytes; a file listed twice counts once. */
export function storedSize(
  { byId, storage }: Pick<ModelsState, 'byId' | 'storage'>,
  modelId: string,
): { readonly total: number; readonly here: number; readonly shared: number } {
  const others = new Set(
    Object.values(byId)
      .filter(({ manifest }) => manifest.id !== modelId)
      .flatMap(({ manifest }) => manifest.files.map(({ sha256 }) => sha256)),
  );
  const own = new Map((byId[modelId]?.manifest.files ?? []).map((file) => [file.sha256, file.bytes]));
  let [total, here, shared] = [0, 0, 0];
  for (const [sha256, bytes] of own) {
    const kept = Math.min(bytes, storage.bytesOf[sha256] ?? 0);
    total += bytes;
    here += kept;
    if (others.has(sha256)) shared += kept;
  }
  return { total, here, shared };
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
