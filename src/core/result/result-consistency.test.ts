import { describe, expect, it } from 'vitest';
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
  it.each([
    [
      'votes for another number of classes',
      fakeSamplingResult(),
      'sampling.fields.0.draw.1.vote',
      [1],
      'sampling.fields.0.draw: has a vote',
    ],
    [
      'weights of a draw',
      fakeSamplingResult(),
      'sampling.fields.1.draw.1.weight',
      0.4,
      'sampling.fields.1.draw: has weights',
    ],
    [
      'fields and patches',
      fakeSamplingResult(),
      'sampling.fields',
      sampling?.fields.slice(1),
      'sampling.fields: lists 1 fields',
    ],
    ['scores of a field', fakeSamplingResult(), 'sampling.fields.0.scores', [1], 'sampling.fields.0: does not list 2'],
    ['no sampling', fakeSamplingResult(), 'sampling', undefined, 'run.bundle.architecture: is attention-sampling, but'],
    [
      'sampling of another architecture',
      sampleResult(),
      'sampling',
      sampling,
      'run.bundle.architecture: is tda-mil, but',
    ],
    ['survival with sampling', fakeSurvivalResult(), 'sampling', sampling, 'run.bundle.architecture: is dsca, but'],
    [
      'survival of another architecture',
      fakeSurvivalResult(),
      'run.bundle.architecture',
      'tda-mil',
      'run.bundle.architecture: is tda-mil',
    ],
    ['classes of DSCA', sampleResult(), 'run.bundle.architecture', 'dsca', 'run.bundle.architecture: is dsca'],
    ['count of the others', fakeSurvivalResult(), 'answer.reference.count', 6, 'answer.reference.count: is 6'],
    [
      'share of lower risks',
      fakeSurvivalResult(),
      'answer.reference.lowerShare',
      0.8,
      'answer.reference.lowerShare: is not',
    ],
    ['survival and hazards', fakeSurvivalResult(), 'answer.hazards.1', 0.25, 'answer.survival.1: does not follow'],
    ['risk and survival', fakeSurvivalResult(), 'answer.risk', -2.5, 'answer.risk: is not'],
    ['a patch too wide', sampleResult(), 'run.plan.modelSizePx', 4097, 'run.plan.modelSizePx: is larger'],
    ['a field too wide', fakeSamplingResult(), 'run.plan.modelSizePx', 64_000_001, 'run.plan.modelSizePx: '],
  ])('%s', (_, result, path, value, problem) => {
    expect(() => parseResultFile(serializeResult(result), 'x.json')).not.toThrow();
    expect(() => parseResultFile(changed(result, path, value), 'x.json')).toThrow(
      expect.objectContaining({
        context: expect.objectContaining({
          problems: expect.arrayContaining([expect.stringContaining(problem)]) as unknown,
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
        context: { name: 'x.json', problems: [expect.stringContaining('run.plan.scale: gives more')] },
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
