import { running } from './async-status.ts';
import { without, type PlanPreview, type RunsState } from './runs-store.ts';

export function beginPlan(state: RunsState, slideId: string, plan: Omit<PlanPreview, 'status'>): RunsState {
  return { ...state, plans: { ...state.plans, [slideId]: { ...plan, status: running(null) } } };
}

/** Ends a plan one way or another; unchanged when a later one has taken its place. */
export function endPlan(
  state: RunsState,
  slideId: string,
  token: string,
  status: Exclude<PlanPreview['status'], { kind: 'running' }>,
): RunsState {
  const plan = state.plans[slideId];
  if (plan?.token !== token) return state;
  return { ...state, plans: { ...state.plans, [slideId]: { ...plan, status } } };
}

/** Forgets the plan of a slide, for instance because its spacing changed. */
export function dropPlan(state: RunsState, slideId: string): RunsState {
  return state.plans[slideId] ? { ...state, plans: without(state.plans, slideId) } : state;
}
