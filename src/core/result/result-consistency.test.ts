import { describe, expect, it } from 'vitest';
import type { Problem } from '#core/errors/problems.ts';
import { fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { parseResultFile, serializeResult } from './result-file.ts';
import type { RunResult } from './run-result.ts';

type Json = Record<string, unknown>;

/** The file of a result with the value at a path (`a.0.b`) changed; undefined takes it away. */
function changed(result: RunResult, path: string, value: unknown): string {
  const file = JSON.parse(serializeResult(result)) as Json;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = file;
  for (const key of keys) at = at[key] as Json;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return JSON.stringify(file);
}

const { sampling } = fakeSamplingResult();

describe('a result file that contradicts itself', () => {
  it.each<[string, RunResult, string, unknown, Partial<Problem>]>([
    [
      'votes for another number of classes',
      fakeSamplingResult(),
      'sampling.fields.0.draw.1.vote',
      [1],
      { code: 'vote-classes', at: 'sampling.fields.0.draw', classes: 2 },
    ],
    [
      'weights of a draw',
      fakeSamplingResult(),
      'sampling.fields.1.draw.1.weight',
      0.4,
      { code: 'draw-weights', at: 'sampling.fields.1.draw' },
    ],
    [
      'fields and patches',
      fakeSamplingResult(),
      'sampling.fields',
      sampling?.fields.slice(1),
      { code: 'field-count', at: 'sampling.fields', fields: 1, patches: 2 },
    ],
    [
      'scores of a field',
      fakeSamplingResult(),
      'sampling.fields.0.scores',
      [1],
      { code: 'field-classes', at: 'sampling.fields.0', classes: 2 },
    ],
    [
      'no sampling',
      fakeSamplingResult(),
      'sampling',
      undefined,
      {
        code: 'architecture-sampling',
        at: 'run.bundle.architecture',
        architecture: 'attention-sampling',
        hasSampling: false,
      },
    ],
    [
      'sampling of another architecture',
      sampleResult(),
      'sampling',
      sampling,
      { code: 'architecture-sampling', at: 'run.bundle.architecture', architecture: 'tda-mil', hasSampling: true },
    ],
    [
      'survival with sampling',
      fakeSurvivalResult(),
      'sampling',
      sampling,
      { code: 'architecture-sampling', at: 'run.bundle.architecture', architecture: 'dsca', hasSampling: true },
    ],
    [
      'survival of another architecture',
      fakeSurvivalResult(),
      'run.bundle.architecture',
      'tda-mil',
      { code: 'architecture-answer', at: 'run.bundle.architecture', architecture: 'tda-mil' },
    ],
    [
      'classes of DSCA',
      sampleResult(),
      'run.bundle.architecture',
      'dsca',
      { code: 'architecture-answer', at: 'run.bundle.architecture', architecture: 'dsca' },
    ],
    [
      'count of the others',
      fakeSurvivalResult(),
      'answer.reference.count',
      6,
      { code: 'reference-count', at: 'answer.reference.count', count: 6, risks: 5 },
    ],
    [
      'share of lower risks',
      fakeSurvivalResult(),
      'answer.reference.lowerShare',
      0.8,
      { code: 'reference-share', at: 'answer.reference.lowerShare' },
    ],
    [
      'survival and hazards',
      fakeSurvivalResult(),
      'answer.hazards.1',
      0.25,
      { code: 'survival-hazards', at: 'answer.survival.1' },
    ],
    ['risk and survival', fakeSurvivalResult(), 'answer.risk', -2.5, { code: 'risk-sum', at: 'answer.risk' }],
    [
      'a patch too wide',
      sampleResult(),
      'run.plan.modelSizePx',
      4097,
      { code: 'patch-too-wide', at: 'run.plan.modelSizePx', most: 4096 },
    ],
    [
      'a field too wide',
      fakeSamplingResult(),
      'run.plan.modelSizePx',
      64_000_001,
      { code: 'field-too-big', at: 'run.plan.modelSizePx', most: 64_000_000 },
    ],
  ])('%s', (_, result, path, value, problem) => {
    expect(() => parseResultFile(serializeResult(result), 'x.json')).not.toThrow();
    expect(() => parseResultFile(changed(result, path, value), 'x.json')).toThrow(
      expect.objectContaining({
        context: expect.objectContaining({
          problems: expect.arrayContaining([expect.objectContaining(problem)]) as unknown,
        }) as unknown,
      }),
    );
  });

  it('more finer patches than anything could show', () => {
    const result = sampleResult();
    const patches = Array.from({ length: 62_501 }, () => ({ x: 0, y: 0, width: 1, height: 1 }));
    const many = { ...result, patches, maps: [] };
    const run = { ...result.run, plan: { ...result.run.plan, scale: 16 } };
    expect(() => parseResultFile(serializeResult({ ...many, run }), 'x.json')).toThrow(
      expect.objectContaining({
        context: {
          name: 'x.json',
          problems: [{ code: 'too-many-fine-patches', at: 'run.plan.scale', most: 16_000_000 }],
          more: 0,
        },
      }),
    );
    expect(() => parseResultFile(serializeResult({ ...many, patches: patches.slice(1), run }), 'x.json')).not.toThrow();
  });

  it('but numbers rounded to three decimals are read, and a Cox answer without bins', () => {
    const answer = fakeSurvivalResult().answer;
    if (!('risk' in answer)) throw new Error('a survival answer');
    const rounded = changed(fakeSurvivalResult(), 'answer', {
      ...answer,
      survival: answer.survival.map((share) => Number(share.toFixed(3))),
      risk: Number(answer.risk.toFixed(3)),
    });
    expect(() => parseResultFile(rounded, 'x.json')).not.toThrow();
    const cox = { ...answer, bins: [], hazards: [], survival: [], risk: 0.7, reference: null };
    expect(() => parseResultFile(changed(fakeSurvivalResult(), 'answer', cox), 'x.json')).not.toThrow();
  });
});
