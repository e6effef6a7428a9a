import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { MapId } from '#core/result/run-result.ts';
import type { Faithfulness, FaithfulnessProgress } from '#core/what-if/faithfulness.ts';
import { CANCELLED, done, failed, running, type AsyncStatus } from './async-status.ts';

/** One check of a map, the last that was asked for of its result. */
export interface FaithfulnessCheck {
  readonly token: string;
  readonly map: MapId;
  readonly status: Exclude<AsyncStatus<FaithfulnessProgress, Faithfulness>, { kind: 'idle' }>;
}

/** The last check of each map of each result; a result's key is unique in the window. */
export interface FaithfulnessState {
  readonly checks: Readonly<Record<string, Readonly<Partial<Record<MapId, FaithfulnessCheck>>>>>;
}

export type FaithfulnessStore = StoreApi<FaithfulnessState>;

export function createFaithfulnessStore(): FaithfulnessStore {
  return createStore(() => ({ checks: {} }));
}

const NOT_YET: FaithfulnessProgress = { done: 0, total: 1, perSecond: null, secondsLeft: null };

/** The check of a map of a result; undefined where there was none. */
export function checkOf(state: FaithfulnessState, key: string, map: MapId): FaithfulnessCheck | undefined {
  return state.checks[key]?.[map];
}

/** The check in progress, of whatever result; there is one at a time. */
export function runningCheck({ checks }: FaithfulnessState): { key: string; check: FaithfulnessCheck } | null {
  for (const [key, byMap] of Object.entries(checks))
    for (const check of Object.values(byMap)) if (check.status.kind === 'running') return { key, check };
  return null;
}

/** Begins a check; one in progress is cancelled by it. */
export function beginCheck(state: FaithfulnessState, key: string, map: MapId, token: string): FaithfulnessState {
  const before = runningCheck(state);
  const without = before ? endCheck(state, before.check.token, CANCELLED) : state;
  return put(without, key, { token, map, status: running(NOT_YET) });
}

/** Takes progress; unchanged where another check has taken its place. */
export function progressCheck(
  state: FaithfulnessState,
  token: string,
  progress: FaithfulnessProgress,
): FaithfulnessState {
  return endCheck(state, token, running(progress));
}

export function finishCheck(state: FaithfulnessState, token: string, value: Faithfulness): FaithfulnessState {
  return endCheck(state, token, done(value));
}

export function failCheck(state: FaithfulnessState, token: string, error: PlainError): FaithfulnessState {
  return endCheck(state, token, failed(error));
}

export function cancelCheck(state: FaithfulnessState, token: string): FaithfulnessState {
  return endCheck(state, token, CANCELLED);
}

/** Forgets the checks of results that are not there any more. @param keys of those that are */
export function keepChecks(state: FaithfulnessState, keys: ReadonlySet<string>): FaithfulnessState {
  const kept = Object.entries(state.checks).filter(([key]) => keys.has(key));
  return kept.length < Object.keys(state.checks).length ? { checks: Object.fromEntries(kept) } : state;
}

function endCheck(state: FaithfulnessState, token: string, status: FaithfulnessCheck['status']): FaithfulnessState {
  const now = runningCheck(state);
  return now?.check.token === token ? put(state, now.key, { ...now.check, status }) : state;
}

function put(state: FaithfulnessState, key: string, check: FaithfulnessCheck): FaithfulnessState {
  return { checks: { ...state.checks, [key]: { ...state.checks[key], [check.map]: check } } };
}
