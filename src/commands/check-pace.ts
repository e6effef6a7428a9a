import type { BackEnd } from '#state/models-store.ts';

/** How far a row of steps is and how long the rest will take. */
export interface CheckPace {
  /** While step k is at `share` (0..1) of its way. `secondsLeft` is null until every back end still wanted has shown its pace. */
  at(k: number, share: number): { readonly share: number; readonly secondsLeft: number | null };
  /** Step k is over, whatever it came to. */
  end(k: number): void;
}

/** Less of a step than this tells nothing of its pace. */
const LEAST_SHARE = 0.25;

/**
 * Each back end has a pace of its own, which its steps so far tell: seconds per unit of weight.
 *
 * @param steps `weight`: what a step takes beside the others, in any unit
 * @param now epoch milliseconds
 */
export function createCheckPace(
  steps: readonly { readonly backEnd: BackEnd; readonly weight: number }[],
  now: () => number,
): CheckPace {
  const whole = steps.reduce((sum, { weight }) => sum + weight, 0);
  const spent: Record<BackEnd, { seconds: number; weight: number }> = {
    webgpu: { seconds: 0, weight: 0 },
    wasm: { seconds: 0, weight: 0 },
  };
  let over = 0;
  let started = now();
  return {
    at(k, share) {
      const step = steps[k];
      if (!step) return { share: 1, secondsLeft: 0 };
      const rest = { webgpu: 0, wasm: 0 };
      for (const later of steps.slice(k + 1)) rest[later.backEnd] += later.weight;
      rest[step.backEnd] += step.weight * (1 - share);
      const paceOf = (backEnd: BackEnd) => {
        const isHere = backEnd === step.backEnd && share >= LEAST_SHARE;
        const seconds = spent[backEnd].seconds + (isHere ? (now() - started) / 1000 : 0);
        const weight = spent[backEnd].weight + (isHere ? step.weight * share : 0);
        return weight > 0 ? seconds / weight : null;
      };
      let secondsLeft: number | null = 0;
      for (const backEnd of ['webgpu', 'wasm'] as const) {
        const pace = paceOf(backEnd);
        if (rest[backEnd] === 0 || secondsLeft === null) continue;
        secondsLeft = pace === null ? null : secondsLeft + pace * rest[backEnd];
      }
      return { share: whole > 0 ? (over + step.weight * share) / whole : 0, secondsLeft };
    },
    end(k) {
      const step = steps[k];
      if (!step) return;
      over += step.weight;
      spent[step.backEnd].seconds += (now() - started) / 1000;
      spent[step.backEnd].weight += step.weight;
      started = now();
    },
  };
}
