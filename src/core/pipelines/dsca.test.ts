import { describe, expect, it } from 'vitest';
import { smallDsca } from '#test-support/dsca-model.ts';
import { randomNumbers } from '#test-support/tda-mil-model.ts';
import { patchRect } from '#core/patches/patch-plan.ts';
import { twoScalePlan } from '#core/patches/two-scale-plan.ts';
import { isSurvival } from '#core/result/run-result.ts';
import { answerDsca, crossAttention, survivalAnswer } from './dsca.ts';
import { positionCodes, ranks } from './position-codes.ts';

const LIMITS = { scoreBytes: 2 ** 20, tensorBytes: 2 ** 20 };
const SURVIVAL = {
  bins: ['0–1', '1–2', '2–4', 'over 4'],
  unit: 'years',
  reference: { on: 'four others', risks: [-3.9, -2.5, -2.2, -0.1] },
};
const MAPS = (['global-attention', 'cross-attention', 'attention-product'] as const).map((id) => ({
  id,
  label: id,
  reading: 'a test',
  min: 0,
  max: null,
}));

const hazardsHead = { ...smallDsca().head, graphs: {} };
const coxHead = { ...smallDsca({ output: 'cox' }).head, graphs: {} };

describe('the slide-level answer', () => {
  it('follows from the hazards', () => {
    const hazards = Float32Array.of(0.1, 0.25, 0, 1);
    const answer = survivalAnswer(hazards, { head: hazardsHead, survival: SURVIVAL });
    const [first, second, third, fourth] = answer.survival;
    expect(first).toBeCloseTo(0.9, 6);
    expect(second).toBeCloseTo(0.9 * 0.75, 6);
    expect(third).toBeCloseTo(0.675, 6);
    expect(fourth).toBe(0);
    expect(answer.risk).toBeCloseTo(-(0.9 + 0.675 + 0.675), 6);
    expect(answer.hazards).toEqual([...hazards]);
    // −2.25 lies above −3.9 and −2.5.
    expect(answer.reference).toEqual({ on: 'four others', count: 4, lowerShare: 0.5, risks: SURVIVAL.reference.risks });
  });

  it('is the log-risk of a Cox model', () => {
    const survival = { bins: [], unit: 'years', reference: null };
    expect(survivalAnswer(Float32Array.of(0.5), { head: coxHead, survival })).toEqual({
      bins: [],
      unit: 'years',
      hazards: [],
      survival: [],
      risk: 0.5,
      reference: null,
    });
  });

  it('is refused where the head gives no hazards', () => {
    for (const hazards of [
      [0.1, NaN, 0.1, 0.1],
      [0.1, 0.1, 1.5, 0.1],
      [-0.1, 0, 0, 0],
    ])
      expect(() => survivalAnswer(Float32Array.from(hazards), { head: hazardsHead, survival: SURVIVAL })).toThrow(
        /as a hazard/,
      );
    expect(() => survivalAnswer(Float32Array.of(Infinity), { head: coxHead, survival: SURVIVAL })).toThrow(/log-risk/);
  });
});

describe('the maps', () => {
  const n = 7;
  const plan = twoScalePlan(
    {
      stepPx: 101.3,
      columns: 9,
      rows: 3,
      sizePx: 101,
      modelSizePx: 32,
      modelSpacingUmPerPx: 2,
      column: Int32Array.of(0, 0, 3, 3, 3, 8, 8),
      row: Int32Array.of(0, 2, 0, 1, 2, 1, 2),
      enlargement: 0.3,
    },
    4,
  );
  const random = randomNumbers(3);
  const features = (rows: number) => Float32Array.from({ length: rows * 5 }, () => random());

  it('lie on the grid that they are about, and sum to what they promise', async () => {
    const model = smallDsca();
    const manifest = { head: hazardsHead, maps: MAPS, survival: SURVIVAL };
    const inputs = { plan, low: features(n), high: features(n * 16) };
    const { maps, answer } = await answerDsca(model.graphs(), manifest, inputs, { limits: LIMITS });
    expect(isSurvival(answer)).toBe(true);
    const [global, cross, product] = maps;
    expect(maps.map(({ id, values, patches }) => [id, values.length, patches?.length ?? null])).toEqual([
      ['global-attention', n, null],
      ['cross-attention', n * 16, n * 16],
      ['attention-product', n * 16, n * 16],
    ]);
    expect(cross?.patches?.[37]).toEqual(patchRect(plan.fine, 37));
    const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
    expect(sum(global?.values ?? [])).toBeCloseTo(1, 6);
    expect(sum(product?.values ?? [])).toBeCloseTo(1, 6);
    for (let i = 0; i < n; i++) {
      expect(sum(cross?.values.subarray(i * 16, (i + 1) * 16) ?? [])).toBeCloseTo(1, 6);
      expect(sum(product?.values.subarray(i * 16, (i + 1) * 16) ?? [])).toBeCloseTo(global?.values[i] ?? NaN, 6);
    }
  });

  it('of values that are no numbers are no result', async () => {
    const model = smallDsca();
    const graphs = model.graphs();
    const broken = {
      ...graphs,
      run: async (...call: Parameters<typeof graphs.run>) => {
        const outputs = await graphs.run(...call);
        if (call[0] === 'high-embed') outputs['cross-attention']?.data.fill(NaN, 0, 1);
        return outputs;
      },
    };
    const manifest = { head: hazardsHead, maps: MAPS, survival: SURVIVAL };
    const inputs = { plan, low: features(n), high: features(n * 16) };
    await expect(answerDsca(broken, manifest, inputs, { limits: LIMITS })).rejects.toThrow(/cross-attention/);
  });

  it('cross-attention is the mean over heads of the softmax inside a patch', () => {
    const scores = Float32Array.of(0, 0, Math.log(3), 0, 5, 5, 5, 5);
    const shares = crossAttention(scores, 2, 2);
    expect([...shares].map((share) => Number(share.toFixed(6)))).toEqual([0.625, 0.375, 0.5, 0.5]);
  });
});

describe('position codes', () => {
  it('close gaps, and start at the smallest', () => {
    expect([...ranks(Int32Array.of(40, 10, 1000, 10, 40))]).toEqual([1, 0, 2, 0, 1]);
  });

  it('are sine and cosine of rank times frequency, x before y', () => {
    const codes = positionCodes({ column: Int32Array.of(7, 9), row: Int32Array.of(5, 5) }, 8);
    expect([...codes.subarray(0, 8)]).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
    const [s, slow] = [Math.sin(1), Math.sin(1e-4)].map(Math.fround);
    const [c, slowC] = [Math.cos(1), Math.cos(1e-4)].map(Math.fround);
    expect([...codes.subarray(8)]).toEqual([s, slow, c, slowC, 0, 0, 1, 1]);
  });
});
