import { describe, expect, it } from 'vitest';
import { UsageError, parseAnalyzeArguments } from './arguments.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';

describe('the command line of analyze', () => {
  it('takes a slide, a model and where the result goes', () => {
    expect(parseAnalyzeArguments(['a slide.svs', '--model', 'phantom', '--out', 'r.json'])).toEqual({
      slide: 'a slide.svs',
      modelId: 'phantom',
      spacingUmPerPx: null,
      backEnd: 'auto',
      out: 'r.json',
      featuresOut: null,
      sampling: { scope: null, samples: null, repeats: null, seed: null },
      timeoutSeconds: 3600,
    });
  });

  it('takes a file for the features', () => {
    const request = parseAnalyzeArguments(['s.tif', '--model=m', '--out=r.json', '--features', 'f.safetensors']);
    expect(request.featuresOut).toBe('f.safetensors');
  });

  it('takes a stated spacing and a back end', () => {
    const request = parseAnalyzeArguments(['--backend=wasm', '--spacing=0.63', 's.tif', '--model=m', '--out=r.json']);
    expect(request).toMatchObject({ spacingUmPerPx: 0.63, backEnd: 'wasm' });
  });

  it('takes how attention sampling is to look', () => {
    const options = ['--scope=whole-image', '--samples=20', '--repeats=1', '--seed=4294967295'];
    expect(parseAnalyzeArguments(['s.png', '--model=m', '--out=r.json', ...options]).sampling).toEqual({
      scope: 'whole-image',
      samples: 20,
      repeats: 1,
      seed: 4294967295,
    });
  });

  it.each([
    [[], 'one SLIDE'],
    [['a', 'b', '--model=m', '--out=r'], '2 given'],
    [['a', '--out=r'], '--model is missing'],
    [['a', '--model=m'], '--out is missing'],
    [['a', '--model=m', '--out=r', '--spacing=0,63'], 'not a positive number'],
    [['a', '--model=m', '--out=r', '--spacing=630'], 'between 0.05 and 50'],
    [['a', '--model=m', '--out=r', '--backend=cuda'], 'wasm, webgpu or auto'],
    [['a', '--model=m', '--out=r', '--colour=red'], '--colour'],
    [['a', '--model=m', '--out=r', '--scope=view'], 'tissue or whole-image'],
    [['a', '--model=m', '--out=r', '--seed=4294967296'], 'from 0 to 4294967295'],
    [['a', '--model=m', '--out=r', '--seed=-1'], '--seed'],
    [['a', '--model=m', '--out=r', '--samples=0'], 'from 1 to 1000'],
    [['a', '--model=m', '--out=r', '--repeats=1.5'], 'from 1 to 100'],
  ])('refuses %j', (args, reason) => {
    expect(() => parseAnalyzeArguments(args)).toThrow(UsageError);
    expect(() => parseAnalyzeArguments(args)).toThrow(reason);
  });
});

it('gives every family of errors its exit code', () => {
  expect(exitCodeOf('source/no-range-support')).toBe(EXIT.slide);
  expect(exitCodeOf('slide/damaged')).toBe(EXIT.slide);
  expect(exitCodeOf('model/hash-mismatch')).toBe(EXIT.model);
  expect(exitCodeOf('run/no-tissue')).toBe(EXIT.noTissue);
  expect(exitCodeOf('run/out-of-memory')).toBe(EXIT.run);
  expect(exitCodeOf('worker/crashed')).toBe(EXIT.run);
});
