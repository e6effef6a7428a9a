import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { modelsLoaded } from '#state/models-store.ts';
import { displayedKept, shownResult, showResult } from '#state/displayed.ts';
import { beginOpening, finishOpening, removeSlide } from '#state/slides-store.ts';
import { fakeContext, fakeManifest, fakeResult, fakeSlide, pending } from '#test-support/fake-services.ts';
import type { InferenceClient, PlanAnswer, PlanRequest, RunProgress, RunRequest } from '#workers/inference/contract.ts';
import { fakeSamplingManifest, fakeSamplingResult } from '#test-support/fake-sampling.ts';
import { runCommands } from './run-commands.ts';
import { samplingCommands } from './sampling-commands.ts';

function ready(inference: Partial<InferenceClient>, spacing = fakeSlide().spacing) {
  const context = fakeContext({ inference });
  const { slides, models } = context.stores;
  slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  slides.setState((state) =>
    finishOpening(state, 't', fakeSlide({ spacing }), { statedUmPerPx: null, downloadedFrom: null }),
  );
  models.setState((state) =>
    modelsLoaded(state, [{ baseUrl: 'https://fovea.test/models/nests/', manifest: fakeManifest() }], []),
  );
  return { context, runs: context.stores.runs, commands: runCommands(context) };
}

describe('a run', () => {
  it('gives the worker the slide, the spacing and who stated it, and the back end chosen', async () => {
    const requests: RunRequest[] = [];
    const { context, commands } = ready({
      run: (request) => {
        requests.push(request);
        return Promise.resolve(fakeResult());
      },
    });
    context.stores.slides.setState(({ byId, ...state }) => ({
      ...state,
      byId: { ...byId, 'slide-1': { ...byId['slide-1']!, statedUmPerPx: 0.25 } },
    }));
    context.stores.models.setState({ backEnd: 'wasm' });
    await commands.runModel('slide-1', 'nests');
    expect(requests[0]).toMatchObject({
      backEnd: 'wasm',
      slide: { slideId: 'slide-1', spacing: { xUmPerPx: 0.25, yUmPerPx: 0.25 }, spacingStatedBy: 'user' },
      bundle: { baseUrl: 'https://fovea.test/models/nests/' },
    });
  });

  it('shows its progress and then its result', async () => {
    const answer = pending<RunResult>();
    let report: (progress: RunProgress) => void = () => undefined;
    const { runs, commands } = ready({
      run: (_request, onProgress) => {
        report = onProgress;
        return answer.promise;
      },
    });
    const run = commands.runModel('slide-1', 'nests');
    report({ stage: 'encode', done: 3, total: 9, patchesPerSecond: 2, secondsLeft: 3, holes: 0 });
    expect(runs.getState().lastRun['slide-1']?.status).toMatchObject({ progress: { stage: 'encode', done: 3 } });
    answer.resolve(fakeResult());
    await run;
    expect(shownResult(runs.getState(), 'slide-1')?.id).toBe('result-1');
  });

  it('is cancelled at once; what the worker still says is not shown', async () => {
    const answer = pending<RunResult>();
    let report: (progress: RunProgress) => void = () => undefined;
    let signal: AbortSignal | undefined;
    const { runs, commands } = ready({
      run: (_request, onProgress, given) => {
        report = onProgress;
        signal = given;
        return answer.promise;
      },
    });
    const run = commands.runModel('slide-1', 'nests');
    commands.cancelRun();
    expect(signal?.aborted).toBe(true);
    expect(runs.getState().lastRun['slide-1']?.status.kind).toBe('cancelled');
    report({ stage: 'tissue' });
    answer.resolve(fakeResult());
    await run;
    expect(runs.getState().lastRun['slide-1']?.status.kind).toBe('cancelled');
    expect(runs.getState().results).toEqual({});
  });

  it('can be started again after a cancel', async () => {
    const answers = [pending<RunResult>(), pending<RunResult>()];
    let calls = 0;
    const { runs, commands } = ready({ run: () => answers[calls++]!.promise });
    const first = commands.runModel('slide-1', 'nests');
    commands.cancelRun();
    const second = commands.runModel('slide-1', 'nests');
    answers[0]?.resolve(fakeResult({ id: 'late' }));
    answers[1]?.resolve(fakeResult({ id: 'right' }));
    await Promise.all([first, second]);
    expect(shownResult(runs.getState(), 'slide-1')?.id).toBe('right');
  });

  it('says why it failed', async () => {
    const error = new FoveaError('run/no-tissue', { slide: 'a.svs', tissueShare: 0.01 });
    const { runs, commands } = ready({ run: () => Promise.reject(error) });
    await commands.runModel('slide-1', 'nests');
    expect(runs.getState().lastRun['slide-1']?.status).toMatchObject({ error: { code: 'run/no-tissue' } });
  });

  it('is not started twice, nor without a spacing, nor with a model that is not there', async () => {
    let calls = 0;
    const run = () => {
      calls++;
      return pending<RunResult>().promise;
    };
    const { commands } = ready({ run });
    void commands.runModel('slide-1', 'nests');
    await commands.runModel('slide-1', 'nests');
    expect(calls).toBe(1);
    await ready({ run }, null).commands.runModel('slide-1', 'nests');
    await ready({ run }).commands.runModel('slide-1', 'gone');
    expect(calls).toBe(1);
  });
});

describe('a run that is stopped', () => {
  const stoppedAt = (done: number) =>
    fakeResult({ run: { ...fakeResult().run, coverage: { done, planned: 100, lastChange: 0.01, isStopped: true } } });

  it('is asked to end with what there is, and its result is shown', async () => {
    const answer = pending<RunResult>();
    let signals: (AbortSignal | undefined)[] = [];
    const { runs, commands } = ready({
      run: (_request, _onProgress, ...given) => {
        signals = given;
        return answer.promise;
      },
    });
    const run = commands.runModel('slide-1', 'nests');
    commands.stopRun();
    expect(signals.map((signal) => signal?.aborted)).toEqual([false, true]);
    expect(runs.getState().lastRun['slide-1']).toMatchObject({ isStopAsked: true, status: { kind: 'running' } });
    answer.resolve(stoppedAt(38));
    await run;
    expect(shownResult(runs.getState(), 'slide-1')?.run.coverage?.done).toBe(38);
    commands.stopRun();
  });

  it('goes on with the same model, from where its answer stood', async () => {
    const answers = [stoppedAt(38), fakeResult({ id: 'all' })];
    const asked: RunRequest[] = [];
    const { runs, commands } = ready({
      run: (request) => {
        asked.push(request);
        return Promise.resolve(answers[asked.length - 1]!);
      },
    });
    await commands.goOn('slide-1');
    expect(asked).toEqual([]);
    await commands.runModel('slide-1', 'nests');
    await commands.goOn('slide-1');
    expect(asked[1]).toEqual(asked[0]);
    const shown = displayedKept(runs.getState(), 'slide-1');
    expect(shown?.settling?.map(({ done }) => done)).toEqual([38, 100]);
  });
});

describe('a run of attention sampling', () => {
  function sampling(spacing = fakeSlide().spacing) {
    const requests: RunRequest[] = [];
    const made = ready(
      {
        run: (request) => {
          requests.push(request);
          return Promise.resolve(fakeResult());
        },
      },
      spacing,
    );
    made.context.stores.models.setState((state) =>
      modelsLoaded(state, [{ baseUrl: 'https://fovea.test/models/sampler/', manifest: fakeSamplingManifest() }], []),
    );
    return { ...made, requests, store: made.context.stores.sampling };
  }

  it('is asked to look where and how it was chosen', async () => {
    const { commands, requests, store } = sampling();
    await commands.runModel('slide-1', 'sampler');
    // Nothing is in view yet.
    expect(requests).toEqual([]);
    const rect = { x: 0, y: 0, width: 900, height: 700 };
    store.setState({ inView: rect, seed: 42, repeats: 3 });
    await commands.runModel('slide-1', 'sampler');
    expect(requests[0]?.sampling).toEqual({
      scope: { kind: 'region', rect },
      mode: 'draw',
      seed: 42,
      samples: 5,
      repeats: 3,
    });
  });

  it('takes a picture whose spacing nobody knows as it is, and says so', async () => {
    const { commands, requests } = sampling(null);
    await commands.runModel('slide-1', 'sampler');
    expect(requests[0]).toMatchObject({
      slide: { spacing: { xUmPerPx: 1, yUmPerPx: 1 }, spacingStatedBy: 'model' },
      sampling: { scope: { kind: 'whole-image' } },
    });
  });

  it('is repeated with another seed as the shown result was made', async () => {
    const { context, commands, requests, store } = sampling();
    const origin = { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' } as const;
    context.stores.runs.setState((state) => showResult(state, 'slide-1', fakeSamplingResult(), origin));
    await samplingCommands(context, commands).drawAgain('slide-1', 77);
    expect(requests[0]?.sampling).toMatchObject({ scope: { kind: 'tissue' }, seed: 77, samples: 4, repeats: 10 });
    expect(store.getState().seed).toBe(77);
  });
});

describe('a stopped run of attention sampling', () => {
  it('is drawn again as it was, with the same seed, whatever is chosen now', async () => {
    const asked: RunRequest[] = [];
    const { context, commands } = ready({
      run: (request) => {
        asked.push(request);
        return Promise.resolve(fakeSamplingResult());
      },
    });
    context.stores.models.setState((state) =>
      modelsLoaded(state, [{ baseUrl: 'https://fovea.test/models/sampler/', manifest: fakeSamplingManifest() }], []),
    );
    const origin = { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' } as const;
    context.stores.runs.setState((state) => showResult(state, 'slide-1', fakeSamplingResult(), origin));
    context.stores.sampling.setState({ seed: 42, repeats: 3 });
    await commands.goOn('slide-1');
    expect(asked[0]?.sampling).toMatchObject({ scope: { kind: 'tissue' }, seed: 17, samples: 4, repeats: 10 });
    // Of one image the result has the draws that were done; as many as were planned are wanted.
    const { sampling, run } = fakeSamplingResult();
    const one = fakeSamplingResult({
      id: 'one',
      sampling: { ...sampling!, scope: 'whole-image', repeats: 3, fields: sampling!.fields.slice(0, 1) },
      run: { ...run, coverage: { done: 3, planned: 8, lastChange: null, isStopped: true } },
    });
    context.stores.runs.setState((state) => showResult(state, 'slide-1', one, origin));
    await commands.goOn('slide-1');
    expect(asked[1]?.sampling).toMatchObject({ scope: { kind: 'whole-image' }, repeats: 8 });
  });
});

describe('stored features', () => {
  it('are counted and forgotten; where the browser refuses, no figure is shown', async () => {
    const { context, commands } = ready({
      storedFeatures: () => Promise.resolve(5_000_000),
      forgetFeatures: () => Promise.resolve(1000),
    });
    const { machine } = context.stores;
    await commands.refreshStoredFeatures();
    expect(machine.getState().storedFeatureBytes).toBe(5_000_000);
    await commands.forgetStoredFeatures();
    expect(machine.getState().storedFeatureBytes).toBe(1000);
    const refusing = runCommands({
      ...context,
      inference: { ...context.inference, storedFeatures: () => Promise.reject(new Error('no')) },
    });
    await refusing.refreshStoredFeatures();
    expect(machine.getState().storedFeatureBytes).toBeNull();
  });
});

describe('a plan', () => {
  it('asked for again takes the place of the one before', async () => {
    const answers = [pending<PlanAnswer>(), pending<PlanAnswer>()];
    const signals: (AbortSignal | undefined)[] = [];
    const { runs, commands } = ready({
      plan: (_request: PlanRequest, signal) => {
        signals.push(signal);
        return answers[signals.length - 1]!.promise;
      },
    });
    const first = commands.planRun('slide-1', 'nests');
    const second = commands.planRun('slide-1', 'nests');
    expect(signals[0]?.aborted).toBe(true);
    const late = { mask: { tissueShare: 0.1 } } as PlanAnswer;
    const right = { mask: { tissueShare: 0.9 } } as PlanAnswer;
    answers[1]?.resolve(right);
    answers[0]?.resolve(late);
    await Promise.all([first, second]);
    expect(runs.getState().plans['slide-1']?.status).toEqual({ kind: 'done', value: right });
  });

  it('is given up with its slide', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { context, commands } = ready({
      plan: (_request, signal) => {
        signals.push(signal);
        return pending<PlanAnswer>().promise;
      },
    });
    void commands.planRun('slide-1', 'nests');
    context.stores.slides.setState({ shownId: null });
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    context.stores.slides.setState((state) => removeSlide(state, 'slide-1'));
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('that ends with the worker of a cancelled run counts as cancelled, not as failed', async () => {
    const ended = new DOMException('the inference worker was ended', 'AbortError');
    const { runs, commands } = ready({ plan: () => Promise.reject(ended) });
    await commands.planRun('slide-1', 'nests');
    expect(runs.getState().plans['slide-1']?.status).toEqual({ kind: 'cancelled' });
  });

  it('still being made is given up when the run starts', async () => {
    const { runs, commands } = ready({
      plan: () => pending<PlanAnswer>().promise,
      run: () => pending<RunResult>().promise,
    });
    void commands.planRun('slide-1', 'nests');
    void commands.runModel('slide-1', 'nests');
    await Promise.resolve();
    expect(runs.getState().plans).toEqual({});
  });
});
