import type { ManifestOf } from '#core/model/manifest.ts';
import type { TwoScalePlan } from '#core/patches/two-scale-plan.ts';
import { patchRects } from '#core/patches/two-scale-plan.ts';
import type { PatchMap, RunResult, SurvivalAnswer } from '#core/result/run-result.ts';
import { runDscaHead } from './dsca-head.ts';
import type { DscaHeadAnswer, DscaInputs } from './dsca-head.ts';
import type { HeadGraphs, HeadOptions } from './head-ports.ts';
import { softmax } from './softmax.ts';

/** Runs the head of a bundle over a bag and names what comes out as results do. */
export async function answerDsca(
  graphs: HeadGraphs,
  manifest: Pick<ManifestOf<'dsca'>, 'head' | 'maps' | 'survival'>,
  { plan, ...features }: Pick<DscaInputs, 'low' | 'high'> & { readonly plan: TwoScalePlan },
  options: HeadOptions,
): Promise<Pick<RunResult, 'maps' | 'answer'>> {
  const answer = await runDscaHead(graphs, manifest.head, { ...features, places: plan.coarse }, options);
  const maps = dscaMaps(answer, manifest);
  const fine = maps.some(({ isFine }) => isFine) ? patchRects(plan.fine) : [];
  return {
    maps: maps.map(({ id, values, isFine }) => ({ id, values, ...(isFine ? { patches: fine } : {}) })),
    answer: survivalAnswer(answer.output, manifest),
  };
}

/**
 * What the head's output says: `S_k = Π_{j ≤ k} (1 − h_j)`, risk = −ΣS; of a Cox model the log-risk itself.
 *
 * @throws Error where hazards are not within 0..1 or the log-risk is no number
 */
export function survivalAnswer(
  output: Float32Array,
  { head, survival: { bins, unit, reference } }: Pick<ManifestOf<'dsca'>, 'head' | 'survival'>,
): SurvivalAnswer {
  const isCox = head.output === 'cox';
  const wrong = Array.from(output).find((value) => !(isCox ? Number.isFinite(value) : value >= 0 && value <= 1));
  if (wrong !== undefined) throw new Error(`the head gave ${wrong} as ${isCox ? 'a log-risk' : 'a hazard'}`);
  const hazards = isCox ? [] : Array.from(output);
  const survival: number[] = [];
  for (const hazard of hazards) survival.push((survival.at(-1) ?? 1) * (1 - hazard));
  const risk = isCox ? (output[0] ?? NaN) : -survival.reduce((sum, share) => sum + share, 0);
  return {
    bins,
    unit,
    hazards,
    survival,
    risk,
    reference: reference && {
      on: reference.on,
      count: reference.risks.length,
      lowerShare: reference.risks.filter((other) => other < risk).length / reference.risks.length,
      risks: reference.risks,
    },
  };
}

/** One number per low-resolution patch or, where `isFine`, per high-resolution one. */
export interface DscaMap extends Pick<PatchMap, 'id' | 'values'> {
  readonly isFine: boolean;
}

/** The maps that a bundle names. @throws Error where a value is no number */
export function dscaMaps(
  { globalAttention, crossScores }: DscaHeadAnswer,
  { head, maps }: Pick<ManifestOf<'dsca'>, 'head' | 'maps'>,
): DscaMap[] {
  const inside = head.scale ** 2;
  const cross = crossScores && crossAttention(crossScores, head.cross_heads, inside);
  const all = maps.map(({ id }): DscaMap => {
    if (id === 'global-attention') return { id, values: globalAttention, isFine: false };
    if (cross && id === 'cross-attention') return { id, values: cross, isFine: true };
    if (cross && id === 'attention-product') {
      const values = cross.map((share, k) => share * (globalAttention[Math.floor(k / inside)] ?? NaN));
      return { id, values, isFine: true };
    }
    throw new Error(`this DSCA gives no ${id}`);
  });
  const broken = all.find(({ values }) => !values.every(Number.isFinite));
  if (broken) throw new Error(`the head gave ${broken.id} values that are no numbers`);
  return all;
}

/**
 * Attention of each low-resolution patch to its high-resolution ones: softmax of the scores inside it, mean over heads.
 *
 * @param scores float32 `[n, heads, inside]`
 * @returns float32 `[n, inside]`; each row sums to 1
 */
export function crossAttention(scores: Float32Array, heads: number, inside: number): Float32Array<ArrayBuffer> {
  const n = scores.length / (heads * inside);
  const shares = new Float32Array(n * inside);
  const mean = new Float64Array(inside);
  for (let i = 0; i < n; i++) {
    mean.fill(0);
    for (let head = 0; head < heads; head++) {
      const from = (i * heads + head) * inside;
      for (const [k, share] of softmax(scores.subarray(from, from + inside)).entries())
        mean[k] = (mean[k] ?? 0) + share / heads;
    }
    shares.set(mean, i * inside);
  }
  return shares;
}
