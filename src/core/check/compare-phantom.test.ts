import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fakeResult, fakeSurvivalResult } from '#test-support/fake-services.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { checkReportJsonSchema } from './check-report.ts';
import { comparePhantom, isWithin } from './compare-phantom.ts';
import { parsePhantomAnswer, rectsHash } from './phantom-answer.ts';
import type { PhantomAnswer } from './phantom-answer.ts';

const SHIPPED = new URL('../../../public/phantom/', import.meta.url);
const names = readdirSync(SHIPPED).filter((name) => name.endsWith('.answer.json'));
const shipped = (name: string) => readFileSync(new URL(name, SHIPPED), 'utf8');

const rects = (list: RunResult['patches']) => ({ count: list.length, hash: rectsHash(list) });

/** What a reference pipeline that agrees perfectly would have written of a result. */
function answerOf(result: RunResult): PhantomAnswer {
  const { answer, sampling } = result;
  return {
    slide: { name: 'phantom-01.tif', fingerprint: 'a'.repeat(64) },
    bundle: { id: result.run.bundle.id, files: {} },
    seconds: 1,
    patches: rects(result.patches),
    maps: result.maps.map(({ id, values, patches }) => ({
      id,
      values,
      ...(patches ? { patches: rects(patches) } : {}),
    })),
    answer:
      'risk' in answer
        ? { kind: 'hazards', hazards: answer.hazards, risk: answer.risk }
        : sampling
          ? { kind: 'scores', scores: answer.scores }
          : { kind: 'classes', logits: answer.logits },
    ...(sampling
      ? {
          sampling: {
            seed: 1,
            samples: sampling.samples,
            fields: sampling.fields.map(({ scores, draw }) => ({
              scores,
              draw: draw.map(({ rect, timesDrawn, vote }) => ({ corner: [rect.x, rect.y], times: timesDrawn, vote })),
            })),
          },
        }
      : {}),
  };
}

const failing = (result: RunResult, known: PhantomAnswer) =>
  comparePhantom(result, known)
    .filter((row) => !isWithin(row))
    .map(({ what }) => what);

/** Two fields of four draws each, of which one place was drawn twice. */
function sampled(change: { readonly moved?: number; readonly vote?: number; readonly score?: number } = {}): RunResult {
  const { moved = 0, vote = 0, score = 0 } = change;
  const base = fakeResult();
  const places = [0, 10, 20];
  const fields = base.patches.slice(0, 2).map((rect, i) => ({
    rect,
    scores: [0.25 + (i === 1 ? score : 0), 0.75 - (i === 1 ? score : 0)],
    scoresSd: [0, 0],
    draw: places.map((x, k) => ({
      rect: { x: rect.x + x + (i === 0 && k === 1 ? moved : 0), y: 0, width: 8, height: 8 },
      weight: 0.25 * (k === 0 ? 2 : 1),
      timesDrawn: k === 0 ? 2 : 1,
      vote: [0.6 + vote, 0.8],
    })),
  }));
  return {
    ...base,
    patches: base.patches.slice(0, 2),
    maps: [
      {
        id: 'sampling-probability',
        values: Float32Array.from({ length: 1000 }, (_, i) => (i === 999 ? 0.5 : 0.5 / 999)),
        patches: Array.from({ length: 1000 }, (_, i) => ({ x: i, y: 0, width: 1, height: 1 })),
      },
    ],
    sampling: { scope: 'tissue', mode: 'draw', samples: 4, repeats: 1, fields },
  };
}

describe('a run on the phantom beside the reference answer', () => {
  it.each([fakeResult(), fakeSurvivalResult(), sampled()])('agrees with itself', (result) => {
    const rows = comparePhantom(result, answerOf(result));
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter((row) => !isWithin(row) || row.difference !== 0)).toEqual([]);
  });

  it('finds one wrong value in the last patch of a map, and one of the answer', () => {
    const result = fakeResult();
    const known = answerOf(result);
    const [relevance, attention] = result.maps.map(({ values }) => values.slice());
    if (!relevance || !attention) throw new Error('two maps');
    relevance[3] = (relevance[3] ?? 0) + 0.002;
    const off = { ...result, maps: [{ id: 'task-relevance' as const, values: relevance }, ...result.maps.slice(1)] };
    expect(failing(off, known)).toEqual(['task-relevance']);
    // 0.002 of four patches is 0.008 of an even share: allowed; 0.003 is not.
    for (const [by, expected] of [
      [0.002, []],
      [0.003, ['bottom-up-attention']],
    ] as const) {
      const values = attention.slice();
      values[3] = (values[3] ?? 0) + by;
      const maps = [...result.maps.slice(0, 1), { id: 'bottom-up-attention' as const, values }];
      expect(failing({ ...result, maps }, known)).toEqual(expected);
    }
    const answer = { classes: ['no', 'yes'], logits: [-1, 1.01], scores: [0.12, 0.88] };
    expect(failing({ ...result, answer }, known)).toEqual(['logits']);
  });

  it('takes what is no number, or not there, for wrong', () => {
    const result = fakeResult();
    const known = answerOf(result);
    const maps = [{ id: 'task-relevance' as const, values: Float32Array.of(0, NaN, 0, 1) }];
    expect(failing({ ...result, maps }, known)).toEqual(['task-relevance', 'bottom-up-attention']);
    expect(failing(fakeSurvivalResult({ patches: result.patches }), known)).toContain('logits');
    expect(failing(result, answerOf(fakeSurvivalResult()))).toContain('risk');
  });

  it('compares no map of other patches', () => {
    const result = fakeResult();
    const [first, ...rest] = result.patches;
    if (!first) throw new Error('four patches');
    const moved = { ...result, patches: [{ ...first, x: 1 }, ...rest] };
    expect(failing(moved, answerOf(result))).toEqual(['patches', 'task-relevance', 'bottom-up-attention']);
  });

  it('lets few draws move to a neighbour, and compares the scores of the other fields', () => {
    const known = answerOf(sampled());
    expect(failing(sampled({ vote: 0.01 }), known)).toEqual(['votes']);
    expect(failing(sampled({ score: 0.01 }), known)).toEqual(['votes']);
    // One of eight draws is more than a tenth.
    expect(failing(sampled({ moved: 2 }), known)).toEqual(['moved-draws']);
    const { sampling: _none, ...without } = sampled();
    expect(failing(without, known)).toEqual(['moved-draws', 'votes']);
  });

  it('measures a place that draws hundreds of times its share by that', () => {
    const known = answerOf(sampled());
    const off = (factor: number) => {
      const result = sampled();
      const [map] = result.maps;
      if (!map) throw new Error('one map');
      map.values[999] = 0.5 * factor;
      return failing(result, known);
    };
    expect(off(1.009)).toEqual([]);
    expect(off(1.011)).toEqual(['sampling-probability']);
  });
});

describe('answers that ship', () => {
  it.each(names)('%s can be read', (name) => {
    const answer = parsePhantomAnswer(shipped(name));
    expect(answer?.bundle.id).toBe(name.replace('.answer.json', ''));
    for (const { id, values } of answer?.maps ?? []) {
      expect(values.every(Number.isFinite)).toBe(true);
      if (id.includes('cross')) expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(answer?.patches.count ?? 0, 2);
      else if (id !== 'task-relevance') expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
    }
  });

  it('name their patches by a hash that Python and this program agree on', () => {
    const path = '../../../workers/inference/testdata/phantom-reference.json';
    const { corners } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
      readonly corners: readonly (readonly [number, number])[];
    };
    const list = corners.map(([x, y]) => ({ x, y, width: 256, height: 256 }));
    expect(parsePhantomAnswer(shipped('phantom-tda-mil.answer.json'))?.patches).toEqual(rects(list));
  });

  it('are refused where anything is not in order', () => {
    const good = JSON.parse(shipped('phantom-tda-mil.answer.json')) as Record<string, unknown> & {
      readonly maps: readonly Record<string, unknown>[];
    };
    const broken = [
      { ...good, version: 2 },
      { ...good, maps: [] },
      { ...good, maps: good.maps.map((map) => ({ ...map, values: 'AAAA' })) },
      { ...good, maps: good.maps.map((map) => ({ ...map, step: -1 })) },
      { ...good, patches: { count: 346, hash: 1 } },
      { ...good, answer: { kind: 'logits', logits: [1] } },
    ];
    for (const one of broken) expect(parsePhantomAnswer(JSON.stringify(one))).toBeNull();
    expect(parsePhantomAnswer('{')).toBeNull();
  });
});

it('reports of a check are described by docs/check-report.schema.json (npx tsx scripts/write-result-schema.ts)', () => {
  const stored = readFileSync(new URL('../../../docs/check-report.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(stored)).toEqual(checkReportJsonSchema());
});
